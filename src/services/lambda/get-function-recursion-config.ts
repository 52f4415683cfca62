import type {
  GetFunctionRecursionConfigCommandInput,
  GetFunctionRecursionConfigResponse,
} from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionRecursionConfig.html */
export async function getFunctionRecursionConfig(
  input: GetFunctionRecursionConfigCommandInput,
  call: CallContext<LambdaState>,
): Promise<GetFunctionRecursionConfigResponse> {
  const record = await call.state.functions.get(unqualifiedFunction(input.FunctionName, call).arn);
  return { RecursiveLoop: record.recursiveLoop };
}

getFunctionRecursionConfig.access = functionAccess('lambda:GetFunctionRecursionConfig');
