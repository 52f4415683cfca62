import type {
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput,
  Dimension,
} from '@aws-sdk/client-cloudwatch';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { described } from './alarm-state.ts';
import { isRequired, missingParameter } from './refusals.ts';
import type { CloudwatchState } from './state.ts';

/**
 * The alarms on exactly this metric: those on metric math are not among them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html
 */
export async function describeAlarmsForMetric(
  {
    MetricName,
    Namespace,
    Statistic,
    ExtendedStatistic,
    Dimensions,
    Period,
    Unit,
  }: DescribeAlarmsForMetricCommandInput,
  { state }: CallContext<CloudwatchState>,
): Promise<Omit<DescribeAlarmsForMetricCommandOutput, '$metadata'>> {
  if (MetricName === undefined) throw missingParameter(isRequired('MetricName'));
  if (Namespace === undefined) throw missingParameter(isRequired('Namespace'));
  const wanted = Object.entries({ MetricName, Namespace, Statistic, ExtendedStatistic, Period, Unit }).filter(
    ([, value]) => value !== undefined,
  );
  const dimensions = text(Dimensions);
  const found = (await state.alarms.list()).filter(
    ({ settings }) =>
      wanted.every(([name, value]) => settings[name] === value) &&
      text(settings['Dimensions'] as Dimension[] | undefined) === dimensions,
  );
  return { MetricAlarms: found.map(described) };
}

describeAlarmsForMetric.access = accessToAll('cloudwatch:DescribeAlarmsForMetric');

const text = (dimensions: readonly Dimension[] = []) =>
  JSON.stringify(dimensions.map(({ Name, Value }) => [Name, Value]).sort());
