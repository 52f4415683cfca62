import type {
  DescribeLogGroupsCommandInput,
  DescribeLogGroupsCommandOutput,
  LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import type { LogGroupRecord } from '../../telemetry/log-records.ts';
import { ofGroup } from './filter-records.ts';
import { allGroupsAccess } from './group-access.ts';
import { groupArn, groupNameOf } from './log-group.ts';
import { checkedLimit, readToken, writeToken } from './paging.ts';
import { invalid } from './refusals.ts';
import type { LogsState } from './state.ts';

/** Sorted by name, at most 50 at a time. */
export async function describeLogGroups(
  input: DescribeLogGroupsCommandInput,
  call: CallContext<LogsState>,
): Promise<Omit<DescribeLogGroupsCommandOutput, '$metadata'>> {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers, logGroupClass } = input;
  if (prefix !== undefined && pattern !== undefined) {
    throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  }
  const limit = checkedLimit(input.limit, 50, 50);
  const names = logGroupIdentifiers?.map(groupNameOf);
  const { state } = call;
  await state.logs.flush();

  const found: LogGroupRecord[] = [];
  let after = readToken(input.nextToken);
  while (found.length <= limit) {
    const page = await state.groups.list({
      limit: 200,
      ...(after !== undefined && { after }),
      ...(prefix !== undefined && { prefix }),
    });
    for (const group of page) {
      if (pattern !== undefined && !group.name.toLowerCase().includes(pattern.toLowerCase())) continue;
      if (names !== undefined && !names.includes(group.name)) continue;
      if (logGroupClass !== undefined && logGroupClass !== (group.logGroupClass ?? 'STANDARD')) continue;
      found.push(group);
    }
    after = page.at(-1)?.name;
    if (page.length < 200) break;
  }
  const answered = found.slice(0, limit);
  const last = answered.at(-1);
  return {
    logGroups: await Promise.all(answered.map((group) => described(group, call, pattern !== undefined))),
    ...(found.length > limit && last !== undefined && { nextToken: writeToken(last.name) }),
  };
}

describeLogGroups.access = allGroupsAccess('logs:DescribeLogGroups');

/** AWS finds groups by a pattern in an index, which does not know everything of them. */
async function described(group: LogGroupRecord, call: CallContext<LogsState>, byPattern: boolean): Promise<LogGroup> {
  const arn = groupArn(group.name, call);
  const streams = byPattern ? [] : await call.state.streams(group.name).list();
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retentionInDays !== undefined && { retentionInDays: group.retentionInDays }),
    metricFilterCount: (await call.state.filters.metric.list(ofGroup(group.name))).length,
    arn: `${arn}:*`,
    ...(!byPattern && { storedBytes: streams.reduce((sum, stream) => sum + stream.storedBytes, 0) }),
    ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
    logGroupClass: (group.logGroupClass as LogGroup['logGroupClass']) ?? 'STANDARD',
    logGroupArn: arn,
    ...(!byPattern && { deletionProtectionEnabled: group.deletionProtection ?? false }),
  };
}
