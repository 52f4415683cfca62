import { rm } from 'node:fs/promises';
import type { DeleteFunctionCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { bundleFolder } from './code/live-code.ts';
import { functionNotFound, invalidParameter } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { namedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export async function deleteFunction(
  input: DeleteFunctionCommandInput,
  call: CallContext<LambdaState>,
): Promise<{ StatusCode: number }> {
  const { state } = call;
  const named = namedFunction(input.FunctionName, input.Qualifier, call);
  if (named.qualifier === '$LATEST') {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  }
  if (named.qualifier === undefined) {
    const removed = await state.functions.remove(named.arn);
    if (removed === undefined) throw functionNotFound(named.arn);
    await state.live.close(named.arn);
    state.platform.invoker.retire(named.arn);
    await rm(bundleFolder(state.platform.dataDir, call.region, named.name), { recursive: true, force: true });
    return { StatusCode: 204 };
  }
  const { qualifier } = named;
  await state.functions.get(named.arn, named.qualifiedArn);
  if (!/^\d+$/.test(qualifier)) throw invalidParameter('Deletion of aliases is not currently supported.');
  await state.functions.change(named.arn, (record) => ({
    ...record,
    published: record.published.filter((one) => one.version !== qualifier),
    policies: without(record.policies, qualifier),
    eventInvoke: without(record.eventInvoke, qualifier),
  }));
  return { StatusCode: 204 };
}

deleteFunction.access = functionAccess('lambda:DeleteFunction');

function without<T>(table: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  const { [name]: _gone, ...rest } = table;
  return rest;
}
