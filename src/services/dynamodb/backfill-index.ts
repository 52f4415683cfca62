import { afterKey, afterPrefix } from '../../store/keys.ts';
import type { Store, Write } from '../../store/store.ts';
import { indexEntry } from './change-item.ts';
import { type CounterAmounts, count, readCounters } from './counters.ts';
import { storedItem } from './stored-item.ts';
import type { Index, Table } from './table.ts';

const ITEMS_AT_ONCE = 500;

/**
 * Writes the entries of new indexes for the items that are there. Nobody may write to the table meanwhile. Begins anew
 * what a crash left half done.
 */
export async function backfillIndexes(store: Store, table: Table): Promise<void> {
  // Behind this all writes are committed that began when the table did not have the index.
  await store.update([], () => ({ writes: [], result: undefined }));
  const fresh = table.indexes.filter((index) => index.record.backfilling);
  for (const index of fresh) await store.clear(index.prefix, afterPrefix(index.prefix));
  const counted = readCounters(await store.get(table.countersKey));
  const forgotten: CounterAmounts = [];
  for (const { record } of fresh) {
    const { items, sizeBytes } = counted(record.number);
    count(forgotten, record.number, -items, -sizeBytes);
  }
  await store.update([], () => ({ writes: [], adds: [[table.countersKey, forgotten]], result: undefined }));
  const to = afterPrefix(table.prefix);
  for (let from: Uint8Array = table.prefix; ; ) {
    const rows = await store.range(from, to, { limit: ITEMS_AT_ONCE });
    const last = rows.at(-1);
    if (last === undefined) return;
    const items = rows.map((row) => storedItem(row.value).item);
    await store.update([], () => {
      const amounts: CounterAmounts = [];
      const writes: Write[] = [];
      for (const index of fresh) for (const item of items) addEntry(table, index, item, amounts, writes);
      return { writes, adds: [[table.countersKey, amounts]], result: undefined };
    });
    from = afterKey(last.key);
  }
}

function addEntry(
  table: Table,
  index: Index,
  item: Parameters<typeof indexEntry>[2],
  amounts: CounterAmounts,
  writes: Write[],
): void {
  const entry = indexEntry(table, index, item);
  if (entry === undefined) return;
  writes.push([entry.row, entry.bytes]);
  count(amounts, index.record.number, 1, entry.sizeBytes);
}
