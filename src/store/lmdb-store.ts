import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { open } from 'lmdb';
import type { Clock } from '../std/clock.ts';
import { openCheckpointFile, readBootId, readCheckpoint, removeCheckpoint, restoreMetaPages } from './checkpoint.ts';
import { lockDataDir } from './data-lock.ts';
import { checkpointFlusher, type Flusher } from './flusher.ts';
import { checkKey, compareKeys } from './keys.ts';
import type { Decision, Key, Row, Store } from './store.ts';
import { refusal, unreadable } from './store-refusal.ts';
import { addAmounts, addToSums } from './sums.ts';

export interface LmdbStoreOptions {
  /** A folder of the store's own; made when it is not there. */
  readonly path: string;
  /** What an acknowledged write survives: a crash of this process (and it is on disk within a second), or of the machine. */
  readonly durability: 'process' | 'disk';
  readonly clock: Clock;
  /** Told in one sentence what the user should know of the data: that the last moments before a power cut are lost. */
  readonly onNotice?: (message: string) => void;
  /** The present run of the machine, when it is not the system's own answer. */
  readonly bootId?: string | undefined;
}

/** Pages of this size let a key have `MAX_KEY_BYTES`. */
const PAGE_SIZE = 8192;
/** What a commit writes at least: the pages from the root to a leaf and the list of free pages. */
const COMMIT_BYTES = 5 * PAGE_SIZE;

interface Pending {
  readonly keys: readonly Key[];
  readonly decide: (values: readonly (Uint8Array | undefined)[]) => Decision<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Database = RootDatabase<Uint8Array, Uint8Array> & { sync(done: (error?: unknown) => void): void };

/**
 * Opens the store in `path`, alone: a second process is refused. All updates of one turn of the event loop commit together
 * and are acknowledged after the commit, with `disk` after the flush that follows it.
 *
 * A commit goes to the system's page cache, where a crash of this process does not touch it. A flush takes a checkpoint:
 * after a crash of the machine the store opens the last one, which is whole, and says so.
 * @throws UserError SAMLET_DATA_IN_USE, SAMLET_DATA_UNREADABLE, SAMLET_DISK_FULL, SAMLET_DATA_READ_ONLY
 */
export async function openLmdbStore(options: LmdbStoreOptions): Promise<Store> {
  const { path, clock, onNotice = () => {} } = options;
  let release = () => {};
  try {
    mkdirSync(path, { recursive: true });
    release = lockDataDir(path).release;
    const bootId = 'bootId' in options ? options.bootId : readBootId();
    const dataFile = join(path, 'data.mdb');
    const file = join(path, 'checkpoint');
    const last = existsSync(dataFile) ? readCheckpoint(file) : undefined;
    // A run of the machine that has no name cannot be told from the next one: only what was flushed is safe there.
    if (last !== undefined && (bootId === undefined || last.bootId !== bootId)) {
      restoreMetaPages(dataFile, last.metaPages);
      onNotice(
        `The machine went down while samlet was running: ${path} is as it was at the last flush, up to a second earlier.`,
      );
    }
    const db = openDatabase(path);
    const checkpoints = await openCheckpointFile(file);
    const flusher = await checkpointFlusher({
      db,
      path,
      dataFile,
      pageSize: PAGE_SIZE,
      checkpoints,
      clock,
      onNotice,
      bootId,
    });
    const flushFirst = options.durability === 'disk' || bootId === undefined;
    return storeOn(db, path, flusher, flushFirst, async () => {
      try {
        await flusher.close();
        await db.close();
        removeCheckpoint(file);
      } finally {
        await checkpoints.close();
        release();
      }
    });
  } catch (error) {
    release();
    throw unreadable(error, path);
  }
}

function openDatabase(path: string): Database {
  return open<Uint8Array, Uint8Array>({
    path,
    pageSize: PAGE_SIZE,
    keyEncoding: 'binary',
    encoding: 'binary',
    // The flusher says when.
    noSync: true,
    overlappingSync: false,
    // Address space, not memory or disk, except on Windows, where the file has the map's size. It grows by itself.
    ...(process.platform === 'win32' ? {} : { mapSize: 1024 ** 3 }),
  }) as Database;
}

function storeOn(db: Database, path: string, flusher: Flusher, flushFirst: boolean, close: () => Promise<void>): Store {
  let pending: Pending[] = [];
  let scheduled = false;
  let closed = false;

  /** Runs all that is pending in one transaction, each decision by itself; what throws writes nothing. */
  function commit(): void {
    scheduled = false;
    const batch = pending;
    pending = [];
    if (batch.length === 0) return;
    const outcomes: (() => void)[] = [];
    let bytes = COMMIT_BYTES;
    try {
      // Braces: a callback that answered a promise would leave the transaction open until it resolves.
      db.transactionSync(() => {
        // Sums are written once a commit, however many updates add to them.
        const added = new Map<Key, number[]>();
        for (const one of batch) {
          const decision = decideOne(one, outcomes);
          if (decision !== undefined) bytes += writeOne(decision, added);
        }
        for (const [key, amounts] of added) db.put(key, addToSums(db.getBinary(key), amounts));
      }, 2);
    } catch (error) {
      const reason = refusal(error, path);
      for (const one of batch) one.reject(reason);
      return;
    }
    const acknowledge = () => {
      for (const outcome of outcomes) outcome();
    };
    flusher.written(bytes);
    if (!flushFirst) acknowledge();
    else {
      flusher.flush().then(acknowledge, (error) => {
        for (const one of batch) one.reject(error);
      });
    }
  }

  function decideOne(one: Pending, outcomes: (() => void)[]): Decision<unknown> | undefined {
    try {
      const decision = one.decide(one.keys.map((key) => db.getBinary(key)));
      for (const [key] of decision.writes) checkKey(key);
      const { result } = decision;
      outcomes.push(() => one.resolve(result));
      return decision;
    } catch (error) {
      outcomes.push(() => one.reject(error));
      return undefined;
    }
  }

  function writeOne({ writes, adds = [] }: Decision<unknown>, added: Map<Key, number[]>): number {
    let bytes = 0;
    for (const [key, value] of writes) {
      if (value === undefined) db.remove(key);
      else db.put(key, value);
      bytes += key.length + (value?.length ?? 0);
    }
    for (const [key, amounts] of adds) {
      const sums = added.get(key);
      if (sums === undefined) added.set(key, [...amounts]);
      else addAmounts(sums, amounts);
    }
    return bytes;
  }

  const store: Store = {
    get: (key) => db.getBinary(key),

    range(from, to, { limit, reverse = false }) {
      const rows: Row[] = [];
      if (limit <= 0 || compareKeys(from, to) >= 0) return rows;
      const range = reverse
        ? { start: to, end: from, exclusiveStart: true, inclusiveEnd: true, reverse: true, limit }
        : { start: from, end: to, limit };
      for (const row of db.getRange(range)) rows.push(row);
      return rows;
    },

    update(keys, decide) {
      if (closed) return Promise.reject(new Error('the store is closed'));
      return new Promise((resolve, reject) => {
        pending.push({ keys, decide, resolve: resolve as (result: unknown) => void, reject });
        if (scheduled) return;
        scheduled = true;
        setImmediate(commit);
      });
    },

    async clear(from, to) {
      for (;;) {
        const keys = [...db.getKeys({ start: from, end: to, limit: 1000 })];
        if (keys.length === 0) return;
        await store.update([], () => ({
          writes: keys.map((key) => [key, undefined] as const),
          result: undefined,
        }));
      }
    },

    flush() {
      commit();
      return flusher.flush();
    },

    async close() {
      if (closed) return;
      closed = true;
      commit();
      await close();
    },
  };
  return store;
}
