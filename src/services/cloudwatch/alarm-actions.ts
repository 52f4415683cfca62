import type { DisableAlarmActionsCommandInput, EnableAlarmActionsCommandInput } from '@aws-sdk/client-cloudwatch';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { alarmArn } from './alarm-arn.ts';
import type { CloudwatchState } from './state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html */
export const enableAlarmActions = (
  { AlarmNames = [] }: EnableAlarmActionsCommandInput,
  call: CallContext<CloudwatchState>,
): Promise<void> => setActionsEnabled(AlarmNames, true, call);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
export const disableAlarmActions = (
  { AlarmNames = [] }: DisableAlarmActionsCommandInput,
  call: CallContext<CloudwatchState>,
): Promise<void> => setActionsEnabled(AlarmNames, false, call);

const ofNames = (action: string) =>
  access<CloudwatchState, EnableAlarmActionsCommandInput>(action, (input, call) =>
    (input.AlarmNames ?? []).map((name) => ({ resource: alarmArn(name, call) })),
  );

enableAlarmActions.access = ofNames('cloudwatch:EnableAlarmActions');
disableAlarmActions.access = ofNames('cloudwatch:DisableAlarmActions');

/** Names that no alarm has are passed over, as AWS does. */
async function setActionsEnabled(
  names: readonly string[],
  ActionsEnabled: boolean,
  { state, clock }: CallContext<CloudwatchState>,
): Promise<void> {
  for (const name of names) {
    await state.alarms.update(name, (alarm) => ({
      value: alarm && { ...alarm, updatedAt: clock.now(), settings: { ...alarm.settings, ActionsEnabled } },
      result: undefined,
    }));
  }
}
