import { afterPrefix } from '../../store/keys.ts';
import type { Store } from '../../store/store.ts';
import { changeItem } from './change-item.ts';
import type { Table } from './table.ts';
import { expiryMoment, expiryOf, MOMENT_BYTES } from './time-to-live.ts';

/** DynamoDB takes an older time for a mistake and leaves the item alone. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;
const ITEMS_AT_ONCE = 200;

/** Deletes the items of a table whose time has come, as DynamoDB itself, in the order of their times. */
export async function deleteExpired(store: Store, table: Table, nowMs: number): Promise<void> {
  const attribute = table.record.timeToLiveAttribute;
  const now = nowMs / 1000;
  const from = expiryMoment(table.record.number, Math.max(0, now - OLDEST_SECONDS));
  const to = afterPrefix(expiryMoment(table.record.number, now));
  for (;;) {
    const due = await store.range(from, to, { limit: ITEMS_AT_ONCE });
    if (due.length === 0) return;
    await Promise.all(
      due.map(async ({ key }) => {
        const row = Buffer.concat([table.prefix, key.subarray(MOMENT_BYTES)]);
        const isDue = await changeItem(
          store,
          table,
          row,
          (old) => {
            const seconds = expiryOf(attribute, old?.item);
            const due = seconds !== undefined && seconds <= now;
            return { next: due ? 'remove' : 'keep', answer: () => due };
          },
          'timeToLive',
        );
        // The time of an item that was written without knowing of the time to live.
        if (!isDue) await store.update([], () => ({ writes: [[key, undefined]], result: undefined }));
      }),
    );
  }
}
