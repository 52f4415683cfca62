import type { Clock } from '../../std/clock.ts';
import type { Store } from '../../store/store.ts';
import type { ChangeStreams } from '../../streams/change-streams.ts';
import type { ServerLog } from '../../telemetry/server-log.ts';
import { deleteExpired } from './delete-expired.ts';
import type { Table } from './table.ts';

const SWEEP_MS = 5_000;
const TRIM_MS = 3_600_000;

/**
 * Removes what has come to its end by the clock: expired items every few seconds, old stream records every hour.
 *
 * Unlike AWS: expired items go within seconds, not within a few days.
 */
export interface Sweeper {
  /** Begins the sweeps; they go on until `stop`. */
  start(): void;
  /** Does all that is due now. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

export function sweeper(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly changeStreams: ChangeStreams;
  /** The tables that have a time to live. */
  readonly expiringTables: () => Promise<readonly Table[]>;
}): Sweeper {
  const { store, clock, log, changeStreams, expiringTables } = options;
  const ended = new AbortController();
  let running: Promise<void> | undefined;
  let trimAt = 0;

  async function sweep(): Promise<void> {
    const now = clock.now();
    for (const table of await expiringTables()) await deleteExpired(store, table, now);
    if (now < trimAt) return;
    trimAt = now + TRIM_MS;
    await changeStreams.trim();
  }

  async function run(): Promise<void> {
    while (await isDue()) {
      await sweep().catch((error: unknown) => log.error('DynamoDB: removing what has expired failed', error));
    }
  }

  const isDue = () =>
    clock.sleep(SWEEP_MS, ended.signal).then(
      () => true,
      () => false,
    );

  return {
    start() {
      if (!ended.signal.aborted) running ??= run();
    },
    sweep,
    async stop() {
      ended.abort();
      await running;
    },
  };
}
