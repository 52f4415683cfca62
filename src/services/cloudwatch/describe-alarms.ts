import type { DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { alarmArn } from './alarm-arn.ts';
import { described } from './alarm-state.ts';
import type { CloudwatchState } from './state.ts';

const ALL: readonly string[] = ['CompositeAlarm', 'MetricAlarm'];

/**
 * Sorted by name.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
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
  // Without names and types only metric alarms are described.
  const named = AlarmNames !== undefined && AlarmNames.length > 0;
  const types = AlarmTypes?.length ? AlarmTypes : named ? ALL : ['MetricAlarm'];
  const all = await state.alarms.list(AlarmNamePrefix === undefined ? {} : { prefix: AlarmNamePrefix });
  const composites = new Set(all.filter(({ composite }) => composite).map(({ name }) => name));
  const found = all
    .filter(({ composite }) => types.includes(composite ? 'CompositeAlarm' : 'MetricAlarm'))
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
    CompositeAlarms: page.filter(({ AlarmName = '' }) => composites.has(AlarmName)),
    LogAlarms: [],
    MetricAlarms: page.filter(({ AlarmName = '' }) => !composites.has(AlarmName)),
    ...(start + MaxRecords < found.length && { NextToken: tokenOf(page.at(-1)?.AlarmName) }),
  };
}

describeAlarms.access = access<CloudwatchState, DescribeAlarmsCommandInput>(
  'cloudwatch:DescribeAlarms',
  (input, call) =>
    (input.AlarmNames?.length ? input.AlarmNames : ['*']).map((name) => ({ resource: alarmArn(name, call) })),
);

const tokenOf = (name = '') => Buffer.from(name).toString('base64url');
