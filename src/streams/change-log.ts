import { afterKey } from '../store/keys.ts';
import type { Key, Store, Write } from '../store/store.ts';

/**
 * Logs of changes: each entry is written in the mini-transaction of the change that it tells, in the order of commits. A
 * log is known by a number, its entries by sequence numbers that count up from 1 and are never used again.
 */

const HEADS = 0x12;
const ENTRIES = 0x13;
/** Before the bytes of an entry stands its time. */
const TIME_BYTES = 8;

export interface LogEntry {
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** The row that says how far a log goes; whoever appends reads it in the same mini-transaction. */
export function headKey(log: number): Key {
  const key = Buffer.alloc(5);
  key[0] = HEADS;
  key.writeUInt32BE(log, 1);
  return key;
}

function entryKey(log: number, sequence: number): Buffer {
  const key = Buffer.alloc(13);
  key[0] = ENTRIES;
  key.writeUInt32BE(log, 1);
  key.writeBigUInt64BE(BigInt(sequence), 5);
  return key;
}

/** The last sequence number of a log, from its head's row; 0 when nothing was appended. */
export function lastSequence(head: Uint8Array | undefined): number {
  if (head === undefined) return 0;
  return new DataView(head.buffer, head.byteOffset, head.byteLength).getFloat64(0);
}

/** Collects what one mini-transaction appends to a log. */
export interface LogAppender {
  /** Takes the next sequence number, for which `encode` gives the entry. */
  append(encode: (sequence: number, atMs: number) => Uint8Array): void;
  /** Takes the next sequence number for something that is no entry. */
  skip(): number;
  /** The rows to write; none when nothing was appended. */
  writes(): Write[];
}

/** `head` is the value of the log's head row in the same mini-transaction. */
export function logAppender(log: number, head: Uint8Array | undefined, atMs: number): LogAppender {
  const before = lastSequence(head);
  let last = before;
  const entries: Write[] = [];
  return {
    append(encode) {
      last++;
      const bytes = encode(last, atMs);
      const value = Buffer.allocUnsafe(TIME_BYTES + bytes.length);
      value.writeDoubleBE(atMs, 0);
      value.set(bytes, TIME_BYTES);
      entries.push([entryKey(log, last), value]);
    },
    skip: () => ++last,
    writes() {
      if (last === before) return [];
      const value = Buffer.alloc(8);
      value.writeDoubleBE(last, 0);
      return [...entries, [headKey(log), value]];
    },
  };
}

/** Up to `limit` entries with `from` <= sequence < `to`. */
export async function readEntries(
  store: Store,
  log: number,
  { from, to, limit }: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<LogEntry[]> {
  const rows = await store.range(entryKey(log, from), entryKey(log, to), { limit });
  return rows.map(({ key, value }) => {
    const keyView = new DataView(key.buffer, key.byteOffset, key.byteLength);
    const valueView = new DataView(value.buffer, value.byteOffset, value.byteLength);
    return {
      sequence: Number(keyView.getBigUint64(5)),
      atMs: valueView.getFloat64(0),
      bytes: value.subarray(TIME_BYTES),
    };
  });
}

const ENTRIES_AT_ONCE = 500;

/** Removes the entries with `from` <= sequence < `to` that are older than `beforeMs`, from the first on. */
export async function trimEntries(
  store: Store,
  log: number,
  { from, to, beforeMs }: { readonly from: number; readonly to: number; readonly beforeMs: number },
): Promise<void> {
  for (;;) {
    const entries = await readEntries(store, log, { from, to, limit: ENTRIES_AT_ONCE });
    const kept = entries.findIndex((entry) => entry.atMs >= beforeMs);
    const old = kept < 0 ? entries : entries.slice(0, kept);
    const last = old.at(-1);
    if (last === undefined) return;
    await store.clear(entryKey(log, from), afterKey(entryKey(log, last.sequence)));
    if (kept >= 0) return;
  }
}
