import { afterPrefix } from '../../store/keys.ts';
import type { Key, Store, Write } from '../../store/store.ts';
import type { StoredItem } from './stored-item.ts';
import { EXPIRIES, ROW_PREFIX_BYTES, type Table } from './table.ts';
import { attributeOf, type Item } from './values/attribute-value.ts';

/**
 * When the items of tables with a time to live expire: [expiries] [table] [seconds] [row without its prefix], written with
 * each change, so that a sweep reads what is due and nothing else.
 */

const TABLE_BYTES = 5;
/** Where the item's place begins in the row of its time. */
export const MOMENT_BYTES = TABLE_BYTES + 8;
const NOTHING = new Uint8Array();

/** The seconds since the epoch at which an item expires; `undefined` when it does not. */
export function expiryOf(attribute: string | undefined, item: Readonly<Item> | undefined): number | undefined {
  if (attribute === undefined || item === undefined) return undefined;
  const value = attributeOf(item, attribute);
  if (value === undefined || !('N' in value)) return undefined;
  const seconds = Number(value.N);
  return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}

/** What the rows of this time begin with. */
export function expiryMoment(tableNumber: number, seconds: number): Buffer {
  const key = Buffer.alloc(MOMENT_BYTES);
  key[0] = EXPIRIES;
  key.writeUInt32BE(tableNumber, 1);
  key.writeDoubleBE(seconds, TABLE_BYTES);
  return key;
}

export function expiryRow({ record }: Table, seconds: number, row: Key): Key {
  return Buffer.concat([expiryMoment(record.number, seconds), row.subarray(ROW_PREFIX_BYTES)]);
}

/** Removes the times of all items of a table. */
export function clearExpiries(store: Store, tableNumber: number): Promise<void> {
  const prefix = expiryMoment(tableNumber, 0).subarray(0, TABLE_BYTES);
  return store.clear(prefix, afterPrefix(prefix));
}

/** What a change writes of an item's time. */
export function planExpiry(
  table: Table,
  row: Key,
  old: StoredItem | undefined,
  fresh: Readonly<Item> | undefined,
): Write[] {
  const attribute = table.record.timeToLiveAttribute;
  const [before, after] = [expiryOf(attribute, old?.item), expiryOf(attribute, fresh)];
  if (before === after) return [];
  const writes: Write[] = [];
  if (before !== undefined) writes.push([expiryRow(table, before, row), undefined]);
  if (after !== undefined) writes.push([expiryRow(table, after, row), NOTHING]);
  return writes;
}
