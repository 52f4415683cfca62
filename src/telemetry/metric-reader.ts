import { afterKey } from '../store/keys.ts';
import type { Store } from '../store/store.ts';
import { addDistribution, type Distribution, emptyDistribution, readDistribution } from './distribution.ts';
import { dataRange, decodeRow, type MetricRow, RESOLUTIONS, seriesId } from './metric-records.ts';
import type { MetricName } from './metric-store.ts';

const PAGE_ROWS = 500;

export interface MetricRange {
  /** Milliseconds since the epoch, inclusive; a multiple of the period. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly periodSeconds: number;
  /** Only values of this unit. */
  readonly unit?: string;
}

/** The values of one unit within one period. */
export interface MetricPeriod {
  readonly atMs: number;
  readonly unit: string;
  readonly distribution: Distribution;
}

/**
 * A metric's values by period, the earliest first, then by unit. Values that are kept in spans longer than the period are
 * left out, as CloudWatch leaves them out.
 */
export async function readMetric(
  store: Store,
  metric: MetricName,
  { from, to, periodSeconds, unit }: MetricRange,
): Promise<readonly MetricPeriod[]> {
  const id = seriesId(metric);
  const span = periodSeconds * 1000;
  const periods = new Map<string, MetricPeriod>();
  for (const resolution of RESOLUTIONS) {
    if (resolution > periodSeconds) break;
    const range = dataRange(id, resolution, from, to);
    let low = range.from;
    while (true) {
      const rows = await store.range(low, range.to, { limit: PAGE_ROWS });
      for (const { value } of rows) {
        const row = decodeRow<MetricRow>(value);
        if (unit !== undefined && row.unit !== unit) continue;
        const atMs = from + Math.floor((row.at - from) / span) * span;
        const name = `${atMs} ${row.unit}`;
        let period = periods.get(name);
        if (period === undefined) {
          period = { atMs, unit: row.unit, distribution: emptyDistribution() };
          periods.set(name, period);
        }
        addDistribution(period.distribution, readDistribution(row));
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE_ROWS) break;
      low = afterKey(last.key);
    }
  }
  return [...periods.values()].sort((a, b) => a.atMs - b.atMs || (a.unit < b.unit ? -1 : 1));
}
