import type { DeleteLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { clearGroup } from '../../telemetry/log-reader.ts';
import { filterId, ofGroup } from './filter-records.ts';
import { groupAccess } from './group-access.ts';
import { existingGroup } from './log-group.ts';
import { groupNotFound } from './refusals.ts';
import type { LogsState } from './state.ts';

/** Deletes the group with its streams, events and filters. */
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
  for (const filters of [state.filters.metric, state.filters.subscription]) {
    for (const { name } of await filters.list(ofGroup(group.name))) await filters.delete(filterId(group.name, name));
  }
  await state.live.refresh(group.name);
}

deleteLogGroup.access = groupAccess('logs:DeleteLogGroup');
