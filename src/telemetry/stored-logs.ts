import type { Clock } from '../std/clock.ts';
import type { Store, Write } from '../store/store.ts';
import {
  CHUNK_SPAN_MS,
  chunkKey,
  decodeRecord,
  encodeRecord,
  groupKey,
  type LogChunk,
  type LogGroupRecord,
  type LogStreamRecord,
  streamKey,
} from './log-records.ts';
import type { LogEvent, LogStore } from './log-store.ts';

const BATCH_MS = 100;
/** Beyond it a batch is written at once. */
const BATCH_EVENTS = 5000;

interface PendingStream {
  readonly group: string;
  readonly stream: string;
  events: LogEvent[];
}

/**
 * Keeps log events in the store: those of a tenth of a second together, several lines of a stream in one row. `onFault`
 * hears of a batch that could not be written, `onEvents` of all that is appended.
 */
export function storedLogs(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly onFault?: (error: unknown) => void;
  readonly onEvents?: (events: readonly LogEvent[]) => void;
}): LogStore {
  const { store, clock, onFault = () => {}, onEvents } = options;
  const listeners = new Map<string, Set<(stream: string, event: LogEvent) => void>>();
  let pending = new Map<string, PendingStream>();
  let pendingEvents = 0;
  let scheduled = false;
  let writing: Promise<void> = Promise.resolve();
  let lastSequence = 0;

  const write = async (batch: ReadonlyMap<string, PendingStream>): Promise<void> => {
    const now = clock.now();
    const streams = [...batch.values()].map(({ group, stream, events }) => ({
      group,
      stream,
      chunks: chunksOf(stream, events, now, (count) => {
        // Later than all before it, also after a restart.
        const sequence = Math.max(lastSequence + 1, now * 1000);
        lastSequence = sequence + count;
        return sequence;
      }),
    }));
    const groups = [...new Set(streams.map(({ group }) => group))];
    const keys = [...groups.map(groupKey), ...streams.map(({ group, stream }) => streamKey(group, stream))];
    await store.update(keys, (values) => {
      const writes: Write[] = [];
      for (const [index, name] of groups.entries()) {
        if (values[index] !== undefined) continue;
        const created: LogGroupRecord = { name, createdAt: now, tags: {} };
        writes.push([groupKey(name), encodeRecord(created)]);
      }
      for (const [index, { group, stream, chunks }] of streams.entries()) {
        const bytes = values[groups.length + index];
        const before: LogStreamRecord =
          bytes === undefined ? { name: stream, createdAt: now, storedBytes: 0 } : decodeRecord(bytes);
        writes.push([streamKey(group, stream), encodeRecord(grown(before, chunks, now))]);
        for (const chunk of chunks) {
          writes.push([chunkKey(group, chunk.events[0]?.[0] ?? now, chunk.sequence), encodeRecord(chunk)]);
        }
      }
      return { writes, result: undefined };
    });
  };

  const flush = (): Promise<void> => {
    if (pending.size > 0) {
      const batch = pending;
      pending = new Map();
      pendingEvents = 0;
      writing = writing.then(() => write(batch)).catch(onFault);
    }
    return writing;
  };

  return {
    append(group, stream, events) {
      if (events.length === 0) return;
      const key = `${group}\n${stream}`;
      const waiting = pending.get(key);
      if (waiting === undefined) pending.set(key, { group, stream, events: [...events] });
      else for (const event of events) waiting.events.push(event);
      pendingEvents += events.length;
      if (pendingEvents >= BATCH_EVENTS) void flush();
      else if (!scheduled) {
        scheduled = true;
        void clock.sleep(BATCH_MS).then(() => {
          scheduled = false;
          return flush();
        });
      }
      onEvents?.(events);
      const listening = listeners.get(group);
      if (listening !== undefined) {
        for (const event of events) for (const listener of listening) listener(stream, event);
      }
    },

    subscribe(group, listener) {
      const listening = listeners.get(group) ?? new Set();
      listening.add(listener);
      listeners.set(group, listening);
      return () => {
        listening.delete(listener);
        if (listening.size === 0 && listeners.get(group) === listening) listeners.delete(group);
      };
    },

    flush,
  };
}

/** Cuts events, sorted by time, into rows that each span a second at most. */
function chunksOf(
  stream: string,
  events: readonly LogEvent[],
  ingestedAt: number,
  take: (count: number) => number,
): readonly LogChunk[] {
  const sorted = [...events].sort((a, b) => a.timestamp - b.timestamp);
  const chunks: LogChunk[] = [];
  let current: [number, string][] = [];
  const close = () => {
    if (current.length > 0) chunks.push({ stream, ingestedAt, sequence: take(current.length), events: current });
    current = [];
  };
  for (const { timestamp, message } of sorted) {
    const first = current[0];
    if (first !== undefined && timestamp - first[0] > CHUNK_SPAN_MS) close();
    current.push([timestamp, message]);
  }
  close();
  return chunks;
}

function grown(stream: LogStreamRecord, chunks: readonly LogChunk[], now: number): LogStreamRecord {
  let { firstEventAt, lastEventAt, storedBytes } = stream;
  for (const { events } of chunks) {
    for (const [timestamp, message] of events) {
      if (firstEventAt === undefined || timestamp < firstEventAt) firstEventAt = timestamp;
      if (lastEventAt === undefined || timestamp > lastEventAt) lastEventAt = timestamp;
      // AWS counts 26 bytes for each event beside its text.
      storedBytes += Buffer.byteLength(message) + 26;
    }
  }
  return {
    ...stream,
    ...(firstEventAt !== undefined && { firstEventAt }),
    ...(lastEventAt !== undefined && { lastEventAt }),
    lastIngestedAt: now,
    storedBytes,
  };
}
