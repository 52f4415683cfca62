import type { CompositeAlarm, MetricAlarm, StateValue } from '@aws-sdk/client-cloudwatch';
import type { ServiceError } from '../../aws/service-error.ts';
import { validationError } from './refusals.ts';
import type { AlarmRecord, AlarmState } from './state.ts';

/** The state of an alarm that nobody has evaluated. */
export const stateOf = ({ state, stateUpdatedAt }: AlarmRecord): AlarmState =>
  state ?? {
    value: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    transitionedAt: stateUpdatedAt,
  };

/** An alarm as the describing operations answer it. */
export function described(record: AlarmRecord): MetricAlarm & CompositeAlarm {
  const { name, arn, updatedAt, stateUpdatedAt, settings, composite } = record;
  const state = stateOf(record);
  return {
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...(!composite && settings['Metrics'] === undefined && { Dimensions: [] }),
    ...settings,
    AlarmName: name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(updatedAt),
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(stateUpdatedAt),
    StateTransitionedTimestamp: new Date(state.transitionedAt),
  };
}

/** What AWS tells of an alarm's name that the other kind of alarm has. */
export const otherType = (name: string, kind: 'metric' | 'composite'): ServiceError =>
  validationError(`The alarm ${name} already exists as a ${kind} alarm and cannot be changed to another type.`);

export const STATE_VALUES: readonly StateValue[] = ['INSUFFICIENT_DATA', 'ALARM', 'OK'];
