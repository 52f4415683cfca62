import type { Table } from './table.ts';

/** How many items a table and each of its indexes have, and their bytes: kept with every write, in the same transaction. */
export interface Counters {
  readonly items: number;
  readonly sizeBytes: number;
}

const SLOT_BYTES = 18;

/** Counters by index number; 0 is the table itself. */
export type CountersByIndex = Map<number, { items: number; sizeBytes: number }>;

export function decodeCounters(bytes: Uint8Array | undefined): CountersByIndex {
  const counters: CountersByIndex = new Map();
  if (bytes === undefined) return counters;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < view.length; at += SLOT_BYTES) {
    counters.set(view.readUInt16BE(at), { items: view.readDoubleBE(at + 2), sizeBytes: view.readDoubleBE(at + 10) });
  }
  return counters;
}

export function encodeCounters(counters: CountersByIndex): Buffer {
  const bytes = Buffer.allocUnsafe(counters.size * SLOT_BYTES);
  let at = 0;
  for (const [number, { items, sizeBytes }] of counters) {
    bytes.writeUInt16BE(number, at);
    bytes.writeDoubleBE(items, at + 2);
    bytes.writeDoubleBE(sizeBytes, at + 10);
    at += SLOT_BYTES;
  }
  return bytes;
}

export function count(counters: CountersByIndex, number: number, items: number, sizeBytes: number): void {
  const slot = counters.get(number) ?? { items: 0, sizeBytes: 0 };
  slot.items += items;
  slot.sizeBytes += sizeBytes;
  counters.set(number, slot);
}

export function countersOf(counters: CountersByIndex, number: number): Counters {
  return counters.get(number) ?? { items: 0, sizeBytes: 0 };
}

/** Drops the counters of indexes that are gone. */
export function keepIndexes(counters: CountersByIndex, table: Table): void {
  const present = new Set([0, ...table.indexes.map((index) => index.record.number)]);
  for (const number of [...counters.keys()]) if (!present.has(number)) counters.delete(number);
}
