import type { SetAlarmStateCommandInput } from '@aws-sdk/client-cloudwatch';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { alarmArn } from './alarm-arn.ts';
import { historyId } from './alarm-history.ts';
import { STATE_VALUES, stateOf } from './alarm-state.ts';
import { isRequired, missingParameter, notOneOf, validationError } from './refusals.ts';
import type { AlarmState, CloudwatchState } from './state.ts';

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 *
 * Unlike AWS: the state is kept and written into the alarm's history, but no action is taken, no composite alarm follows,
 * and the alarm keeps the state, as it is not evaluated.
 */
export async function setAlarmState(
  { AlarmName, StateValue, StateReason, StateReasonData }: SetAlarmStateCommandInput,
  { state, clock, ids }: CallContext<CloudwatchState>,
): Promise<void> {
  if (StateValue !== undefined && !STATE_VALUES.includes(StateValue)) {
    throw validationError(notOneOf('stateValue', StateValue, STATE_VALUES));
  }
  if (AlarmName === undefined || AlarmName === '') throw missingParameter(isRequired('AlarmName'));
  if (StateValue === undefined) throw missingParameter(isRequired('StateValue'));
  if (StateReason === undefined) throw missingParameter(isRequired('StateReason'));
  checkReasonData(StateReasonData);
  const now = clock.now();
  const change = await state.alarms.update(AlarmName, (alarm) => {
    if (alarm === undefined) throw new ServiceError('ResourceNotFound', '', 404);
    const before = stateOf(alarm);
    const after: AlarmState = {
      value: StateValue,
      reason: StateReason,
      ...(StateReasonData !== undefined && { reasonData: StateReasonData }),
      transitionedAt: before.value === StateValue ? before.transitionedAt : now,
    };
    const result = { before, after, composite: alarm.composite === true };
    return { value: { ...alarm, state: after, stateUpdatedAt: now }, result };
  });
  const { before, after, composite } = change;
  if (before.value === after.value) return;
  const data = JSON.stringify({ version: '1.0', oldState: told(before), newState: told(after) });
  await state.history.put(historyId(AlarmName, now, ids.uuid()), {
    alarm: AlarmName,
    composite,
    at: now,
    from: before.value,
    to: after.value,
    data,
  });
}

setAlarmState.access = access<CloudwatchState, SetAlarmStateCommandInput>('cloudwatch:SetAlarmState', (input, call) =>
  alarmArn(input.AlarmName ?? '', call),
);

const told = ({ value, reason, reasonData }: AlarmState) => ({
  stateValue: value,
  stateReason: reason,
  ...(reasonData !== undefined && { stateReasonData: JSON.parse(reasonData) as unknown }),
});

function checkReasonData(data: string | undefined): void {
  if (data === undefined) return;
  try {
    JSON.parse(data);
  } catch {
    throw new ServiceError('InvalidFormat', 'StateReasonData must be valid JSON');
  }
}
