import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MessageData,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { readMetric } from '../../telemetry/metric-reader.ts';
import { evaluateExpression } from './math/evaluate-expression.ts';
import type { MathScope } from './math/functions.ts';
import { MathError } from './math/parse-expression.ts';
import { inOrder, type SeriesValue, single, type TimeSeries, withPoints } from './math/time-series.ts';
import { type CheckedQuery, checkedQueries, expressionError, type MetricQuery } from './metric-data-queries.ts';
import { defaultLabels, filledLabel } from './metric-label.ts';
import { invalidNextToken, isRequired, missingParameter, validationError } from './refusals.ts';
import type { CloudwatchState } from './state.ts';
import { roundedStart } from './time-range.ts';

const MAX_DATAPOINTS = 100_800;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export async function getMetricData(
  input: GetMetricDataCommandInput,
  { state, clock, account, region }: CallContext<CloudwatchState>,
): Promise<Omit<GetMetricDataCommandOutput, '$metadata'>> {
  const { StartTime, EndTime, ScanBy = 'TimestampDescending', MaxDatapoints = MAX_DATAPOINTS, NextToken } = input;
  const queries = checkedQueries(input.MetricDataQueries, account);
  if (StartTime === undefined) throw missingParameter(isRequired('StartTime'));
  if (EndTime === undefined) throw missingParameter(isRequired('EndTime'));
  if (ScanBy !== 'TimestampDescending' && ScanBy !== 'TimestampAscending') {
    throw validationError(
      `1 validation error detected: Value '${ScanBy}' at 'scanBy' failed to satisfy constraint: Member must satisfy enum value set: [TimestampDescending, TimestampAscending]`,
    );
  }
  const startMs = StartTime.getTime();
  const toMs = EndTime.getTime();
  if (startMs >= toMs) throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  const most = Math.min(Math.max(1, MaxDatapoints), MAX_DATAPOINTS);
  const place = NextToken === undefined ? undefined : readToken(NextToken);

  await state.metrics.flush();
  const now = clock.now();
  const startOf = (periodSeconds: number) => roundedStart(startMs, periodSeconds, now);
  const labelOf = defaultLabels(queries);
  const metrics = new Map<string, TimeSeries>();
  const units = new Map<string, readonly string[]>();
  for (const query of queries) {
    if (query.kind !== 'metric') continue;
    const read = await readSeries(state, query, startOf(query.periodSeconds), toMs);
    metrics.set(query.id, { ...read.series, label: labelOf(query) });
    units.set(query.id, read.units);
  }

  const firstPeriod = queries.find((query) => query.kind === 'metric')?.periodSeconds ?? 300;
  const values = evaluator(queries, metrics, (query) => ({
    startOf,
    toMs,
    periodSeconds: (query.kind === 'expression' ? query.periodSeconds : undefined) ?? firstPeriod,
    metrics,
  }));
  const results: Result[] = [];
  for (const query of queries) {
    if (!query.returnData) continue;
    const value = values(query);
    const list = value.kind === 'list' ? value.list : [value.series];
    for (const series of list) {
      const byDefault = defaultLabel(query, value.kind === 'list', series);
      const label = filledLabel(query.label ?? byDefault, series, query, { account, region, byDefault });
      const points = inOrder(series);
      results.push({
        id: query.id,
        label,
        points: ScanBy === 'TimestampAscending' ? points : [...points].reverse(),
        messages: messagesOf(units.get(query.id) ?? []),
      });
    }
  }
  return { Messages: [], ...pageOf(results, most, place) };
}

getMetricData.access = accessToAll('cloudwatch:GetMetricData');

interface Result {
  readonly id: string;
  readonly label: string;
  readonly points: readonly (readonly [at: number, value: number])[];
  readonly messages: readonly MessageData[];
}

function defaultLabel(query: CheckedQuery, isList: boolean, series: TimeSeries): string {
  if (query.kind === 'metric') return series.label;
  return isList && series.label !== '' ? `${query.id} ${series.label}` : query.id;
}

/** Of values of several units CloudWatch answers the first unit's, and says so. */
async function readSeries(
  state: CloudwatchState,
  { metric, periodSeconds, unit, statistic }: MetricQuery,
  from: number,
  to: number,
): Promise<{ readonly series: TimeSeries; readonly units: readonly string[] }> {
  const range = { from, to, periodSeconds, ...(unit !== undefined && { unit }) };
  const periods = await readMetric(state.store, metric, range);
  const units = [...new Set(periods.map((period) => period.unit))].sort();
  const like: TimeSeries = { label: '', periodSeconds, points: new Map() };
  const points = periods
    .filter((period) => period.unit === units[0])
    .map(({ atMs, distribution }) => [atMs, statistic(distribution) ?? Number.NaN] as const);
  return { series: withPoints(like, points), units };
}

const messagesOf = (units: readonly string[]): readonly MessageData[] =>
  units.length < 2 ? [] : [{ Code: 'MultipleUnits', Value: `Multiple units returned: '[${units.join(', ')}]'` }];

/** Evaluates each query once, those that it uses first. */
function evaluator(
  queries: readonly CheckedQuery[],
  metrics: ReadonlyMap<string, TimeSeries>,
  scopeOf: (query: CheckedQuery) => MathScope,
): (query: CheckedQuery) => SeriesValue {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const done = new Map<string, SeriesValue>();
  const seriesOf = (query: CheckedQuery): SeriesValue => {
    const known = done.get(query.id);
    if (known !== undefined) return known;
    const series = metrics.get(query.id);
    const value = query.kind === 'expression' ? evaluated(query) : single(series ?? emptySeries(query.periodSeconds));
    done.set(query.id, value);
    return value;
  };
  const evaluated = (query: CheckedQuery & { readonly kind: 'expression' }): SeriesValue => {
    try {
      const lookUp = (id: string) => {
        const used = byId.get(id);
        return used && seriesOf(used);
      };
      return evaluateExpression(query.node, lookUp, scopeOf(query));
    } catch (error) {
      if (error instanceof MathError) throw expressionError(query.id, error);
      throw error;
    }
  };
  return seriesOf;
}

const emptySeries = (periodSeconds: number): TimeSeries => ({ label: '', periodSeconds, points: new Map() });

/** Where the page before ended: behind this time of this result. */
interface Place {
  readonly result: number;
  readonly after: number | undefined;
}

/** Up to `most` points, result by result; a result that goes on is `PartialData`. */
function pageOf(results: readonly Result[], most: number, place: Place | undefined) {
  const answered: MetricDataResult[] = [];
  let left = most;
  let next: Place | undefined;
  for (const [index, { id, label, points, messages }] of results.entries()) {
    if (place !== undefined && index < place.result) continue;
    const after = place?.result === index ? place.after : undefined;
    const start = after === undefined ? 0 : points.findIndex(([at]) => at === after) + 1;
    if (left === 0 && start < points.length) {
      next = { result: index, after };
      break;
    }
    const page = points.slice(start, start + left);
    left -= page.length;
    const isCut = start + page.length < points.length;
    answered.push({
      Id: id,
      Label: label,
      Timestamps: page.map(([at]) => new Date(at)),
      Values: page.map(([, value]) => value),
      StatusCode: isCut ? 'PartialData' : 'Complete',
      ...(messages.length > 0 && { Messages: [...messages] }),
    });
    if (isCut) {
      next = { result: index, after: page.at(-1)?.[0] };
      break;
    }
  }
  return { MetricDataResults: answered, ...(next !== undefined && { NextToken: writeToken(next) }) };
}

const writeToken = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function readToken(token: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof place === 'object' && place !== null && 'result' in place && typeof place.result === 'number') {
      const after = 'after' in place && typeof place.after === 'number' ? place.after : undefined;
      return { result: place.result, after };
    }
  } catch {
    // Not one of ours.
  }
  throw invalidNextToken();
}
