import { afterKey } from '../store/keys.ts';
import type { Key, Store } from '../store/store.ts';
import {
  CHUNK_SPAN_MS,
  chunkKey,
  chunkRange,
  comparePositions,
  decodeRecord,
  type EventPosition,
  eventId,
  type LogChunk,
  type PlacedLogEvent,
  streamKey,
  streamRange,
} from './log-records.ts';

const PAGE_ROWS = 200;

export interface LogRange {
  /** Milliseconds since the epoch, inclusive. */
  readonly from?: number;
  /** Exclusive. */
  readonly to?: number;
  /** Only events behind this place, in the direction of reading. */
  readonly after?: EventPosition;
  /** From the latest to the earliest. */
  readonly reverse?: boolean;
  readonly streams?: (stream: string) => boolean;
}

/** The events of a group in the order of their times, read page by page as they are asked for. */
export async function* readLogs(store: Store, group: string, range: LogRange = {}): AsyncGenerator<PlacedLogEvent> {
  const { after, reverse = false } = range;
  const from = Math.max(range.from ?? 0, !reverse && after ? after.timestamp : 0);
  const to = Math.min(
    range.to ?? Number.MAX_SAFE_INTEGER,
    reverse && after ? after.timestamp + 1 : Number.MAX_SAFE_INTEGER,
  );
  const wanted = (event: PlacedLogEvent) =>
    event.timestamp >= from &&
    event.timestamp < to &&
    (after === undefined || (reverse ? comparePositions(event, after) < 0 : comparePositions(event, after) > 0));

  // A row that began up to a second earlier may hold events of the range; rows overlap by as much.
  let waiting: PlacedLogEvent[] = [];
  const order = (a: EventPosition, b: EventPosition) => (reverse ? comparePositions(b, a) : comparePositions(a, b));
  const certain = (event: PlacedLogEvent, rowStart: number) =>
    reverse ? event.timestamp > rowStart + CHUNK_SPAN_MS : event.timestamp < rowStart;

  for await (const [rowStart, chunk] of chunks(store, group, Math.max(0, from - CHUNK_SPAN_MS), to, reverse)) {
    if (waiting.length > 0) {
      waiting.sort(order);
      let ready = 0;
      for (const event of waiting) {
        if (!certain(event, rowStart)) break;
        ready += 1;
        yield event;
      }
      waiting = waiting.slice(ready);
    }
    if (range.streams !== undefined && !range.streams(chunk.stream)) continue;
    for (const [index, [timestamp, message]] of chunk.events.entries()) {
      const place = { timestamp, sequence: chunk.sequence + index };
      const event = {
        ...place,
        message,
        ingestionTime: chunk.ingestedAt,
        logStreamName: chunk.stream,
        eventId: eventId(place),
      };
      if (wanted(event)) waiting.push(event);
    }
  }
  yield* waiting.sort(order);
}

async function* chunks(
  store: Store,
  group: string,
  from: number,
  to: number,
  reverse: boolean,
): AsyncGenerator<readonly [rowStart: number, chunk: LogChunk]> {
  let low: Key = chunkKey(group, from);
  let high: Key = to >= Number.MAX_SAFE_INTEGER ? chunkRange(group).to : chunkKey(group, to);
  while (true) {
    const rows = await store.range(low, high, { limit: PAGE_ROWS, reverse });
    for (const row of rows) {
      const chunk = decodeRecord<LogChunk>(row.value);
      yield [chunk.events[0]?.[0] ?? 0, chunk];
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    if (reverse) high = last.key;
    else low = afterKey(last.key);
  }
}

/** Removes a group's streams and events; its own record is the caller's to remove. */
export async function clearGroup(store: Store, group: string): Promise<void> {
  for (const { from, to } of [streamRange(group), chunkRange(group)]) await store.clear(from, to);
}

/** Removes a group's events of before a time, but for those of the last second before it. */
export async function clearEventsBefore(store: Store, group: string, time: number): Promise<void> {
  const { from } = chunkRange(group);
  if (time > CHUNK_SPAN_MS) await store.clear(from, chunkKey(group, time - CHUNK_SPAN_MS));
}

/** Removes a stream with its events. */
export async function clearStream(store: Store, group: string, stream: string): Promise<void> {
  const keys: Key[] = [];
  const { from, to } = chunkRange(group);
  let low: Key = from;
  while (true) {
    const rows = await store.range(low, to, { limit: PAGE_ROWS });
    for (const row of rows) if (decodeRecord<LogChunk>(row.value).stream === stream) keys.push(row.key);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) break;
    low = afterKey(last.key);
  }
  await store.update([], () => ({
    writes: [...keys, streamKey(group, stream)].map((key) => [key, undefined] as const),
    result: undefined,
  }));
}
