import type { PutCompositeAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { access, requestTags } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { alarmArn } from './alarm-arn.ts';
import { otherType } from './alarm-state.ts';
import { isRequired, missingParameter } from './refusals.ts';
import type { CloudwatchState, Tag } from './state.ts';

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 *
 * Unlike AWS: the rule of a composite alarm is kept and described, neither checked nor evaluated: the alarm stays in the
 * state that SetAlarmState gives it, at first INSUFFICIENT_DATA.
 */
export async function putCompositeAlarm(
  { AlarmName: name, Tags, ...settings }: PutCompositeAlarmCommandInput,
  call: CallContext<CloudwatchState>,
): Promise<void> {
  if (name === undefined || name === '') throw missingParameter(isRequired('AlarmName'));
  if (settings.AlarmRule === undefined || settings.AlarmRule === '') throw missingParameter(isRequired('AlarmRule'));
  const now = call.clock.now();
  await call.state.alarms.update(name, (before) => {
    if (before !== undefined && !before.composite) throw otherType(name, 'metric');
    const value = {
      name,
      composite: true as const,
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

putCompositeAlarm.access = access<CloudwatchState, PutCompositeAlarmCommandInput>(
  'cloudwatch:PutCompositeAlarm',
  (input, call) => ({
    resource: alarmArn(input.AlarmName ?? '', call),
    context: () => ({
      ...requestTags(Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [String(Key), Value]))),
      ...(input.AlarmActions !== undefined && { 'cloudwatch:AlarmActions': input.AlarmActions.map(String) }),
    }),
  }),
);
