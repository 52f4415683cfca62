import { prefixRange, tupleKey } from '../store/keys.ts';
import { type Records, records } from '../store/records.ts';
import type { Key, Store } from '../store/store.ts';
import type { StoredLogEvent } from './log-store.ts';

export interface LogGroupRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly retentionInDays?: number;
  readonly logGroupClass?: string;
  readonly kmsKeyId?: string;
  readonly deletionProtection?: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogStreamRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
  readonly storedBytes: number;
}

/** The place of an event among a group's: by time, then by arrival. */
export interface EventPosition {
  readonly timestamp: number;
  readonly sequence: number;
}

export interface PlacedLogEvent extends StoredLogEvent, EventPosition {}

/**
 * Events of one stream that arrived together, within `CHUNK_SPAN_MS`: one row for several lines, as a function writes
 * several per invocation.
 */
export interface LogChunk {
  readonly stream: string;
  readonly ingestedAt: number;
  /** The place in the order of arrival of the first event. */
  readonly sequence: number;
  readonly events: readonly (readonly [timestamp: number, message: string])[];
}

export const CHUNK_SPAN_MS = 1000;

export const groupRecords = (store: Store): Records<LogGroupRecord> => records(store, 'logs', 'group');
export const streamRecords = (store: Store, group: string): Records<LogStreamRecord> =>
  records(store, 'logs', 'stream', group);

export const groupKey = (group: string): Key => tupleKey('logs', 'group', group);
export const streamKey = (group: string, stream: string): Key => tupleKey('logs', 'stream', group, stream);
export const streamRange = (group: string) => prefixRange(tupleKey('logs', 'stream', group));
export const chunkRange = (group: string) => prefixRange(tupleKey('logs', 'event', group));
export const chunkKey = (group: string, timestamp: number, sequence = 0): Key =>
  tupleKey('logs', 'event', group, timestamp, sequence);

export const encodeRecord = (record: LogGroupRecord | LogStreamRecord | LogChunk): Buffer =>
  Buffer.from(JSON.stringify(record));
export const decodeRecord = <T>(bytes: Uint8Array): T =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as T;

/** AWS's event ids are 56 digits that sort as the events do. */
export const eventId = ({ timestamp, sequence }: EventPosition): string =>
  `${String(timestamp).padStart(28, '0')}${String(sequence).padStart(28, '0')}`;

export function comparePositions(a: EventPosition, b: EventPosition): number {
  return a.timestamp - b.timestamp || a.sequence - b.sequence;
}
