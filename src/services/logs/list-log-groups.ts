import type {
  ListLogGroupsCommandInput,
  ListLogGroupsCommandOutput,
  LogGroupSummary,
} from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import type { LogGroupRecord } from '../../telemetry/log-records.ts';
import { allGroupsAccess } from './group-access.ts';
import { groupArn } from './log-group.ts';
import { checkedLimit, readToken, writeToken } from './paging.ts';
import { constraint } from './refusals.ts';
import { matching } from './regular-expression.ts';
import type { LogsState } from './state.ts';

const PATTERN = /^\^?[.\-_/#A-Za-z0-9]{3,129}(\|\^?[.\-_/#A-Za-z0-9]{3,129})*$/;

/**
 * The groups whose names a regular expression finds, sorted by name.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html
 */
export async function listLogGroups(
  input: ListLogGroupsCommandInput,
  call: CallContext<LogsState>,
): Promise<Omit<ListLogGroupsCommandOutput, '$metadata'>> {
  const { logGroupNamePattern: pattern, logGroupClass, accountIdentifiers } = input;
  if (pattern !== undefined && !PATTERN.test(pattern)) {
    throw constraint(
      'logGroupNamePattern',
      pattern,
      'Member must satisfy regular expression pattern: (\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24})(\\|\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24}){0,4}',
    );
  }
  const limit = checkedLimit(input.limit, 50, 1000);
  const matches = pattern === undefined ? () => true : matching(pattern);
  const { state, account } = call;
  await state.logs.flush();
  const found: LogGroupRecord[] = [];
  let after = readToken(input.nextToken);
  while (found.length <= limit) {
    const page = await state.groups.list({ limit: 200, ...(after !== undefined && { after }) });
    for (const group of page) {
      if (!matches(group.name)) continue;
      if (logGroupClass !== undefined && logGroupClass !== (group.logGroupClass ?? 'STANDARD')) continue;
      if (accountIdentifiers !== undefined && !accountIdentifiers.includes(account)) continue;
      found.push(group);
    }
    after = page.at(-1)?.name;
    if (page.length < 200) break;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    logGroups: page.map((group) => ({
      logGroupName: group.name,
      logGroupArn: groupArn(group.name, call),
      logGroupClass: (group.logGroupClass ?? 'STANDARD') as NonNullable<LogGroupSummary['logGroupClass']>,
    })),
    ...(found.length > limit && last !== undefined && { nextToken: writeToken(last.name) }),
  };
}

listLogGroups.access = allGroupsAccess('logs:ListLogGroups');
