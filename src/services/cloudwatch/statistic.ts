import type { Distribution } from '../../telemetry/distribution.ts';

/** What a statistic answers for the values of a period; `undefined` where it cannot say. */
export type Statistic = (distribution: Distribution) => number | undefined;

const PLAIN: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

export const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

/**
 * A statistic by its name: the five plain ones, and those that need the values themselves: `p99.9`, `tm90`, `TM(10%:90%)`,
 * `TM(150:1000)`, `IQM`, `wm`, `tc`, `ts`, `PR(:300)`. `undefined` when there is none of that name.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function statisticNamed(name: string): Statistic | undefined {
  return PLAIN[name] ?? extendedStatisticNamed(name);
}

const SHORT = /^(p|tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/;
const LONG = /^(TM|WM|TC|TS|PR)\(([^:()]*):([^:()]*)\)$/;

export function extendedStatisticNamed(name: string): Statistic | undefined {
  if (name === 'IQM') return statisticNamed('TM(25%:75%)');
  const short = SHORT.exec(name);
  if (short !== null) {
    const percent = Number(short[2]);
    if (percent > 100) return undefined;
    if (short[1] === 'p') return ofValues((values) => percentile(values, percent));
    return trimmed(short[1]?.toUpperCase() ?? '', { percent: 0 }, { percent });
  }
  const long = LONG.exec(name);
  if (long === null) return undefined;
  const [, kind = '', low = '', high = ''] = long;
  if (low === '' && high === '') return undefined;
  const from = boundary(low);
  const to = boundary(high);
  if (from === undefined || to === undefined) return undefined;
  // The two bounds are both percentages or both values; PR takes values only.
  if (low !== '' && high !== '' && isPercent(low) !== isPercent(high)) return undefined;
  if (kind === 'PR' && (isPercent(low) || isPercent(high))) return undefined;
  return trimmed(kind, from, to);
}

/** Sorted values with their counts. */
type Values = readonly (readonly [value: number, count: number])[];

/** Percentiles need the values themselves, and none of them negative. */
const ofValues =
  (compute: (values: Values, distribution: Distribution) => number | undefined): Statistic =>
  (distribution) => {
    const { values, min } = distribution;
    if (values === undefined || min < 0) return undefined;
    return compute(
      [...values].sort(([a], [b]) => a - b),
      distribution,
    );
  };

/** A bound of a range of values: a share of them, or a value. */
interface Boundary {
  readonly percent?: number;
  readonly value?: number;
}

const isPercent = (text: string) => text.endsWith('%');

function boundary(text: string): Boundary | undefined {
  if (text === '') return {};
  const number = Number(isPercent(text) ? text.slice(0, -1) : text);
  if (!/^\d+(\.\d{1,10})?%?$/.test(text)) return undefined;
  if (isPercent(text)) return number > 100 ? undefined : { percent: number };
  return { value: number };
}

/** The smallest value that at least this share of all values does not exceed. */
function percentile(values: Values, percent: number): number | undefined {
  const total = values.reduce((sum, [, count]) => sum + count, 0);
  const rank = (percent / 100) * total;
  let seen = 0;
  for (const [value, count] of values) {
    seen += count;
    if (seen >= rank) return value;
  }
  return values.at(-1)?.[0];
}

function trimmed(kind: string, from: Boundary, to: Boundary): Statistic {
  return ofValues((values) => {
    const total = values.reduce((sum, [, count]) => sum + count, 0);
    let count = 0;
    let sum = 0;
    let low: number | undefined;
    let high: number | undefined;
    let seen = 0;
    let below = 0;
    for (const [value, all] of values) {
      // The ranks that this value takes, cut to those within the bounds.
      const first = from.percent === undefined ? seen : Math.max(seen, (from.percent / 100) * total);
      const last = to.percent === undefined ? seen + all : Math.min(seen + all, (to.percent / 100) * total);
      seen += all;
      const within = (from.value === undefined || value > from.value) && (to.value === undefined || value <= to.value);
      const taken = within ? Math.max(0, last - first) : 0;
      if (taken === 0) {
        if (count === 0) below += all;
        continue;
      }
      low ??= value;
      high = value;
      count += taken;
      sum += taken * value;
    }
    switch (kind) {
      case 'TC':
        return count;
      case 'TS':
        return sum;
      case 'PR':
        return total === 0 ? undefined : (count / total) * 100;
      case 'TM':
        return count === 0 ? undefined : sum / count;
      default: {
        // Winsorized: what is outside counts as the bound that it exceeds.
        if (low === undefined || high === undefined) return undefined;
        const lowEnd = from.value ?? low;
        const highEnd = to.value ?? high;
        const lowCount = from.percent === undefined ? below : (from.percent / 100) * total;
        const highCount = total - count - lowCount;
        return (sum + lowCount * lowEnd + highCount * highEnd) / total;
      }
    }
  });
}
