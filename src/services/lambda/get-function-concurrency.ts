import type { GetFunctionConcurrencyCommandInput, GetFunctionConcurrencyResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export async function getFunctionConcurrency(
  input: GetFunctionConcurrencyCommandInput,
  call: CallContext<LambdaState>,
): Promise<GetFunctionConcurrencyResponse> {
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const { reservedConcurrency } = await call.state.functions.get(arn);
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}

getFunctionConcurrency.access = functionAccess('lambda:GetFunctionConcurrency');
