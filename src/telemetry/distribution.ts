/** Different values that a distribution tells apart before it begins to round them. */
const MAX_VALUES = 400;
/** The first step between rounded values: 1 %. It doubles as often as it must. */
const FIRST_STEP = Math.log(1.01);

/** Values with how often they came, their number, sum, and bounds. Bounded: many different values are rounded, a little. */
export interface Distribution {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** How often each value came; `undefined` once values are among them of which only the statistics are known. */
  values: Map<number, number> | undefined;
  /** Natural logarithm of the ratio between neighbours in `values`; 0 while they are exact. */
  step: number;
}

/** As it is kept: `v` holds values and counts in turns. */
export interface KeptDistribution {
  readonly n: number;
  readonly s: number;
  readonly a: number;
  readonly z: number;
  readonly v?: readonly number[];
  readonly p?: number;
}

export const emptyDistribution = (): Distribution => ({
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  values: new Map(),
  step: 0,
});

export function addValue(to: Distribution, value: number, count: number): void {
  to.count += count;
  to.sum += value * count;
  if (value < to.min) to.min = value;
  if (value > to.max) to.max = value;
  if (to.values !== undefined) tally(to, to.values, value, count);
}

/** Values of which no more is known: from here on there are no percentiles, unless all are one value. */
export function addStatistics(
  to: Distribution,
  {
    count,
    sum,
    min,
    max,
  }: { readonly count: number; readonly sum: number; readonly min: number; readonly max: number },
): void {
  if (count === 1 || min === max) {
    addValue(to, count === 1 ? sum : min, count);
    return;
  }
  to.count += count;
  to.sum += sum;
  to.min = Math.min(to.min, min);
  to.max = Math.max(to.max, max);
  to.values = undefined;
}

export function addDistribution(to: Distribution, from: Distribution): void {
  to.count += from.count;
  to.sum += from.sum;
  to.min = Math.min(to.min, from.min);
  to.max = Math.max(to.max, from.max);
  if (to.values === undefined || from.values === undefined) {
    to.values = undefined;
    return;
  }
  if (from.step > to.step) coarsen(to, to.values, from.step);
  for (const [value, count] of from.values) tally(to, to.values, value, count);
}

function tally(to: Distribution, values: Map<number, number>, exact: number, count: number): void {
  const value = to.step === 0 ? exact : rounded(exact, to.step);
  values.set(value, (values.get(value) ?? 0) + count);
  while (values.size > MAX_VALUES) coarsen(to, values, to.step === 0 ? FIRST_STEP : to.step * 2);
}

function coarsen(to: Distribution, values: Map<number, number>, step: number): void {
  const before = [...values];
  values.clear();
  to.step = step;
  for (const [value, count] of before) {
    const coarse = rounded(value, step);
    values.set(coarse, (values.get(coarse) ?? 0) + count);
  }
}

function rounded(value: number, step: number): number {
  if (value === 0) return 0;
  const size = Math.exp(Math.round(Math.log(Math.abs(value)) / step) * step);
  return value < 0 ? -size : size;
}

export function keptDistribution({ count, sum, min, max, values, step }: Distribution): KeptDistribution {
  return {
    n: count,
    s: sum,
    a: min,
    z: max,
    ...(values !== undefined && { v: [...values].flat() }),
    ...(step !== 0 && { p: step }),
  };
}

export function readDistribution({ n, s, a, z, v, p = 0 }: KeptDistribution): Distribution {
  let values: Map<number, number> | undefined;
  if (v !== undefined) {
    values = new Map();
    for (let at = 0; at + 1 < v.length; at += 2) values.set(v[at] ?? 0, v[at + 1] ?? 0);
  }
  return { count: n, sum: s, min: a, max: z, values, step: p };
}
