import type { Clock } from '../std/clock.ts';
import type { Store } from '../store/store.ts';
import { headKey, type LogEntry, lastSequence, readEntries, trimEntries } from './change-log.ts';
import { type ResourcePolicies, resourcePolicies } from './resource-policies.ts';
import { RETENTION_MS, type StreamRecord, streamRecords } from './stream-record.ts';

/**
 * The change streams of tables: DynamoDB writes them, with `logAppender` in the mini-transaction of the change; DynamoDB
 * Streams and event source mappings read them.
 */
export interface ChangeStreams {
  readonly policies: ResourcePolicies;
  find(arn: string): Promise<StreamRecord | undefined>;
  /** Sorted by ARN: those after `after` whose ARNs begin with `prefix`. */
  list(options: { readonly prefix: string; readonly after?: string; readonly limit?: number }): Promise<StreamRecord[]>;
  /** Up to `limit` changes of a stream with `from` <= sequence, without those that are past the retention. */
  read(stream: StreamRecord, options: { readonly from: number; readonly limit: number }): Promise<readonly LogEntry[]>;
  /** The last sequence number that the stream's log has given out. */
  lastSequence(stream: StreamRecord): Promise<number>;
  /** Called after changes of the stream were committed; answers the function that ends the subscription. */
  subscribe(arn: string, listener: () => void): () => void;
  notify(arn: string): void;
  /** Removes what is past the retention. */
  trim(): Promise<void>;
}

export function changeStreams({ store, clock }: { readonly store: Store; readonly clock: Clock }): ChangeStreams {
  const kept = streamRecords(store);
  const listeners = new Map<string, Set<() => void>>();

  const isPast = ({ closedAt }: StreamRecord) => closedAt !== undefined && closedAt < clock.now() - RETENTION_MS;

  return {
    policies: resourcePolicies(store),

    async find(arn) {
      const record = await kept.get(arn);
      return record === undefined || isPast(record) ? undefined : record;
    },

    async list(options) {
      const found = await kept.list(options);
      return found.filter((record) => !isPast(record));
    },

    async read(stream, { from, limit }) {
      const horizon = clock.now() - RETENTION_MS;
      const to = stream.last ?? Number.MAX_SAFE_INTEGER;
      let next = Math.max(from, stream.first + 1);
      for (;;) {
        const entries = await readEntries(store, stream.log, { from: next, to, limit });
        const first = entries.findIndex((entry) => entry.atMs >= horizon);
        const last = entries.at(-1);
        if (first === 0 || last === undefined) return entries;
        // Changes that are past the retention and not yet removed.
        next = first > 0 ? (entries[first]?.sequence ?? 0) : last.sequence + 1;
      }
    },

    async lastSequence(stream) {
      return stream.last ?? lastSequence(await store.get(headKey(stream.log)));
    },

    subscribe(arn, listener) {
      const listening = listeners.get(arn) ?? new Set();
      listening.add(listener);
      listeners.set(arn, listening);
      return () => {
        listening.delete(listener);
        if (listening.size === 0 && listeners.get(arn) === listening) listeners.delete(arn);
      };
    },

    notify(arn) {
      const listening = listeners.get(arn);
      if (listening !== undefined) for (const listener of listening) listener();
    },

    async trim() {
      const beforeMs = clock.now() - RETENTION_MS;
      const all = await kept.list();
      for (const stream of all) {
        const to = stream.last ?? Number.MAX_SAFE_INTEGER;
        await trimEntries(store, stream.log, { from: stream.first, to, beforeMs });
        if (isPast(stream)) await kept.delete(stream.arn);
      }
    },
  };
}
