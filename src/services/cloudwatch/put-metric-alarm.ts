import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { access, requestTags, taggingToo } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { alarmArn } from './alarm-arn.ts';
import { otherType } from './alarm-state.ts';
import { checkedAlarm } from './checked-alarm.ts';
import type { CloudwatchState, Tag } from './state.ts';

/**
 * Makes an alarm or replaces one of that name. Tags are taken from the first call only.
 *
 * Unlike AWS: the alarm is kept and described, not evaluated: it stays in the state that SetAlarmState gives it,
 * at first INSUFFICIENT_DATA.
 */
export async function putMetricAlarm(
  input: PutMetricAlarmCommandInput,
  call: CallContext<CloudwatchState>,
): Promise<void> {
  const { state, clock } = call;
  const { AlarmName: name, Tags, ...settings } = checkedAlarm(input);
  const now = clock.now();
  await state.alarms.update(name, (before) => {
    if (before?.composite) throw otherType(name, 'composite');
    const value = {
      name,
      arn: alarmArn(name, call),
      updatedAt: now,
      stateUpdatedAt: before?.stateUpdatedAt ?? now,
      ...(before?.state !== undefined && { state: before.state }),
      settings,
      tags: before?.tags ?? ((Tags ?? []) as readonly Tag[]),
    };
    return { value, result: undefined };
  });
}

putMetricAlarm.access = taggingToo(
  access<CloudwatchState, PutMetricAlarmCommandInput>('cloudwatch:PutMetricAlarm', (input, call) => ({
    resource: alarmArn(input.AlarmName ?? '', call),
    context: () => ({
      ...requestTags(Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [String(Key), Value]))),
      ...(input.AlarmActions !== undefined && { 'cloudwatch:AlarmActions': input.AlarmActions.map(String) }),
    }),
  })),
  'cloudwatch:TagResource',
  ({ Tags }) => Tags,
);
