import type { DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { alarmArn } from './alarm-arn.ts';
import type { AlarmRecord, CloudwatchState } from './state.ts';

/** Sorted by name; there are metric alarms only. */
export async function describeAlarms(
  input: DescribeAlarmsCommandInput,
  { state }: CallContext<CloudwatchState>,
): Promise<Omit<DescribeAlarmsCommandOutput, '$metadata'>> {
  const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix, MaxRecords = 50, NextToken } = input;
  if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
    throw new ServiceError(
      'ValidationException',
      'AlarmNamePrefix and AlarmNames cannot both be specified in a DescribeAlarms request',
    );
  }
  const wanted = AlarmTypes === undefined || AlarmTypes.length === 0 || AlarmTypes.includes('MetricAlarm');
  const all = wanted ? await state.alarms.list(AlarmNamePrefix === undefined ? {} : { prefix: AlarmNamePrefix }) : [];
  const found = all
    .filter(({ name }) => AlarmNames === undefined || AlarmNames.length === 0 || AlarmNames.includes(name))
    .map(described)
    .filter((alarm) => StateValue === undefined || alarm.StateValue === StateValue)
    .filter(
      (alarm) => ActionPrefix === undefined || alarm.AlarmActions?.some((action) => action.startsWith(ActionPrefix)),
    );

  const start = NextToken === undefined ? 0 : found.findIndex(({ AlarmName }) => tokenOf(AlarmName) === NextToken) + 1;
  if (NextToken !== undefined && start === 0)
    throw new ServiceError('InvalidNextToken', 'The next token specified is invalid.');
  const page = found.slice(start, start + MaxRecords);
  return {
    CompositeAlarms: [],
    MetricAlarms: page,
    ...(start + MaxRecords < found.length && { NextToken: tokenOf(page.at(-1)?.AlarmName) }),
  };
}

describeAlarms.access = access<CloudwatchState, DescribeAlarmsCommandInput>(
  'cloudwatch:DescribeAlarms',
  (input, call) =>
    (input.AlarmNames?.length ? input.AlarmNames : ['*']).map((name) => ({ resource: alarmArn(name, call) })),
);

const tokenOf = (name = '') => Buffer.from(name).toString('base64url');

function described({ name, arn, updatedAt, stateUpdatedAt, settings }: AlarmRecord): MetricAlarm {
  return {
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...(settings['Metrics'] === undefined && { Dimensions: [] }),
    ...settings,
    AlarmName: name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(updatedAt),
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: new Date(stateUpdatedAt),
    StateTransitionedTimestamp: new Date(stateUpdatedAt),
  };
}
