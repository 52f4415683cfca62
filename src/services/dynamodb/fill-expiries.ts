import { afterKey, afterPrefix } from '../../store/keys.ts';
import type { Store, Write } from '../../store/store.ts';
import { storedItem } from './stored-item.ts';
import type { Table } from './table.ts';
import { clearExpiries, expiryOf, expiryRow } from './time-to-live.ts';

const ITEMS_AT_ONCE = 500;

/**
 * Writes when the items expire that were there before the table had a time to live. Others may write meanwhile. Begins
 * anew what a crash left half done.
 */
export async function fillExpiries(store: Store, table: Table): Promise<void> {
  await clearExpiries(store, table.record.number);
  // Behind this all writes are committed that began when the table did not have the time to live.
  await store.update([], () => ({ writes: [], result: undefined }));
  const attribute = table.record.timeToLiveAttribute;
  const to = afterPrefix(table.prefix);
  for (let from: Uint8Array = table.prefix; ; ) {
    const rows = await store.range(from, to, { limit: ITEMS_AT_ONCE });
    const last = rows.at(-1);
    if (last === undefined) return;
    const keys = rows.map((row) => row.key);
    await store.update(keys, (values) => {
      const writes: Write[] = [];
      for (const [at, key] of keys.entries()) {
        const bytes = values[at];
        const seconds = bytes === undefined ? undefined : expiryOf(attribute, storedItem(bytes).item);
        if (seconds !== undefined) writes.push([expiryRow(table, seconds, key), new Uint8Array()]);
      }
      return { writes, result: undefined };
    });
    from = afterKey(last.key);
  }
}
