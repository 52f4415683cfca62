import type { Caller } from '../../aws/caller.ts';
import { groupArn } from './log-group.ts';

/**
 * Who CloudWatch Logs is for a function that it calls: permissions may name it with the region or without. The name that
 * `policy`, the function's own, speaks of comes first.
 */
export function logsCallers(
  group: string,
  { account, region }: { readonly account: string; readonly region: string },
  policy = '',
): readonly Caller[] {
  const sourceArn = `${groupArn(group, { account, region })}:*`;
  const names = ['logs.amazonaws.com', `logs.${region}.amazonaws.com`];
  if (policy.includes(`"logs.${region}.amazonaws.com"`)) names.reverse();
  return names.map((name) => ({
    arn: name,
    userId: name,
    account,
    kind: 'service',
    sourceArn,
  }));
}
