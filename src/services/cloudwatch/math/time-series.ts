import type { BinaryOperator } from './parse-expression.ts';

/** A time series within a query's range. */
export interface TimeSeries {
  readonly label: string;
  readonly periodSeconds: number;
  /** Values by the start of their period; no value is infinite. */
  readonly points: ReadonlyMap<number, number>;
}

/** What an expression may have as a part: CloudWatch's S, TS and TS[], and words. */
export type MathValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: TimeSeries }
  | { readonly kind: 'list'; readonly list: readonly TimeSeries[] }
  | { readonly kind: 'text'; readonly text: string };

export const scalar = (value: number): MathValue => ({ kind: 'scalar', value });
/** What an expression as a whole makes. */
export type SeriesValue = Extract<MathValue, { readonly kind: 'series' | 'list' }>;

export const single = (series: TimeSeries): SeriesValue => ({ kind: 'series', series });
export const several = (list: readonly TimeSeries[]): SeriesValue => ({ kind: 'list', list });

/** The series with other points; what is no number is no point. */
export function withPoints(series: TimeSeries, points: Iterable<readonly [number, number]>): TimeSeries {
  const kept = new Map<number, number>();
  for (const [at, value] of points) if (Number.isFinite(value)) kept.set(at, value);
  return { ...series, points: kept };
}

export function mapSeries(series: TimeSeries, change: (value: number, at: number) => number): TimeSeries {
  return withPoints(
    series,
    [...series.points].map(([at, value]) => [at, change(value, at)] as const),
  );
}

export const inOrder = (series: TimeSeries): readonly (readonly [at: number, value: number])[] =>
  [...series.points].sort(([a], [b]) => a - b);

export function applyOperator(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case 'AND':
      return Number(left !== 0 && right !== 0);
    case 'OR':
      return Number(left !== 0 || right !== 0);
  }
}

/** Of two series, the points that both have. */
export function combine(
  left: TimeSeries,
  right: TimeSeries,
  apply: (left: number, right: number) => number,
): TimeSeries {
  const points: [number, number][] = [];
  for (const [at, value] of left.points) {
    const other = right.points.get(at);
    if (other !== undefined) points.push([at, apply(value, other)]);
  }
  return withPoints({ ...left, periodSeconds: Math.max(left.periodSeconds, right.periodSeconds) }, points);
}
