import type { Transaction } from 'lmdb';
import type { Clock } from '../std/clock.ts';
import { type Checkpoint, type CheckpointFile, readMetaPages } from './checkpoint.ts';
import { refusal } from './store-refusal.ts';

const FLUSH_AFTER_MS = 1000;
/** Pages freed since the last checkpoint cannot be used again before the next one: this much may wait. */
const FLUSH_AFTER_BYTES = 64 * 1024 * 1024;

/** Brings commits to the disk: within a second, sooner when they are many, and when asked. */
export interface Flusher {
  /** Says that a commit of about so many bytes was made. */
  written(bytes: number): void;
  /** Resolves when everything that was committed before the call is on disk. */
  flush(): Promise<void>;
  /** Flushes for the last time. */
  close(): Promise<void>;
}

interface Flushed {
  sync(done: (error?: unknown) => void): void;
  resetReadTxn(): void;
  useReadTransaction(): Transaction;
}

/** Takes a checkpoint at each flush, the first one before it resolves: nothing may be written before. */
export async function checkpointFlusher(parts: {
  readonly db: Flushed;
  readonly path: string;
  readonly dataFile: string;
  readonly pageSize: number;
  readonly checkpoints: CheckpointFile;
  readonly clock: Clock;
  readonly onNotice: (message: string) => void;
  readonly bootId: string | undefined;
}): Promise<Flusher> {
  const { db, path, checkpoints, clock } = parts;
  const stopping = new AbortController();
  let reader: Transaction | undefined;
  let unflushedBytes = 0;
  let waiting = false;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function takeCheckpoint(): Promise<void> {
    // No commit comes between these lines: reader and meta pages are of one snapshot.
    db.resetReadTxn();
    const snapshot = db.useReadTransaction();
    const checkpoint: Checkpoint = {
      bootId: parts.bootId ?? '',
      metaPages: readMetaPages(parts.dataFile, parts.pageSize),
    };
    const bytes = unflushedBytes;
    unflushedBytes = 0;
    try {
      await new Promise<void>((resolve, reject) => db.sync((error) => (error ? reject(error) : resolve())));
      await checkpoints.write(checkpoint);
    } catch (error) {
      snapshot.done();
      unflushedBytes += bytes;
      throw refusal(error, path);
    }
    reader?.done();
    reader = snapshot;
  }

  function start(): Promise<void> {
    running = takeCheckpoint().finally(() => {
      running = undefined;
    });
    return running;
  }

  /** All who ask while a checkpoint is being taken share the next one. */
  function flush(): Promise<void> {
    if (running === undefined) return start();
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        return running ?? start(); // one that began meanwhile has all that was asked for
      });
    return next;
  }

  const flushAndTell = () =>
    flush().catch((error) => parts.onNotice(`The data could not be flushed to disk: ${error.message}`));

  async function flushSoon(): Promise<void> {
    waiting = true;
    try {
      await clock.sleep(FLUSH_AFTER_MS, stopping.signal);
    } catch {
      return;
    }
    waiting = false;
    if (unflushedBytes > 0) await flushAndTell();
  }

  await start();
  return {
    written(bytes) {
      unflushedBytes += bytes;
      if (unflushedBytes > FLUSH_AFTER_BYTES && running === undefined) void flushAndTell();
      else if (!waiting) void flushSoon();
    },

    flush,

    async close() {
      stopping.abort();
      try {
        await flush();
      } finally {
        reader?.done();
      }
    },
  };
}
