import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { type MetricPeriod, readMetric } from '../../telemetry/metric-reader.ts';
import { checkedDimensions, checkedName, UNITS } from './metric-name.ts';
import {
  exclusive,
  invalidCombination,
  invalidValue,
  isRequired,
  missingParameter,
  notInSet,
  tooMany,
} from './refusals.ts';
import type { CloudwatchState } from './state.ts';
import { extendedStatisticNamed, STATISTICS, type Statistic, statisticNamed } from './statistic.ts';
import { isPeriod, roundedStart } from './time-range.ts';

const MAX_DATAPOINTS = 1440;
const MAX_EXTENDED = 10;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export async function getMetricStatistics(
  input: GetMetricStatisticsCommandInput,
  { state, clock }: CallContext<CloudwatchState>,
): Promise<Omit<GetMetricStatisticsCommandOutput, '$metadata'>> {
  const namespace = checkedName(input.Namespace, 'Namespace');
  const name = checkedName(input.MetricName, 'MetricName');
  const dimensions = checkedDimensions(input.Dimensions, 'Dimensions');
  const { StartTime, EndTime, Period, Unit } = input;
  if (StartTime === undefined) throw missingParameter(isRequired('StartTime'));
  if (EndTime === undefined) throw missingParameter(isRequired('EndTime'));
  if (Period === undefined) throw missingParameter(isRequired('Period'));
  if (Period < 1) throw invalidValue('The parameter Period must be greater than 0.');
  if (!isPeriod(Period)) throw invalidValue('The parameter Period must be a multiple of 60.');
  if (Unit !== undefined && !UNITS.includes(Unit)) throw invalidValue(notInSet('Unit', UNITS));
  const wanted = checkedStatistics(input);

  const from = roundedStart(StartTime.getTime(), Period, clock.now());
  const to = EndTime.getTime();
  if (StartTime.getTime() >= to) {
    throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  }
  const datapoints = Math.ceil((to - from) / 1000 / Period);
  if (datapoints > MAX_DATAPOINTS) {
    throw invalidCombination(
      `You have requested up to ${datapoints} datapoints, which exceeds the limit of ${MAX_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }

  await state.metrics.flush();
  const periods = await readMetric(
    state.store,
    { namespace, name, dimensions },
    { from, to, periodSeconds: Period, ...(Unit !== undefined && { unit: Unit }) },
  );
  return { Label: name, Datapoints: periods.flatMap((period) => datapoint(period, wanted)) };
}

getMetricStatistics.access = accessToAll('cloudwatch:GetMetricStatistics');

interface Wanted {
  readonly plain: ReadonlyMap<(typeof STATISTICS)[number], Statistic>;
  readonly extended: ReadonlyMap<string, Statistic>;
}

function checkedStatistics({ Statistics = [], ExtendedStatistics = [] }: GetMetricStatisticsCommandInput): Wanted {
  if (Statistics.length === 0 && ExtendedStatistics.length === 0) {
    throw invalidCombination('Must specify either Statistics or ExtendedStatistics.');
  }
  if (Statistics.length > 0 && ExtendedStatistics.length > 0) {
    throw invalidCombination(exclusive('Statistics', 'ExtendedStatistics'));
  }
  if (Statistics.length > STATISTICS.length) throw invalidValue(tooMany('Statistics', STATISTICS.length));
  if (ExtendedStatistics.length > MAX_EXTENDED) throw invalidValue(tooMany('ExtendedStatistics', MAX_EXTENDED));
  const plain = new Map<(typeof STATISTICS)[number], Statistic>();
  for (const [index, name] of Statistics.entries()) {
    const statistic = STATISTICS.includes(name) ? statisticNamed(name) : undefined;
    if (statistic === undefined) throw invalidValue(notInSet(`Statistics.member.${index + 1}`, STATISTICS));
    plain.set(name, statistic);
  }
  const extended = new Map<string, Statistic>();
  for (const [index, name] of ExtendedStatistics.entries()) {
    const statistic = extendedStatisticNamed(name);
    if (statistic === undefined) {
      throw invalidValue(
        `The value ${name} for parameter ExtendedStatistics.member.${index + 1} is not a valid statistic.`,
      );
    }
    extended.set(name, statistic);
  }
  return { plain, extended };
}

/** None, when the values of the period do not say what was asked. */
function datapoint({ atMs, unit, distribution }: MetricPeriod, { plain, extended }: Wanted): readonly Datapoint[] {
  const point: Datapoint = { Timestamp: new Date(atMs), Unit: unit as NonNullable<Datapoint['Unit']> };
  for (const [name, statistic] of plain) point[name] = statistic(distribution);
  if (extended.size === 0) return [point];
  const computed: Record<string, number> = {};
  for (const [name, statistic] of extended) {
    const value = statistic(distribution);
    if (value !== undefined) computed[name] = value;
  }
  return Object.keys(computed).length === 0 ? [] : [{ ...point, ExtendedStatistics: computed }];
}
