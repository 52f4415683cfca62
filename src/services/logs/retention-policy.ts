import type {
  DeleteRetentionPolicyCommandInput,
  PutRetentionPolicyCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { groupAccess } from './group-access.ts';
import { changeGroup, checkedGroupName, checkedRetention } from './log-group.ts';
import type { LogsState } from './state.ts';

/** Events older than the retention are no longer answered. */
export async function putRetentionPolicy(
  input: PutRetentionPolicyCommandInput,
  call: CallContext<LogsState>,
): Promise<void> {
  const name = checkedGroupName(input.logGroupName);
  const retentionInDays = checkedRetention(input.retentionInDays);
  await changeGroup(name, call, (group) => ({ ...group, retentionInDays }));
}

putRetentionPolicy.access = groupAccess('logs:PutRetentionPolicy');

export async function deleteRetentionPolicy(
  input: DeleteRetentionPolicyCommandInput,
  call: CallContext<LogsState>,
): Promise<void> {
  await changeGroup(checkedGroupName(input.logGroupName), call, ({ retentionInDays: _, ...group }) => group);
}

deleteRetentionPolicy.access = groupAccess('logs:DeleteRetentionPolicy');
