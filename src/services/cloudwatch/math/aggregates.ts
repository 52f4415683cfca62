import { type MathValue, scalar, single, type TimeSeries, withPoints } from './time-series.ts';

/** What AVG, MAX, MIN, STDDEV and SUM make of numbers. */
export type Aggregate = (values: readonly number[]) => number;

const sum: Aggregate = (values) => values.reduce((total, value) => total + value, 0);
const average: Aggregate = (values) => sum(values) / values.length;

export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  AVG: average,
  MAX: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  MIN: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  STDDEV: (values) => {
    const mean = average(values);
    return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
  },
  SUM: sum,
};

/** One series becomes a number, several become one: at each time, of those that have a value. */
export function aggregated(aggregate: Aggregate, value: MathValue): MathValue {
  if (value.kind === 'series') {
    const values = [...value.series.points.values()];
    return scalar(values.length === 0 ? Number.NaN : aggregate(values));
  }
  if (value.kind !== 'list') return value;
  const byTime = new Map<number, number[]>();
  for (const { points } of value.list) {
    for (const [at, point] of points) {
      const values = byTime.get(at);
      if (values === undefined) byTime.set(at, [point]);
      else values.push(point);
    }
  }
  const like: TimeSeries = {
    label: '',
    periodSeconds: value.list.reduce((most, { periodSeconds }) => Math.max(most, periodSeconds), 0) || 60,
    points: new Map(),
  };
  return single(
    withPoints(
      like,
      [...byTime].map(([at, values]) => [at, aggregate(values)] as const),
    ),
  );
}
