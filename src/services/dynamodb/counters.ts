import { readSums } from '../../store/sums.ts';

/** How many items a table or an index has, and their bytes: added to with every write, in the same transaction. */
export interface Counters {
  readonly items: number;
  readonly sizeBytes: number;
}

/** What changes add to a table's row of sums: items and bytes of the table, then of each index by its number. */
export type CounterAmounts = number[];

export function count(amounts: CounterAmounts, indexNumber: number, items: number, sizeBytes: number): void {
  const at = indexNumber * 2;
  while (amounts.length < at + 2) amounts.push(0);
  amounts[at] = (amounts[at] ?? 0) + items;
  amounts[at + 1] = (amounts[at + 1] ?? 0) + sizeBytes;
}

/** The counters in a table's row; the table itself has the index number 0. */
export function readCounters(row: Uint8Array | undefined): (indexNumber: number) => Counters {
  const sums = readSums(row);
  return (number) => ({ items: sums[number * 2] ?? 0, sizeBytes: sums[number * 2 + 1] ?? 0 });
}
