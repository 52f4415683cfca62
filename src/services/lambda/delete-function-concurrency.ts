import type { DeleteFunctionConcurrencyCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export async function deleteFunctionConcurrency(
  input: DeleteFunctionConcurrencyCommandInput,
  call: CallContext<LambdaState>,
): Promise<Record<string, never>> {
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  await call.state.functions.change(arn, ({ reservedConcurrency: _old, ...record }) => record);
  return {};
}

deleteFunctionConcurrency.access = functionAccess('lambda:DeleteFunctionConcurrency');
