import { tupleKey } from '../store/keys.ts';
import { records } from '../store/records.ts';
import type { Store, Write } from '../store/store.ts';
import type { LogAppender } from './change-log.ts';

/** For how long a change stays in a stream, and a stream after it was closed. */
export const RETENTION_MS = 24 * 60 * 60 * 1000;

/** A stream of a table: a part of the table's log of changes. */
export interface StreamRecord {
  readonly arn: string;
  /** When it began, as AWS writes the time: the end of its ARN. */
  readonly label: string;
  readonly tableName: string;
  readonly viewType: string;
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  /** The log that holds its changes. */
  readonly log: number;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  /** The sequence number that was taken at its opening: its changes come after it. */
  readonly first: number;
  readonly closedAt?: number;
  /** The sequence number that was taken at its closing. */
  readonly last?: number;
}

export type StreamDraft = Omit<StreamRecord, 'first' | 'closedAt' | 'last'>;

const PREFIX = ['streams', 'stream'] as const;

export const streamRecords = (store: Store) => records<StreamRecord>(store, ...PREFIX);

/** The row of a stream's record; whoever closes the stream reads it in the same mini-transaction. */
export const streamKey = (arn: string) => tupleKey(...PREFIX, arn);

export function openStream(draft: StreamDraft, appender: LogAppender): Write {
  const opened: StreamRecord = { ...draft, first: appender.skip() };
  return [streamKey(draft.arn), Buffer.from(JSON.stringify(opened))];
}

/** `row` is the stream's record in the same mini-transaction. */
export function closeStream(row: Uint8Array | undefined, appender: LogAppender, atMs: number): Write[] {
  if (row === undefined) return [];
  const record = JSON.parse(Buffer.from(row).toString()) as StreamRecord;
  const closed: StreamRecord = { ...record, closedAt: atMs, last: appender.skip() };
  return [[streamKey(record.arn), Buffer.from(JSON.stringify(closed))]];
}
