import type { Clock } from '../../std/clock.ts';
import { records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import type { ChangeStreams } from '../../streams/change-streams.ts';
import type { MetricStore } from '../../telemetry/metric-store.ts';
import type { ServerLog } from '../../telemetry/server-log.ts';
import { removeExpiredBackups } from './backup.ts';
import { type ChangeHistory, changeHistory, pruneHistory } from './change-history.ts';
import { type Sweeper, sweeper } from './sweeper.ts';
import type { TableRecord } from './table.ts';
import { type TableCatalog, tableCatalog } from './table-catalog.ts';
import { type TableMetrics, tableMetrics } from './table-metrics.ts';
import { removeUnfinished } from './unfinished-copies.ts';

export interface DynamodbState {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly endpointUrl: () => string;
  readonly changeStreams: ChangeStreams;
  readonly tables: TableCatalog;
  readonly history: ChangeHistory;
  /** Work that goes on after its call was answered: rows of deleted tables, entries of new indexes. */
  readonly background: Background;
  readonly sweeps: Sweeper;
  readonly metrics: TableMetrics;
}

export interface Background {
  run(what: string, work: () => Promise<void>): void;
  /** Resolves when everything that runs has ended. */
  settle(): Promise<void>;
}

export function newDynamodbState(platform: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly endpointUrl: () => string;
  readonly changeStreams: ChangeStreams;
  readonly metrics: MetricStore;
  readonly throttling?: boolean;
}): DynamodbState {
  const { store, clock, log, endpointUrl, changeStreams } = platform;
  const jobs = background(log);
  const prune = async () => {
    const tables = await records<TableRecord>(store, 'dynamodb', 'table').list();
    const kept = tables.flatMap(({ number, pointInTimeRecovery: recovery }) =>
      recovery === undefined ? [] : { number, days: recovery.periodDays },
    );
    await pruneHistory(store, clock, kept);
    await removeExpiredBackups(store, clock.now());
    await state.tables.removeDropped();
  };
  const history = changeHistory(clock, () => jobs.run('forgetting changes of long ago', prune));
  const metrics = tableMetrics(platform.metrics, clock);
  const tables = tableCatalog({
    store,
    clock,
    changeStreams,
    history,
    throttling: platform.throttling ?? true,
    metrics,
    onExpiring: () => sweeps.start(),
  });
  const sweeps = sweeper({ store, clock, log, changeStreams, expiringTables: tables.expiring });
  const state = { store, clock, log, endpointUrl, changeStreams, tables, history, background: jobs, sweeps, metrics };
  state.background.run('removing copies that were not finished', () => removeUnfinished(store));
  state.background.run('removing the rows of deleted tables', async () => {
    await removeExpiredBackups(store, clock.now());
    await state.tables.removeDropped();
  });
  state.background.run('reading when items expire', async () => {
    await tables.refreshExpiries();
    const expiring = await tables.expiring();
    if (expiring.length > 0 || (await changeStreams.list({ prefix: '', limit: 1 })).length > 0) sweeps.start();
  });
  return state;
}

function background(log: ServerLog): Background {
  const running = new Set<Promise<void>>();
  return {
    run(what, work) {
      const job: Promise<void> = work()
        .catch((error: unknown) => log.error(`DynamoDB: ${what} failed`, error))
        .finally(() => running.delete(job));
      running.add(job);
    },
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
