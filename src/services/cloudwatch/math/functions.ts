import { AGGREGATES, aggregated } from './aggregates.ts';
import { MathError } from './parse-expression.ts';
import {
  inOrder,
  type MathValue,
  mapSeries,
  scalar,
  several,
  single,
  type TimeSeries,
  withPoints,
} from './time-series.ts';

/** What functions may know of the request. */
export interface MathScope {
  /** Where the first period of that length begins, in milliseconds since the epoch. */
  readonly startOf: (periodSeconds: number) => number;
  readonly toMs: number;
  /** The period of series that an expression makes of a number alone. */
  readonly periodSeconds: number;
  /** The metrics of the request, not its expressions, by their ids. */
  readonly metrics: ReadonlyMap<string, TimeSeries>;
}

type MathFunction = (parameters: readonly MathValue[], scope: MathScope) => MathValue;

/** Functions of AWS that samlet does not evaluate. */
const UNBUILT = [
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SERVICE_QUOTA',
];

/** @throws {MathError} for a function that is not there, or is not built */
export function functionNamed(name: string): MathFunction {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (found !== undefined) return found;
  if (UNBUILT.includes(name)) {
    throw new MathError(`samlet does not evaluate ${name} in metric math yet: see docs/coverage.md`);
  }
  throw new MathError(`Unknown function ${name}`);
}

const wrong = (name: string) => new MathError(`Invalid arguments of function ${name}`);

function seriesOf(name: string, value: MathValue | undefined): TimeSeries {
  if (value?.kind === 'series') return value.series;
  throw wrong(name);
}

function listOf(name: string, value: MathValue | undefined): readonly TimeSeries[] {
  if (value?.kind === 'list') return value.list;
  if (value?.kind === 'series') return [value.series];
  throw wrong(name);
}

function numberOf(name: string, value: MathValue | undefined): number {
  if (value?.kind === 'scalar') return value.value;
  throw wrong(name);
}

function textOf(name: string, value: MathValue | undefined): string {
  if (value?.kind === 'text') return value.text;
  throw wrong(name);
}

/** A function that changes each series by itself. */
const ofSeries =
  (name: string, change: (series: TimeSeries, scope: MathScope, others: readonly MathValue[]) => TimeSeries) =>
  ([value, ...others]: readonly MathValue[], scope: MathScope): MathValue => {
    if (value?.kind === 'list') return several(value.list.map((series) => change(series, scope, others)));
    return single(change(seriesOf(name, value), scope, others));
  };

/** A function of single numbers, applied to what it is given. */
const ofNumbers =
  (name: string, change: (value: number) => number): MathFunction =>
  ([value]) => {
    if (value?.kind === 'scalar') return scalar(change(value.value));
    if (value?.kind === 'list') return several(value.list.map((series) => mapSeries(series, change)));
    return single(mapSeries(seriesOf(name, value), change));
  };

/** The time of each point, in parts of it. */
const ofTimes = (name: string, part: (time: Date) => number): MathFunction =>
  ofSeries(name, (series) => mapSeries(series, (_value, at) => part(new Date(at))));

/** From each point but the first: what it has to do with the point before. */
const ofNeighbours = (
  name: string,
  change: (by: { readonly value: number; readonly seconds: number }) => number,
): MathFunction =>
  ofSeries(name, (series) => {
    const points = inOrder(series);
    return withPoints(
      series,
      points.slice(1).map(([at, value], index) => {
        const [before, last] = points[index] ?? [at, value];
        return [at, change({ value: value - last, seconds: (at - before) / 1000 })] as const;
      }),
    );
  });

/** More periods than a request may have are not filled. */
const MAX_PERIODS = 1_000_000;

function* timesOf({ periodSeconds }: { readonly periodSeconds: number }, { startOf, toMs }: MathScope) {
  const from = startOf(periodSeconds);
  if ((toMs - from) / 1000 / periodSeconds > MAX_PERIODS) throw new MathError('The time range has too many periods');
  for (let at = from; at < toMs; at += periodSeconds * 1000) yield at;
}

function filled(series: TimeSeries, scope: MathScope, [by]: readonly MathValue[]): TimeSeries {
  const known = inOrder(series);
  const points: [number, number][] = [];
  let passed = 0;
  for (const at of timesOf(series, scope)) {
    while (passed < known.length && (known[passed]?.[0] ?? 0) <= at) passed += 1;
    const value = series.points.get(at);
    const before = known[passed - 1];
    const after = known[passed];
    if (value !== undefined) points.push([at, value]);
    else if (by?.kind === 'scalar') points.push([at, by.value]);
    else if (by?.kind === 'series') points.push([at, by.series.points.get(at) ?? Number.NaN]);
    else if (by?.kind === 'text' && by.text === 'REPEAT') points.push([at, before?.[1] ?? Number.NaN]);
    else if (by?.kind === 'text' && by.text === 'LINEAR') {
      if (before === undefined || after === undefined) continue;
      const share = (at - before[0]) / (after[0] - before[0]);
      points.push([at, before[1] + share * (after[1] - before[1])]);
    } else throw wrong('FILL');
  }
  return withPoints(series, points);
}

/** Where the condition has no point, the result has none. */
function chosen(parameters: readonly MathValue[]): MathValue {
  const [condition, whenTrue, whenFalse] = parameters;
  if (condition === undefined || whenTrue === undefined || parameters.length > 3) throw wrong('IF');
  const valueAt = (value: MathValue | undefined, at: number): number => {
    if (value === undefined) return Number.NaN;
    if (value.kind === 'scalar') return value.value;
    return seriesOf('IF', value).points.get(at) ?? Number.NaN;
  };
  const like = [condition, whenTrue, whenFalse].find((value) => value?.kind === 'series');
  if (like === undefined) {
    const taken = numberOf('IF', condition) === 0 ? whenFalse : whenTrue;
    return scalar(taken === undefined ? Number.NaN : numberOf('IF', taken));
  }
  const times = new Set<number>();
  for (const value of condition.kind === 'series' ? [condition] : [whenTrue, whenFalse]) {
    if (value?.kind === 'series') for (const at of value.series.points.keys()) times.add(at);
  }
  return single(
    withPoints(
      seriesOf('IF', like),
      [...times].map((at) => [at, valueAt(valueAt(condition, at) === 0 ? whenFalse : whenTrue, at)] as const),
    ),
  );
}

function sorted([value, by, order, most]: readonly MathValue[]): MathValue {
  const list = listOf('SORT', value);
  const aggregate = AGGREGATES[textOf('SORT', by)];
  const direction = textOf('SORT', order);
  if (aggregate === undefined || !['ASC', 'DESC'].includes(direction)) throw wrong('SORT');
  const keyed = list.map((series) => ({ series, key: aggregate([...series.points.values()]) }));
  keyed.sort((a, b) => (direction === 'ASC' ? a.key - b.key : b.key - a.key));
  const count = most === undefined ? keyed.length : numberOf('SORT', most);
  return several(keyed.slice(0, count).map(({ series }) => series));
}

const aggregateFunctions = Object.fromEntries(
  Object.entries(AGGREGATES).map(([name, aggregate]): [string, MathFunction] => [
    name,
    ([value]) => {
      if (value === undefined || value.kind === 'text') throw wrong(name);
      return aggregated(aggregate, value);
    },
  ]),
);

const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ...aggregateFunctions,
  ABS: ofNumbers('ABS', Math.abs),
  CEIL: ofNumbers('CEIL', Math.ceil),
  FLOOR: ofNumbers('FLOOR', Math.floor),
  LOG: ofNumbers('LOG', Math.log),
  LOG10: ofNumbers('LOG10', Math.log10),
  DATE: ofTimes('DATE', (time) => time.getUTCDate()),
  // Monday is 1, Sunday is 7.
  DAY: ofTimes('DAY', (time) => time.getUTCDay() || 7),
  EPOCH: ofTimes('EPOCH', (time) => time.getTime() / 1000),
  HOUR: ofTimes('HOUR', (time) => time.getUTCHours()),
  MINUTE: ofTimes('MINUTE', (time) => time.getUTCMinutes()),
  MONTH: ofTimes('MONTH', (time) => time.getUTCMonth() + 1),
  YEAR: ofTimes('YEAR', (time) => time.getUTCFullYear()),
  DIFF: ofNeighbours('DIFF', ({ value }) => value),
  DIFF_TIME: ofNeighbours('DIFF_TIME', ({ seconds }) => seconds),
  RATE: ofNeighbours('RATE', ({ value, seconds }) => value / seconds),
  RUNNING_SUM: ofSeries('RUNNING_SUM', (series) => {
    let total = 0;
    return withPoints(
      series,
      inOrder(series).map(([at, value]) => {
        total += value;
        return [at, total] as const;
      }),
    );
  }),
  FILL: ofSeries('FILL', filled),
  IF: chosen,
  FIRST: ([value]) => {
    const [first] = listOf('FIRST', value);
    if (first === undefined) throw wrong('FIRST');
    return single(first);
  },
  LAST: ([value]) => {
    const last = listOf('LAST', value).at(-1);
    if (last === undefined) throw wrong('LAST');
    return single(last);
  },
  METRIC_COUNT: ([value]) => scalar(listOf('METRIC_COUNT', value).length),
  METRICS: ([part], { metrics }) => {
    const text = part === undefined ? '' : textOf('METRICS', part);
    return several([...metrics].filter(([id]) => id.includes(text)).map(([, series]) => series));
  },
  PERIOD: ([value]) => scalar(seriesOf('PERIOD', value).periodSeconds),
  REMOVE_EMPTY: ([value]) => several(listOf('REMOVE_EMPTY', value).filter(({ points }) => points.size > 0)),
  SLICE: ([value, from, to]) => {
    const list = listOf('SLICE', value);
    const start = numberOf('SLICE', from);
    return several(list.slice(start, to === undefined ? undefined : numberOf('SLICE', to)));
  },
  SORT: sorted,
  TIME_SERIES: ([value], scope) => {
    const number = numberOf('TIME_SERIES', value);
    const like: TimeSeries = { label: '', periodSeconds: scope.periodSeconds, points: new Map() };
    return single(
      withPoints(
        like,
        [...timesOf(like, scope)].map((at) => [at, number] as const),
      ),
    );
  },
};
