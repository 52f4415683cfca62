import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RootDatabase, Transaction } from 'lmdb';
import { open } from 'lmdb';
import type { Clock } from '../std/clock.ts';
import { UserError } from '../std/user-error.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  readBootId,
  readCheckpoint,
  readMetaPages,
  removeCheckpoint,
  restoreMetaPages,
  writeCheckpoint,
} from './checkpoint.ts';
import { lockDataDir } from './data-lock.ts';
import { checkKey, compareKeys } from './keys.ts';
import type { Decision, Key, Row, Store } from './store.ts';
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
const FLUSH_AFTER_MS = 1000;
/** Pages freed since the last checkpoint cannot be used again before the next one: this much may wait. */
const FLUSH_AFTER_BYTES = 64 * 1024 * 1024;
/** What a commit writes at least: the pages from the root to a leaf and the list of free pages. */
const COMMIT_BYTES = 5 * PAGE_SIZE;

type Values = readonly (Uint8Array | undefined)[];

interface Pending {
  readonly keys: readonly Key[];
  readonly decide: (values: Values) => Decision<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Database = RootDatabase<Uint8Array, Uint8Array> & { sync(done: (error?: unknown) => void): void };

/**
 * Opens the store in `path`, alone: a second process is refused. All updates of one turn of the event loop commit together
 * and are acknowledged after the commit.
 *
 * With `process`, commits are not flushed one by one; a checkpoint within a second makes them durable. After a crash of the
 * machine the store opens the last checkpoint, which is whole, and says so.
 * @throws UserError SAMLET_DATA_IN_USE, SAMLET_DATA_UNREADABLE
 */
export async function openLmdbStore(options: LmdbStoreOptions): Promise<Store> {
  const { path, clock, onNotice = () => {} } = options;
  mkdirs(path);
  const lock = lockDataDir(path);
  try {
    const bootId = 'bootId' in options ? options.bootId : readBootId();
    const dataFile = join(path, 'data.mdb');
    const checkpointFile = join(path, 'checkpoint');
    const last = existsSync(dataFile) ? readCheckpoint(checkpointFile) : undefined;
    if (last !== undefined && last.bootId !== bootId) {
      restoreMetaPages(dataFile, last.metaPages);
      onNotice(
        `The machine went down while samlet was running: ${path} is as it was at the last flush, up to a second earlier.`,
      );
    }
    // A run of the machine that has no name cannot be told from the next one: only flushed commits are safe there.
    const unflushed = options.durability === 'process' && bootId !== undefined;
    const db = openDatabase(path, unflushed);
    const store = unflushed
      ? await storeWithCheckpoints({ db, clock, onNotice, bootId, dataFile, checkpointFile, release: lock.release })
      : await storeWithFlushes({ db, checkpointFile, release: lock.release });
    return store;
  } catch (error) {
    lock.release();
    throw unreadable(error, path);
  }
}

function mkdirs(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw unreadable(error, path);
  }
}

function openDatabase(path: string, noSync: boolean): Database {
  return open<Uint8Array, Uint8Array>({
    path,
    pageSize: PAGE_SIZE,
    keyEncoding: 'binary',
    encoding: 'binary',
    noSync,
    overlappingSync: false,
    // Address space, not memory or disk, except on Windows, where the file has the map's size. It grows by itself.
    ...(process.platform === 'win32' ? {} : { mapSize: 1024 ** 3 }),
  }) as Database;
}

function unreadable(error: unknown, path: string): unknown {
  if (error instanceof UserError) return error;
  const { message = String(error) } = error as Error;
  return new UserError('SAMLET_DATA_UNREADABLE', `the data cannot be opened: ${message}`, {
    where: path,
    hint: 'Is the folder writable, and is there room on the disk? `samlet reset` starts with empty data.',
    cause: error,
  });
}

/** What the caller of an update sees when a commit fails: reads go on, and nothing of the commit is kept. */
function refusal(error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (/no space left|ENOSPC|MAP_FULL/i.test(text)) {
    return new UserError('SAMLET_DISK_FULL', `nothing can be written: ${text}`, {
      hint: 'Make room on the disk of the data directory. Reads go on, and nothing that was acknowledged is lost.',
      cause: error,
    });
  }
  if (/read-only|permission denied|EACCES|EROFS/i.test(text)) {
    return new UserError('SAMLET_DATA_READ_ONLY', `nothing can be written: ${text}`, {
      hint: 'The data directory has become read-only.',
      cause: error,
    });
  }
  return error;
}

interface Engine {
  /** Runs `work` in a write transaction and resolves when its writes are as durable as promised; rejects when nothing was kept. */
  readonly commit: (work: () => void) => Promise<void> | undefined;
  readonly written: (bytes: number) => void;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

function storeOn(db: Database, engine: Engine): Store {
  let pending: Pending[] = [];
  let scheduled = false;
  let running: Promise<void> | undefined;
  let closed = false;

  function schedule(): void {
    if (scheduled || running !== undefined || pending.length === 0) return;
    scheduled = true;
    setImmediate(run);
  }

  function run(): void {
    scheduled = false;
    const batch = pending;
    pending = [];
    if (batch.length === 0) return;
    const outcomes: (() => void)[] = [];
    let bytes = 0;
    const fail = (error: unknown) => {
      const reason = refusal(error);
      for (const one of batch) one.reject(reason);
    };
    const work = () => {
      outcomes.length = 0;
      bytes = 0;
      // Sums are written once a commit, however many updates add to them.
      const added = new Map<Key, number[]>();
      for (const one of batch) {
        let decision: Decision<unknown>;
        try {
          decision = one.decide(one.keys.map((key) => db.getBinary(key)));
          for (const [key] of decision.writes) checkKey(key);
        } catch (error) {
          outcomes.push(() => one.reject(error));
          continue;
        }
        for (const [key, value] of decision.writes) {
          if (value === undefined) db.remove(key);
          else db.put(key, value);
          bytes += key.length + (value?.length ?? 0);
        }
        for (const [key, amounts] of decision.adds ?? []) {
          const sums = added.get(key);
          if (sums === undefined) added.set(key, [...amounts]);
          else addAmounts(sums, amounts);
        }
        const { result } = decision;
        outcomes.push(() => one.resolve(result));
      }
      for (const [key, amounts] of added) db.put(key, addToSums(db.getBinary(key), amounts));
    };
    const acknowledge = () => {
      for (const outcome of outcomes) outcome();
      engine.written(bytes);
    };
    try {
      const committed = engine.commit(work);
      if (committed === undefined) {
        acknowledge();
        return;
      }
      running = committed.then(acknowledge, fail).finally(() => {
        running = undefined;
        schedule();
      });
    } catch (error) {
      fail(error);
    }
  }

  /** Resolves once the updates that were asked for before are committed; later ones may come without end. */
  async function settle(): Promise<void> {
    await running;
    if (running === undefined) run();
    await running;
  }

  return {
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
        schedule();
      });
    },

    async clear(from, to) {
      for (;;) {
        const keys = [...db.getKeys({ start: from, end: to, limit: 1000 })];
        if (keys.length === 0) return;
        await this.update([], () => ({
          writes: keys.map((key) => [key, undefined] as const),
          result: undefined,
        }));
      }
    },

    async flush() {
      await settle();
      await engine.flush();
    },

    async close() {
      if (closed) return;
      closed = true;
      await settle();
      await engine.close();
    },
  };
}

/** Each commit is on disk before it is acknowledged; LMDB flushes in a thread while the next updates gather. */
async function storeWithFlushes(parts: { db: Database; checkpointFile: string; release: () => void }): Promise<Store> {
  const { db } = parts;
  await synced(db);
  removeCheckpoint(parts.checkpointFile);
  return storeOn(db, {
    commit: (work) =>
      db
        .transaction(() => {
          work();
        })
        .then(() => {}),
    written: () => {},
    flush: () => synced(db),
    async close() {
      await db.close();
      parts.release();
    },
  });
}

const synced = (db: Database) =>
  new Promise<void>((resolve, reject) => db.sync((error) => (error ? reject(refusal(error)) : resolve())));

/** Commits go to the system's page cache at once and to the disk with the next checkpoint. */
async function storeWithCheckpoints(parts: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onNotice: (message: string) => void;
  readonly bootId: string;
  readonly dataFile: string;
  readonly checkpointFile: string;
  readonly release: () => void;
}): Promise<Store> {
  const { db, clock, bootId, dataFile, checkpointFile } = parts;
  const stopping = new AbortController();
  let reader: Transaction | undefined;
  let unflushedBytes = 0;
  let timer = false;
  let checkpointing: Promise<void> | undefined;

  async function takeCheckpoint(): Promise<void> {
    // No commit comes between these lines: reader and meta pages are of one snapshot.
    db.resetReadTxn();
    const next = db.useReadTransaction();
    const checkpoint: Checkpoint = { bootId, metaPages: readMetaPages(dataFile, PAGE_SIZE) };
    const bytes = unflushedBytes;
    unflushedBytes = 0;
    try {
      await synced(db);
      writeCheckpoint(checkpointFile, checkpoint);
    } catch (error) {
      next.done();
      unflushedBytes += bytes;
      throw error;
    }
    reader?.done();
    reader = next;
  }

  /** Resolves when a checkpoint that began after this call is there. */
  async function flush(): Promise<void> {
    while (checkpointing !== undefined) await checkpointing.catch(() => {});
    checkpointing = takeCheckpoint().finally(() => {
      checkpointing = undefined;
    });
    return checkpointing;
  }

  const flushAndTell = () =>
    flush().catch((error) => parts.onNotice(`The data could not be flushed to disk: ${error}`));

  async function flushSoon(): Promise<void> {
    timer = true;
    try {
      await clock.sleep(FLUSH_AFTER_MS, stopping.signal);
    } catch {
      return;
    }
    timer = false;
    if (unflushedBytes > 0) await flushAndTell();
  }

  await takeCheckpoint();
  return storeOn(db, {
    commit(work) {
      // Braces: a callback that answered a promise would leave the transaction open until it resolves.
      db.transactionSync(() => {
        work();
      }, 2);
      return undefined;
    },
    written(bytes) {
      unflushedBytes += bytes + COMMIT_BYTES;
      if (unflushedBytes > FLUSH_AFTER_BYTES && checkpointing === undefined) void flushAndTell();
      else if (!timer) void flushSoon();
    },
    flush,
    async close() {
      stopping.abort();
      try {
        await flush();
        reader?.done();
        await db.close();
        removeCheckpoint(checkpointFile);
      } finally {
        parts.release();
      }
    },
  });
}
