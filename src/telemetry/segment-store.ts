import type { Clock } from '../std/clock.ts';
import { afterKey, prefixRange, tupleKey } from '../store/keys.ts';
import type { Key, Store, Write } from '../store/store.ts';

/**
 * A segment document of X-Ray, as its API takes and answers them. Times are seconds since the epoch.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export interface Segment {
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly origin?: string;
  readonly http?: object;
  readonly aws?: object;
  /** A 4xx. */
  readonly error?: boolean;
  /** A 5xx. */
  readonly fault?: boolean;
  /** A 429. */
  readonly throttle?: boolean;
  readonly annotations?: Readonly<Record<string, string | number | boolean>>;
  readonly metadata?: object;
  readonly resource_arn?: string;
  readonly subsegments?: readonly object[];
}

/** The segments of sampled requests, the latest `KEPT_SEGMENTS` of them. */
export interface SegmentStore {
  /** Written within a second, and at stop. */
  append(segment: Segment): void;
  /** In the order they began. */
  segmentsOf(traceId: string): Promise<readonly Segment[]>;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export const KEPT_SEGMENTS = 10_000;
const FLUSH_MS = 1000;
const PAGE_ROWS = 1000;

/** Trace ids begin with the time they began at, so rows lie in that order. */
const segmentKey = ({ trace_id, id }: Segment): Key => tupleKey('telemetry', 'segment', trace_id, id);

/** Keeps segments in the store. */
export function storedSegments(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly onFault?: (error: unknown) => void;
}): SegmentStore {
  const { store, clock, onFault = () => {} } = options;
  const stopped = new AbortController();
  let pending: Segment[] = [];
  let scheduled = false;
  let kept: number | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    if (pending.length === 0) return;
    const batch = pending.slice(-KEPT_SEGMENTS);
    pending = [];
    kept ??= await countRows(store);
    const writes: Write[] = batch.map((segment) => [segmentKey(segment), Buffer.from(JSON.stringify(segment))]);
    await store.update([], () => ({ writes, result: undefined }));
    kept += writes.length;
    if (kept > KEPT_SEGMENTS) kept -= await removeOldest(store, kept - KEPT_SEGMENTS);
  };
  const flush = () => {
    writing = writing.then(write).catch(onFault);
    return writing;
  };

  return {
    append(segment) {
      pending.push(segment);
      if (pending.length >= 2 * KEPT_SEGMENTS) pending = pending.slice(-KEPT_SEGMENTS);
      if (scheduled) return;
      scheduled = true;
      clock.sleep(FLUSH_MS, stopped.signal).then(
        () => {
          scheduled = false;
          return flush();
        },
        () => {},
      );
    },
    async segmentsOf(traceId) {
      const { from, to } = prefixRange(tupleKey('telemetry', 'segment', traceId));
      const rows = await store.range(from, to, { limit: PAGE_ROWS });
      const segments = rows.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Segment);
      return segments.sort((a, b) => a.start_time - b.start_time);
    },
    flush,
    stop() {
      stopped.abort();
      return flush();
    },
  };
}

const allSegments = () => prefixRange(tupleKey('telemetry', 'segment'));

async function countRows(store: Store): Promise<number> {
  let count = 0;
  const { from: first, to } = allSegments();
  let from = first;
  while (true) {
    const rows = await store.range(from, to, { limit: PAGE_ROWS });
    count += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return count;
    from = afterKey(last.key);
  }
}

async function removeOldest(store: Store, count: number): Promise<number> {
  const { from, to } = allSegments();
  const rows = await store.range(from, to, { limit: count });
  await store.update([], () => ({ writes: rows.map(({ key }) => [key, undefined] as const), result: undefined }));
  return rows.length;
}
