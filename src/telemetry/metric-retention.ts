import type { Key, Store, Write } from '../store/store.ts';
import { addDistribution, emptyDistribution, keptDistribution, readDistribution } from './distribution.ts';
import {
  allData,
  dataKey,
  dataRange,
  decodeRow,
  encodeRow,
  type MetricRow,
  type Resolution,
  seriesId,
  seriesKey,
  seriesRecords,
} from './metric-records.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long CloudWatch keeps values in each span, and the span that they are then added up in. */
const STEPS: readonly { readonly from: Resolution; readonly to: Resolution; readonly keptMs: number }[] = [
  { from: 1, to: 60, keptMs: 3 * HOUR_MS },
  { from: 60, to: 300, keptMs: 15 * DAY_MS },
  { from: 300, to: 3600, keptMs: 63 * DAY_MS },
];
const KEPT_MS = 455 * DAY_MS;
const PAGE_ROWS = 400;

/**
 * Brings a store's metrics to the retention of CloudWatch: seconds become minutes after three hours, minutes become five
 * minutes after 15 days, those become hours after 63 days, and all is gone after 455 days.
 */
export async function rollUpMetrics(store: Store, now: number): Promise<void> {
  const series = seriesRecords(store);
  let after: string | undefined;
  while (true) {
    const page = await series.list({ limit: 200, ...(after !== undefined && { after }) });
    for (const record of page) {
      const id = seriesId(record);
      after = `${record.namespace}\0${record.name}\0${id}`;
      if (record.lastAt < now - KEPT_MS) {
        await store.clear(allData(id).from, allData(id).to);
        await store.update([], () => ({ writes: [[seriesKey(record, id), undefined]], result: undefined }));
        continue;
      }
      for (const { from, to, keptMs } of STEPS) await rollUp(store, id, from, to, now - keptMs);
      const old = dataRange(id, 3600, 0, now - KEPT_MS);
      await store.clear(old.from, old.to);
    }
    if (page.length < 200) return;
  }
}

/** Whole spans of `to` only, so that none is added up from its parts in two turns. */
async function rollUp(store: Store, id: string, from: Resolution, to: Resolution, before: number): Promise<void> {
  const span = to * 1000;
  const range = dataRange(id, from, 0, Math.floor(before / span) * span);
  while (true) {
    const rows = await store.range(range.from, range.to, { limit: PAGE_ROWS });
    if (rows.length === 0) return;
    const targets = new Map<string, Key>();
    for (const { value } of rows) {
      const row = decodeRow<MetricRow>(value);
      const key = dataKey(id, to, Math.floor(row.at / span) * span, row.unit);
      targets.set(Buffer.from(key).toString('latin1'), key);
    }
    const targetKeys = [...targets.values()];
    const sources = rows.map(({ key }) => key);
    await store.update([...sources, ...targetKeys], (values) => {
      const wholes = targetKeys.map((_key, index) => {
        const bytes = values[sources.length + index];
        return bytes === undefined ? emptyDistribution() : readDistribution(decodeRow<MetricRow>(bytes));
      });
      const places = new Map([...targets.keys()].map((name, index) => [name, index]));
      const heads: MetricRow[] = [];
      const writes: Write[] = [];
      for (const [index, key] of sources.entries()) {
        const bytes = values[index];
        if (bytes === undefined) continue;
        const row = decodeRow<MetricRow>(bytes);
        const at = Math.floor(row.at / span) * span;
        const place = places.get(Buffer.from(dataKey(id, to, at, row.unit)).toString('latin1'));
        const whole = place === undefined ? undefined : wholes[place];
        if (place === undefined || whole === undefined) continue;
        addDistribution(whole, readDistribution(row));
        heads[place] = { ...row, at };
        writes.push([key, undefined]);
      }
      for (const [index, key] of targetKeys.entries()) {
        const head = heads[index];
        const whole = wholes[index];
        if (head === undefined || whole === undefined) continue;
        writes.push([key, encodeRow({ at: head.at, unit: head.unit, ...keptDistribution(whole) })]);
      }
      return { writes, result: undefined };
    });
    if (rows.length < PAGE_ROWS) return;
  }
}
