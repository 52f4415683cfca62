import type { DeleteLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { clearGroup } from '../../telemetry/log-reader.ts';
import { existingGroup } from './log-group.ts';
import { groupNotFound } from './refusals.ts';
import type { LogsState } from './state.ts';

/** Deletes the group with its streams and events. */
export async function deleteLogGroup(input: DeleteLogGroupCommandInput, call: CallContext<LogsState>): Promise<void> {
  const { state } = call;
  const group = await existingGroup(input, call);
  if (group.deletionProtection) {
    throw new ServiceError(
      'ValidationException',
      'Log group is protected from deletion. Disable deletion protection first.',
    );
  }
  if (!(await state.groups.delete(group.name))) throw groupNotFound();
  await clearGroup(state.store, group.name);
}
