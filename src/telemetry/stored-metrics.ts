import type { Clock } from '../std/clock.ts';
import type { Key, Store, Write } from '../store/store.ts';
import {
  addDistribution,
  addStatistics,
  addValue,
  type Distribution,
  emptyDistribution,
  keptDistribution,
  readDistribution,
} from './distribution.ts';
import {
  dataKey,
  decodeRow,
  encodeRow,
  type MetricRow,
  type MetricSeriesRecord,
  type Resolution,
  seriesId,
  seriesKey,
} from './metric-records.ts';
import { rollUpMetrics } from './metric-retention.ts';
import type { MetricName, MetricRecorder, MetricStore } from './metric-store.ts';

const BATCH_MS = 500;
/** Values that wait in a recorder before they are counted. */
const MAX_WAITING = 1000;
/** Rows in one transaction. */
const BATCH_ROWS = 400;
/** Metrics that are remembered by name between values. */
const MAX_REMEMBERED = 10_000;
const SEEN_MS = 300_000;
/** How often what is kept is brought to CloudWatch's retention. */
const ROLL_UP_MS = 3_600_000;

/**
 * Keeps metrics in the store: the values of half a second together, added to what the store holds of the same minute.
 * `onFault` hears of a batch that could not be written.
 */
export function storedMetrics(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly onFault?: (error: unknown) => void;
}): MetricStore {
  const { store, clock, onFault = () => {} } = options;
  const byName = new Map<string, Recorder>();
  const tallies: (() => void)[] = [];
  let pending: Recorder[] = [];
  let scheduled = false;
  let rolledUpAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();

  const write = async (batch: readonly Recorder[]): Promise<void> => {
    let parts: Part[] = [];
    for (const recorder of batch) {
      for (const part of recorder.take()) parts.push(part);
      if (parts.length < BATCH_ROWS) continue;
      await keep(store, parts);
      parts = [];
    }
    await keep(store, parts);
    // What is kept grows only by writing: nothing needs to be woken for it.
    const now = clock.now();
    if (now < rolledUpAt + ROLL_UP_MS) return;
    rolledUpAt = now;
    await rollUpMetrics(store, now);
  };

  const flush = (): Promise<void> => {
    for (const handOver of tallies) handOver();
    if (pending.length > 0) {
      const batch = pending;
      pending = [];
      writing = writing.then(() => write(batch)).catch(onFault);
    }
    return writing;
  };

  const onPending = (recorder: Recorder) => {
    pending.push(recorder);
    if (scheduled) return;
    scheduled = true;
    void clock.sleep(BATCH_MS).then(() => {
      scheduled = false;
      return flush();
    });
  };

  const named = (metric: MetricName, unit: string, resolution: 1 | 60): Recorder => {
    const key = JSON.stringify([metric.namespace, metric.name, unit, resolution, metric.dimensions]);
    let recorder = byName.get(key);
    if (recorder === undefined) {
      // What a forgotten recorder holds is pending: two of one metric are added in the store.
      if (byName.size >= MAX_REMEMBERED) byName.clear();
      recorder = new Recorder(metric, unit, resolution, onPending);
      byName.set(key, recorder);
    }
    return recorder;
  };

  return {
    recorder: (namespace, name, dimensions, unit) =>
      new Recorder({ namespace, name, dimensions: { ...dimensions } }, unit, 60, onPending),

    record: (namespace, name, dimensions, value, unit, atMs) =>
      named({ namespace, name, dimensions }, unit, 60).add(value, atMs),

    put(datum) {
      const { namespace, name, dimensions, unit, atMs, resolutionSeconds = 60, values = [], statistics } = datum;
      named({ namespace, name, dimensions }, unit, resolutionSeconds).change(atMs, (distribution) => {
        for (const { value, count } of values) addValue(distribution, value, count);
        if (statistics !== undefined) addStatistics(distribution, statistics);
      });
    },

    beforeFlush: (handOver) => void tallies.push(handOver),

    flush,
  };
}

/** What came of one metric within one span. */
interface Part {
  readonly metric: MetricName;
  readonly id: string;
  readonly key: Key;
  readonly unit: string;
  readonly startMs: number;
  readonly distribution: Distribution;
  /** Whether the series' own record is to be written. */
  readonly seen: boolean;
}

class Recorder implements MetricRecorder {
  readonly #metric: MetricName;
  readonly #unit: string;
  readonly #resolution: Resolution;
  readonly #onPending: (recorder: Recorder) => void;
  #id = '';
  #isPending = false;
  /** Values of the span from `#from` to `#until`, not counted yet. */
  readonly #waiting: number[] = [];
  #from = 0;
  #until = 0;
  /** What was counted since the last batch, by the start of its span. */
  #counted = new Map<number, Distribution>();
  #seenAt = Number.NEGATIVE_INFINITY;

  constructor(metric: MetricName, unit: string, resolution: 1 | 60, onPending: (recorder: Recorder) => void) {
    this.#metric = metric;
    this.#unit = unit;
    this.#resolution = resolution;
    this.#onPending = onPending;
  }

  add(value: number, atMs: number): void {
    if (atMs >= this.#until || atMs < this.#from) this.#moveTo(atMs);
    if (this.#waiting.push(value) >= MAX_WAITING) this.#count();
    if (!this.#isPending) {
      this.#isPending = true;
      this.#onPending(this);
    }
  }

  change(atMs: number, change: (distribution: Distribution) => void): void {
    this.#moveTo(atMs);
    change(this.#current());
    if (this.#isPending) return;
    this.#isPending = true;
    this.#onPending(this);
  }

  take(): readonly Part[] {
    this.#count();
    this.#isPending = false;
    if (this.#id === '') this.#id = seriesId(this.#metric);
    const id = this.#id;
    const parts: Part[] = [];
    for (const [startMs, distribution] of this.#counted) {
      const seen = startMs >= this.#seenAt + SEEN_MS;
      if (seen) this.#seenAt = startMs;
      const key = dataKey(id, this.#resolution, startMs, this.#unit);
      parts.push({ metric: this.#metric, id, key, unit: this.#unit, startMs, distribution, seen });
    }
    this.#counted = new Map();
    return parts;
  }

  #moveTo(atMs: number): void {
    this.#count();
    const span = this.#resolution * 1000;
    this.#from = Math.floor(atMs / span) * span;
    this.#until = this.#from + span;
  }

  #current(): Distribution {
    const counted = this.#counted.get(this.#from);
    if (counted !== undefined) return counted;
    const distribution = emptyDistribution();
    this.#counted.set(this.#from, distribution);
    return distribution;
  }

  #count(): void {
    if (this.#waiting.length === 0) return;
    const distribution = this.#current();
    const values = this.#waiting;
    // Counters bring the same value many times over.
    let from = 0;
    for (let at = 1; at <= values.length; at++) {
      const value = values[from] ?? 0;
      if (at < values.length && values[at] === value) continue;
      addValue(distribution, value, at - from);
      from = at;
    }
    values.length = 0;
  }
}

async function keep(store: Store, parts: readonly Part[]): Promise<void> {
  if (parts.length === 0) return;
  const seen = parts.filter((part) => part.seen);
  const seriesKeys = seen.map(({ metric, id }) => seriesKey(metric, id));
  await store.update([...parts.map(({ key }) => key), ...seriesKeys], (values) => {
    // Parts of one row may come from two recorders: the later one sees what the earlier one made.
    const rows = new Map<string, { readonly part: Part; readonly whole: Distribution }>();
    for (const [index, part] of parts.entries()) {
      const name = Buffer.from(part.key).toString('latin1');
      let row = rows.get(name);
      if (row === undefined) {
        const bytes = values[index];
        const whole = bytes === undefined ? emptyDistribution() : readDistribution(decodeRow<MetricRow>(bytes));
        row = { part, whole };
        rows.set(name, row);
      }
      addDistribution(row.whole, part.distribution);
    }
    const writes: Write[] = [];
    for (const { part, whole } of rows.values()) {
      const row: MetricRow = { at: part.startMs, unit: part.unit, ...keptDistribution(whole) };
      writes.push([part.key, encodeRow(row)]);
    }
    const lastAt = new Map<string, number>();
    for (const [index, { metric, id, startMs }] of seen.entries()) {
      const bytes = values[parts.length + index];
      const before = bytes === undefined ? 0 : decodeRow<MetricSeriesRecord>(bytes).lastAt;
      const latest = Math.max(before, startMs, lastAt.get(id) ?? 0);
      lastAt.set(id, latest);
      const { namespace, name, dimensions } = metric;
      const record: MetricSeriesRecord = { namespace, name, dimensions, lastAt: latest };
      writes.push([seriesKeys[index] ?? seriesKey(metric, id), encodeRow(record)]);
    }
    return { writes, result: undefined };
  });
}
