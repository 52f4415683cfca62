import type { FunctionEventInvokeConfig, PutFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import {
  eventInvokeTarget,
  givenSettings,
  keepSettings,
  requireEventInvokeInput,
  requireTarget,
} from './event-invoke-config.ts';
import { functionAccess } from './function-access.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export async function putFunctionEventInvokeConfig(
  input: PutFunctionEventInvokeConfigCommandInput,
  call: CallContext<LambdaState>,
): Promise<FunctionEventInvokeConfig> {
  const target = await eventInvokeTarget(input, call);
  await requireEventInvokeInput(input, target.arn, call);
  requireTarget(target);
  return keepSettings(target, { ...givenSettings(input), lastModified: call.clock.now() }, call);
}

putFunctionEventInvokeConfig.access = functionAccess('lambda:PutFunctionEventInvokeConfig');
