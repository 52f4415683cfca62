import type { FunctionEventInvokeConfig, UpdateFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import {
  eventInvokeTarget,
  functionMissing,
  givenSettings,
  keepSettings,
  requireEventInvokeInput,
  requireSettings,
} from './event-invoke-config.ts';
import { functionAccess } from './function-access.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html */
export async function updateFunctionEventInvokeConfig(
  input: UpdateFunctionEventInvokeConfigCommandInput,
  call: CallContext<LambdaState>,
): Promise<FunctionEventInvokeConfig> {
  const target = await eventInvokeTarget(input, call);
  await requireEventInvokeInput(input, target.arn, call);
  if (target.record === undefined) throw functionMissing();
  const current = requireSettings(target);
  return keepSettings(target, { ...current, ...givenSettings(input), lastModified: call.clock.now() }, call);
}

updateFunctionEventInvokeConfig.access = functionAccess('lambda:UpdateFunctionEventInvokeConfig');
