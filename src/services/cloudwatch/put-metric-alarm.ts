import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { CallContext } from '../../aws/service.ts';
import { checkedAlarm } from './checked-alarm.ts';
import type { CloudwatchState, Tag } from './state.ts';

/**
 * Makes an alarm or replaces one of that name. Tags are taken from the first call only.
 *
 * Unlike AWS: the alarm is kept and described, not evaluated: it stays in INSUFFICIENT_DATA.
 */
export async function putMetricAlarm(
  input: PutMetricAlarmCommandInput,
  { state, account, region, clock }: CallContext<CloudwatchState>,
): Promise<void> {
  const { AlarmName: name, Tags, ...settings } = checkedAlarm(input);
  const now = clock.now();
  await state.alarms.update(name, (before) => ({
    value: {
      name,
      arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
      updatedAt: now,
      stateUpdatedAt: before?.stateUpdatedAt ?? now,
      settings,
      tags: before?.tags ?? ((Tags ?? []) as readonly Tag[]),
    },
    result: undefined,
  }));
}
