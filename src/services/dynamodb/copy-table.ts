import { afterKey, afterPrefix } from '../../store/keys.ts';
import type { Store, Write } from '../../store/store.ts';
import { historyEntry, historyRange } from './change-history.ts';
import { indexEntry, planChange } from './change-item.ts';
import { type CounterAmounts, count } from './counters.ts';
import type { DynamodbState } from './state.ts';
import { storedItem } from './stored-item.ts';
import { ROW_PREFIX_BYTES, type Table } from './table.ts';

const ITEMS_AT_ONCE = 500;

/**
 * Writes the items that `source` had at a moment (by default this one) into `target`, which nobody else uses yet. Clients
 * may change the source meanwhile: what they do is kept, and undone in the copy.
 */
export async function copyTable(state: DynamodbState, source: Table, target: Table, atMs?: number): Promise<void> {
  const { store, history } = state;
  const { number } = source.record;
  await history.whileKept(number, async () => {
    // Behind this all writes are committed that began when the history was not kept, or in this moment.
    await store.update([], () => ({ writes: [], result: undefined }));
    const moment = history.endMoment();
    await store.update([], () => ({ writes: [], result: undefined }));
    await copyItems(store, source, target);
    await undoChanges(store, number, target, (atMs ?? moment) + 1, history.endMoment() + 1);
  });
  const { record } = (await state.tables.find(source.record, source.record.name)) ?? source;
  if (history.keeps(number, record.number === number && record.pointInTimeRecovery !== undefined)) return;
  const { from, to } = historyRange(number);
  await store.clear(from, to);
}

async function copyItems(store: Store, source: Table, target: Table): Promise<void> {
  const to = afterPrefix(source.prefix);
  for (let from: Uint8Array = source.prefix; ; ) {
    const rows = await store.range(from, to, { limit: ITEMS_AT_ONCE });
    const last = rows.at(-1);
    if (last === undefined) return;
    await store.update([], () => {
      const amounts: CounterAmounts = [];
      const writes: Write[] = [];
      for (const { key, value } of rows) {
        const stored = storedItem(value);
        writes.push([placed(target, key.subarray(ROW_PREFIX_BYTES)), value]);
        count(amounts, 0, 1, stored.sizeBytes);
        for (const index of target.indexes) {
          const entry = indexEntry(target, index, stored.item);
          if (entry === undefined) continue;
          count(amounts, index.record.number, 1, entry.sizeBytes);
          writes.push([entry.row, entry.bytes]);
        }
      }
      return { writes, adds: [[target.countersKey, amounts]], result: undefined };
    });
    from = afterKey(last.key);
  }
}

/** Takes back the changes of a time, the last one first. */
async function undoChanges(store: Store, number: number, target: Table, fromMs: number, toMs: number): Promise<void> {
  let { from, to }: { from: Uint8Array; to: Uint8Array } = historyRange(number, fromMs, toMs);
  for (;;) {
    const entries = await store.range(from, to, { limit: ITEMS_AT_ONCE, reverse: true });
    const last = entries.at(-1);
    if (last === undefined) return;
    // Of several changes of a row, the earliest tells what was there before all of them.
    const before = new Map(
      entries.map(historyEntry).map(({ place, old }) => [Buffer.from(place).toString('latin1'), { place, old }]),
    );
    await Promise.all([...before.values()].map(({ place, old }) => putBack(store, target, place, old)));
    to = last.key;
  }
}

function putBack(store: Store, target: Table, place: Uint8Array, old: Uint8Array | undefined): Promise<void> {
  const row = placed(target, place);
  return store.update([row], ([bytes]) => {
    const amounts: CounterAmounts = [];
    const present = bytes === undefined ? undefined : storedItem(bytes);
    const stored = old === undefined ? undefined : storedItem(old);
    const next = stored && { item: stored.item, sizeBytes: stored.sizeBytes, bytes: stored.bytes };
    const { writes } = planChange(target, row, present, next ?? 'remove', amounts);
    return { writes, adds: amounts.length > 0 ? [[target.countersKey, amounts]] : [], result: undefined };
  });
}

function placed(target: Table, place: Uint8Array): Buffer {
  return Buffer.concat([target.prefix, place]);
}
