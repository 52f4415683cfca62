import type { Clock } from '../../std/clock.ts';
import type { Key, Store, Write } from '../../store/store.ts';
import { HISTORY, ROW_PREFIX_BYTES } from './table.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** What a change keeps of a row that was not there; an item has more bytes. */
const ABSENT = Buffer.from([0]);
const TABLE_BYTES = 5;
const MOMENT_BYTES = TABLE_BYTES + 8 + 4;

/**
 * What rows held before their changes, for tables that can be restored to a moment and for tables that are being copied:
 * [history] [table] [milliseconds] [sequence] [row without its prefix] -> the item before.
 */
export interface ChangeHistory {
  /** Whether a table's changes must be kept, given its record's own wish. */
  keeps(tableNumber: number, continuous: boolean): boolean;
  /** The entry of a change of a row that held `old`. */
  entry(tableNumber: number, row: Key, old: Uint8Array | undefined): Write;
  /** This moment; changes from now on belong to a later one. */
  endMoment(): number;
  /** Keeps the changes of a table while `work` runs. */
  whileKept<Result>(tableNumber: number, work: () => Promise<Result>): Promise<Result>;
}

export interface HistoryEntry {
  /** Where the row is within its table. */
  readonly place: Uint8Array;
  readonly old: Uint8Array | undefined;
}

/** `prune` is called at most once an hour, when there are changes. */
export function changeHistory(clock: Clock, prune: () => void): ChangeHistory {
  const kept = new Map<number, number>();
  let last = 0;
  let sequence = 0;
  let pruneAt = clock.now() + HOUR_MS;

  return {
    keeps: (tableNumber, continuous) => continuous || kept.has(tableNumber),

    entry(tableNumber, row, old) {
      last = Math.max(last, clock.now());
      sequence = (sequence + 1) >>> 0;
      if (last >= pruneAt) {
        pruneAt = last + HOUR_MS;
        prune();
      }
      const head = Buffer.alloc(MOMENT_BYTES);
      writeMoment(head, tableNumber, last);
      head.writeUInt32BE(sequence, MOMENT_BYTES - 4);
      return [Buffer.concat([head, row.subarray(ROW_PREFIX_BYTES)]), old ?? ABSENT];
    },

    endMoment() {
      const moment = Math.max(last, clock.now());
      last = moment + 1;
      return moment;
    },

    async whileKept(tableNumber, work) {
      kept.set(tableNumber, (kept.get(tableNumber) ?? 0) + 1);
      try {
        return await work();
      } finally {
        const others = (kept.get(tableNumber) ?? 1) - 1;
        if (others === 0) kept.delete(tableNumber);
        else kept.set(tableNumber, others);
      }
    },
  };
}

/** The entries of a table from `fromMs` on and before `toMs`. */
export function historyRange(tableNumber: number, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER) {
  const [from, to] = [Buffer.alloc(TABLE_BYTES + 8), Buffer.alloc(TABLE_BYTES + 8)];
  writeMoment(from, tableNumber, fromMs);
  writeMoment(to, tableNumber, toMs);
  return { from, to };
}

export function historyEntry({ key, value }: { readonly key: Key; readonly value: Uint8Array }): HistoryEntry {
  return { place: key.subarray(MOMENT_BYTES), old: value.length === ABSENT.length ? undefined : value };
}

/** Forgets what is older than the days that a table can be restored within. */
export async function pruneHistory(
  store: Store,
  clock: Clock,
  tables: Iterable<{ readonly number: number; readonly days: number }>,
): Promise<void> {
  for (const { number, days } of tables) {
    const { from, to } = historyRange(number, 0, clock.now() - days * DAY_MS);
    await store.clear(from, to);
  }
}

/** Sequence numbers begin anew after 2^32 changes: within one millisecond no process makes as many. */
function writeMoment(bytes: Buffer, tableNumber: number, atMs: number): void {
  bytes[0] = HISTORY;
  bytes.writeUInt32BE(tableNumber, 1);
  bytes.writeBigUInt64BE(BigInt(Math.max(0, atMs)), TABLE_BYTES);
}
