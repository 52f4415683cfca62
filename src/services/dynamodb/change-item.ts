import type { Decision, Key, Store, Write } from '../../store/store.ts';
import { type CounterAmounts, count } from './counters.ts';
import { attributesNamed, indexRow } from './item-key.ts';
import { encodeItem, type StoredItem, storedItem } from './stored-item.ts';
import type { Index, Table } from './table.ts';
import { appendChange, type ChangeCause } from './table-stream.ts';
import { planExpiry } from './time-to-live.ts';
import type { Item } from './values/attribute-value.ts';
import { itemSizeBytes } from './values/size.ts';

/** An item to be written, encoded once. */
export interface NewItem {
  readonly item: Readonly<Item>;
  readonly sizeBytes: number;
  readonly bytes: Uint8Array;
}

export function newItem(item: Readonly<Item>, sizeBytes: number = itemSizeBytes(item)): NewItem {
  return { item, sizeBytes, bytes: encodeItem(item, sizeBytes) };
}

/** The write capacity units that a change takes of the table and of each index. */
export interface WriteUnits {
  readonly table: number;
  readonly indexes: ReadonlyMap<Index, number>;
}

/** What becomes of an item: another, none, or (`keep`) what was there. */
export type Next = NewItem | 'remove' | 'keep';

/**
 * Reads the item of a row, lets `decide` say what becomes of it, and writes it with its index entries and counters, all or
 * nothing. `decide` must be pure; what it throws rejects, and nothing is written.
 * @throws ServiceError at once when the table's throughput is used up
 */
export function changeItem<Answer>(
  store: Store,
  table: Table,
  row: Key,
  decide: (old: StoredItem | undefined) => { readonly next: Next; readonly answer: (units: WriteUnits) => Answer },
  cause: ChangeCause = 'client',
): Promise<Answer> {
  const { stream } = table;
  const meter = cause === 'client' ? table.meter : undefined;
  if (stream === undefined && meter === undefined) {
    return store.update([row], ([bytes]) => decided(bytes, undefined));
  }
  let taken: WriteUnits | undefined;
  meter?.admitWrite();
  return store
    .update(stream === undefined ? [row] : [row, stream.headKey], ([bytes, head]) => decided(bytes, head))
    .then((answer) => {
      if (taken !== undefined) meter?.tookWrite(taken);
      return stream === undefined ? answer : stream.committed(answer);
    });

  function decided(bytes: Uint8Array | undefined, head: Uint8Array | undefined): Decision<Answer> {
    const old = bytes === undefined ? undefined : storedItem(bytes);
    const { next, answer } = decide(old);
    const amounts: CounterAmounts = [];
    const { writes, units } = planChange(table, row, old, next, amounts);
    if (meter !== undefined) {
      meter.checkIndexes(units);
      taken = units;
    }
    if (stream !== undefined) {
      const appender = stream.appender(head);
      appendChange(appender, table, stream, old, next, cause);
      writes.push(...appender.writes());
    }
    return { writes, adds: amounts.length > 0 ? [[table.countersKey, amounts]] : [], result: answer(units) };
  }
}

/** The rows that a change writes. What it adds to the table's sums is added to `amounts`. */
export function planChange(
  table: Table,
  row: Key,
  old: StoredItem | undefined,
  next: Next,
  amounts: CounterAmounts,
): { readonly writes: Write[]; readonly units: WriteUnits } {
  const fresh = next === 'remove' || next === 'keep' ? undefined : next;
  const units = { table: writeUnits(Math.max(old?.sizeBytes ?? 0, fresh?.sizeBytes ?? 0)), indexes: new Map() };
  const writes: Write[] = [];
  if (next === 'keep' || (next === 'remove' && old === undefined)) return { writes, units };
  writes.push([row, fresh?.bytes]);
  if (table.history?.keeps()) writes.push(table.history.entry(row, old?.bytes));
  count(
    amounts,
    0,
    (fresh === undefined ? 0 : 1) - (old === undefined ? 0 : 1),
    (fresh?.sizeBytes ?? 0) - (old?.sizeBytes ?? 0),
  );
  if (table.record.timeToLiveAttribute !== undefined) writes.push(...planExpiry(table, row, old, fresh?.item));
  for (const index of table.indexes) {
    const taken = planEntry(table, index, old?.item, fresh, writes, amounts);
    if (taken > 0) units.indexes.set(index, taken);
  }
  return { writes, units };
}

/** Writes an index's entry for a change; answers the units that it takes. */
function planEntry(
  table: Table,
  index: Index,
  old: Readonly<Item> | undefined,
  fresh: NewItem | undefined,
  writes: Write[],
  amounts: CounterAmounts,
): number {
  const oldEntry = old === undefined ? undefined : indexEntry(table, index, old);
  const newEntry = fresh === undefined ? undefined : indexEntry(table, index, fresh.item);
  const { number } = index.record;
  const samePlace =
    oldEntry !== undefined && newEntry !== undefined && Buffer.compare(oldEntry.row, newEntry.row) === 0;
  if (samePlace && Buffer.compare(oldEntry.bytes, newEntry.bytes) === 0) return 0;
  let taken = 0;
  if (oldEntry !== undefined) {
    count(amounts, number, -1, -oldEntry.sizeBytes);
    if (!samePlace) {
      writes.push([oldEntry.row, undefined]);
      taken += writeUnits(oldEntry.sizeBytes);
    }
  }
  if (newEntry !== undefined) {
    count(amounts, number, 1, newEntry.sizeBytes);
    writes.push([newEntry.row, newEntry.bytes]);
    taken += writeUnits(samePlace ? Math.max(oldEntry.sizeBytes, newEntry.sizeBytes) : newEntry.sizeBytes);
  }
  return taken;
}

export interface IndexEntry {
  readonly row: Key;
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

/** An item's entry in an index: `undefined` when the item lacks an attribute of the index's key. */
export function indexEntry(table: Table, index: Index, item: Readonly<Item>): IndexEntry | undefined {
  const row = indexRow(table, index, item);
  if (row === undefined) return undefined;
  const entry = index.projected === undefined ? item : attributesNamed(index.projected, item);
  const sizeBytes = itemSizeBytes(entry);
  return { row, bytes: encodeItem(entry, sizeBytes), sizeBytes };
}

/** A unit for each begun KB, at least one. */
export function writeUnits(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / 1024));
}
