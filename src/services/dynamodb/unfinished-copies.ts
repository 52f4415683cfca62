import { prefixRange, tupleKey } from '../../store/keys.ts';
import type { Store, Write } from '../../store/store.ts';
import { countersRow, rowsOf } from './table.ts';

const UNFINISHED = ['dynamodb', 'unfinished copy'] as const;

/** The number of a table that is being written. `finish` is written with what makes it a table or a backup. */
export interface UnfinishedCopy {
  readonly number: number;
  readonly finish: Write;
}

/** A new number for a copy: what is written under it is removed at the next start, unless it is finished. */
export function startCopy(store: Store): Promise<UnfinishedCopy> {
  const lastNumberKey = tupleKey('dynamodb', 'last table number');
  return store.update([lastNumberKey], ([last]) => {
    const number = last === undefined ? 1 : Number(Buffer.from(last).toString()) + 1;
    const mark = tupleKey(...UNFINISHED, number);
    return {
      writes: [
        [lastNumberKey, Buffer.from(String(number))],
        [mark, Buffer.from(JSON.stringify({ number }))],
      ],
      result: { number, finish: [mark, undefined] },
    };
  });
}

/** Removes what is left of one copy. */
export async function abandonCopy(store: Store, { number, finish }: UnfinishedCopy): Promise<void> {
  const { from, to } = rowsOf(number);
  await store.clear(from, to);
  await store.update([], () => ({ writes: [[countersRow(number), undefined], finish], result: undefined }));
}

/** Removes what is left of copies that a crash ended; no copy may run yet. */
export async function removeUnfinished(store: Store): Promise<void> {
  const { from, to } = prefixRange(tupleKey(...UNFINISHED));
  for (const { key, value } of await store.range(from, to, { limit: 1000 })) {
    const { number } = JSON.parse(Buffer.from(value).toString()) as { number: number };
    await abandonCopy(store, { number, finish: [key, undefined] });
  }
}
