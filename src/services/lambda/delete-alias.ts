import type { DeleteAliasCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

/**
 * An alias that does not exist is deleted with success.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html
 */
export async function deleteAlias(
  input: DeleteAliasCommandInput,
  call: CallContext<LambdaState>,
): Promise<Record<string, never>> {
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const name = input.Name ?? '';
  const record = await call.state.functions.find(arn);
  if (record?.aliases[name] === undefined) return {};
  await call.state.functions.change(arn, (current) => {
    const { [name]: _alias, ...aliases } = current.aliases;
    const { [name]: _policy, ...policies } = current.policies;
    const { [name]: _settings, ...eventInvoke } = current.eventInvoke;
    return { ...current, aliases, policies, eventInvoke };
  });
  return {};
}

deleteAlias.access = functionAccess('lambda:DeleteAlias');
