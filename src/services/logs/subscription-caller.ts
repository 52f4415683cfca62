import type { Caller } from '../../aws/caller.ts';
import { groupArn } from './log-group.ts';

/** Who CloudWatch Logs is for a function that it calls: permissions may name it with the region or without. */
export function logsCallers(
  group: string,
  { account, region }: { readonly account: string; readonly region: string },
): readonly Caller[] {
  const sourceArn = `${groupArn(group, { account, region })}:*`;
  return ['logs.amazonaws.com', `logs.${region}.amazonaws.com`].map((name) => ({
    arn: name,
    userId: name,
    account,
    kind: 'service',
    sourceArn,
  }));
}
