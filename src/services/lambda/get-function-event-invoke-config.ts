import type { FunctionEventInvokeConfig, GetFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeSettings, eventInvokeTarget, requireSettings } from './event-invoke-config.ts';
import { functionAccess } from './function-access.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export async function getFunctionEventInvokeConfig(
  input: GetFunctionEventInvokeConfigCommandInput,
  call: CallContext<LambdaState>,
): Promise<FunctionEventInvokeConfig> {
  const target = await eventInvokeTarget(input, call);
  return describeSettings(target.arn, target.qualifier, requireSettings(target));
}

getFunctionEventInvokeConfig.access = functionAccess('lambda:GetFunctionEventInvokeConfig');
