import type { GetFunctionCodeSigningConfigCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

/**
 * No function has a code signing configuration: samlet takes none. AWS answers an empty object then.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html
 */
export async function getFunctionCodeSigningConfig(
  input: GetFunctionCodeSigningConfigCommandInput,
  call: CallContext<LambdaState>,
): Promise<Record<string, never>> {
  await call.state.functions.get(unqualifiedFunction(input.FunctionName, call).arn);
  return {};
}

getFunctionCodeSigningConfig.access = functionAccess('lambda:GetFunctionCodeSigningConfig');
