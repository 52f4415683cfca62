import { afterKey } from '../../store/keys.ts';
import type { Row, Store } from '../../store/store.ts';
import { type Condition, evaluateCondition } from './expressions/index.ts';
import { attributesNamed, itemRow, type RowRange } from './item-key.ts';
import { MAX_PAGE_BYTES } from './limits.ts';
import { type StoredItem, storedItem } from './stored-item.ts';
import type { Index, Table } from './table.ts';
import type { Item } from './values/attribute-value.ts';

export interface PageRequest {
  readonly table: Table;
  /** Reads this index instead of the table. */
  readonly index: Index | undefined;
  readonly range: RowRange;
  readonly reverse: boolean;
  readonly limit: number | undefined;
  readonly filter: Condition | undefined;
  /** Entries of a local index are completed with the whole items of the table. */
  readonly wholeItems: boolean;
}

export interface Page {
  /** What the filter let through. */
  readonly items: readonly StoredItem[];
  readonly scannedCount: number;
  /** There when the page ended at its limit: the place to go on from. */
  readonly lastKey: Item | undefined;
  /** Bytes read before the filter, from the index (or the table when there is none) ... */
  readonly bytes: number;
  /** ... and the whole items, one by one, that completed entries of a local index. */
  readonly itemSizes: readonly number[];
}

const FIRST_ROWS = 50;
const MAX_ROWS = 1000;

/** Reads one page of a Query or Scan: up to `limit` items or 1 MB, before the filter. */
export async function readPage(store: Store, request: PageRequest): Promise<Page> {
  const { table, index, reverse, filter, limit = Number.POSITIVE_INFINITY } = request;
  table.meter?.admitRead(index);
  let { from, to } = request.range;
  const items: StoredItem[] = [];
  const itemSizes: number[] = [];
  let scannedCount = 0;
  let bytes = 0;
  let rowsAtOnce = FIRST_ROWS;
  let last: StoredItem | undefined;

  while (scannedCount < limit && bytes < MAX_PAGE_BYTES) {
    const size = Math.min(rowsAtOnce, limit - scannedCount);
    const rows = await store.range(from, to, { limit: size, reverse });
    let lastRow: Row | undefined;
    for (const row of rows) {
      if (bytes >= MAX_PAGE_BYTES) break;
      lastRow = row;
      last = storedItem(row.value);
      scannedCount++;
      bytes += last.sizeBytes;
      let found = last;
      if (request.wholeItems) {
        const whole = await store.get(itemRow(table, last.item));
        if (whole === undefined) continue;
        found = storedItem(whole);
        itemSizes.push(found.sizeBytes);
      }
      if (filter === undefined || evaluateCondition(filter, found.item)) items.push(found);
    }
    if (lastRow === undefined || (rows.length < size && bytes < MAX_PAGE_BYTES)) {
      return { items, scannedCount, lastKey: undefined, bytes, itemSizes };
    }
    if (reverse) to = lastRow.key;
    else from = afterKey(lastRow.key);
    const rowsLeft = Math.ceil((MAX_PAGE_BYTES - bytes) / Math.max(1, bytes / scannedCount));
    rowsAtOnce = Math.min(MAX_ROWS, Math.max(1, rowsLeft));
  }
  const lastKey = last === undefined ? undefined : attributesNamed(pageKeyNames(table, index), last.item);
  return { items, scannedCount, lastKey, bytes, itemSizes };
}

/** The attributes of a `LastEvaluatedKey`: the table's key and, of an index, the index's too. */
export function pageKeyNames(table: Table, index: Index | undefined): ReadonlySet<string> {
  const indexKeys = index?.record.keySchema.map(({ AttributeName }) => AttributeName) ?? [];
  return new Set([...table.keyNames, ...indexKeys]);
}
