import type { DeleteFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { eventInvokeTarget, requireSettings } from './event-invoke-config.ts';
import { functionAccess } from './function-access.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export async function deleteFunctionEventInvokeConfig(
  input: DeleteFunctionEventInvokeConfigCommandInput,
  call: CallContext<LambdaState>,
): Promise<Record<string, never>> {
  const target = await eventInvokeTarget(input, call);
  requireSettings(target);
  await call.state.functions.change(target.arn, (record) => {
    const { [target.qualifier]: _old, ...eventInvoke } = record.eventInvoke;
    return { ...record, eventInvoke };
  });
  return {};
}

deleteFunctionEventInvokeConfig.access = functionAccess('lambda:DeleteFunctionEventInvokeConfig');
