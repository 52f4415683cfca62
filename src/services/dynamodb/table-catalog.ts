import { ServiceError } from '../../aws/service-error.ts';
import type { Clock } from '../../std/clock.ts';
import { prefixRange, tupleKey } from '../../store/keys.ts';
import { records } from '../../store/records.ts';
import type { Store, Write } from '../../store/store.ts';
import { headKey } from '../../streams/change-log.ts';
import type { ChangeStreams } from '../../streams/change-streams.ts';
import { backfillIndexes } from './backfill-index.ts';
import { type ChangeHistory, historyRange } from './change-history.ts';
import { tableNotFound } from './errors.ts';
import { fillExpiries } from './fill-expiries.ts';
import { compileTable, countersRow, rowsOf, type Table, type TableParts, type TableRecord } from './table.ts';
import { measuredMeter, type TableMetrics } from './table-metrics.ts';
import { streamKeys, streamWrites, tableStream } from './table-stream.ts';
import { type Buckets, throughputMeter } from './throughput-meter.ts';
import { clearExpiries } from './time-to-live.ts';

/** The account and region whose tables a call sees. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface CatalogOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly changeStreams: ChangeStreams;
  readonly history: ChangeHistory;
  /** Holds tables to their throughput. */
  readonly throttling: boolean;
  readonly metrics: TableMetrics;
  /** Called when there is a table of which something goes by the clock. */
  readonly onExpiring: () => void;
}

/** The tables, kept in the store and compiled once each. */
export interface TableCatalog {
  /** Answers at once for a table that was used before. */
  find(scope: Scope, name: string): Table | undefined | Promise<Table | undefined>;
  /**
   * Whether nobody changed the tables since they were found. Whoever finds several, waiting in between, asks this before
   * writing: entries of an index that was added meanwhile would be missing.
   */
  areCurrent(tables: Iterable<Table>): boolean;
  /** @throws ServiceError ResourceNotFoundException as operations on tables word it. */
  get(scope: Scope, name: string): Promise<Table>;
  /** @throws ServiceError ResourceInUseException */
  create(record: Omit<TableRecord, 'number'>): Promise<Table>;
  /**
   * Replaces a table's record. Rows of indexes that it no longer has go with `removeDropped`; a new index is filled before
   * anyone finds the table again.
   */
  update(scope: Scope, name: string, change: (record: TableRecord) => TableRecord): Promise<Table>;
  /**
   * The table is gone when this resolves; its rows go later, with `removeDropped`, but for its items where `keepItems` says
   * what is written about them.
   */
  delete(scope: Scope, name: string, keepItems?: (record: TableRecord) => Write): Promise<void>;
  /** Removes the rows of tables and indexes that were deleted, also before a restart. */
  removeDropped(): Promise<void>;
  /** The tables that have a time to live. */
  expiring(): Promise<readonly Table[]>;
  /** Brings what is kept of when items expire in line with the tables' settings, also what a crash left half done. */
  refreshExpiries(): Promise<void>;
  names(scope: Scope, options: { readonly after?: string; readonly limit: number }): Promise<string[]>;
}

export function tableCatalog(options: CatalogOptions): TableCatalog {
  const { store, clock, changeStreams, history, throttling, metrics, onExpiring } = options;
  const buckets: Buckets = new Map();
  const kept = records<TableRecord>(store, 'dynamodb', 'table');
  const compiled = new Map<string, Table>();
  const idOf = ({ account, region }: Scope, name: string) => `${account}/${region}/${name}`;
  const keyOf = (id: string) => tupleKey('dynamodb', 'table', id);
  const lastNumberKey = tupleKey('dynamodb', 'last table number');
  const dropped = (number: number, index?: number): Write => [
    tupleKey('dynamodb', 'dropped', number, index ?? 0),
    Buffer.from(JSON.stringify(index === undefined ? { number } : { number, index })),
  ];
  const filling = new Map<string, Promise<Table>>();
  /** Ids of the tables with a time to live, once they were read. */
  let timed: Set<string> | undefined;
  let refreshing: Promise<void> = Promise.resolve();

  const partsOf = (record: TableRecord, arn: string): TableParts => ({
    stream: tableStream(record, arn, { clock, notify: changeStreams.notify }),
    meter: measuredMeter(
      record.name,
      metrics,
      throttling ? throughputMeter(record, arn, { clock, buckets }) : undefined,
    ),
    history: {
      keeps: () => history.keeps(record.number, record.pointInTimeRecovery !== undefined),
      entry: (row, old) => history.entry(record.number, row, old),
    },
  });
  const remember = (id: string, record: TableRecord) => {
    const table = compileTable(record, partsOf);
    compiled.set(id, table);
    if (record.timeToLiveAttribute === undefined) timed?.delete(id);
    else timed?.add(id);
    if (record.timeToLiveAttribute !== undefined || record.stream !== undefined) onExpiring();
    return table;
  };

  async function read(id: string): Promise<Table | undefined> {
    const record = await kept.get(id);
    if (record === undefined) return undefined;
    if (record.indexes.some((index) => index.backfilling)) return filled(id, record);
    // Another request may have read it first: two objects for one table would be two states of its indexes.
    return compiled.get(id) ?? remember(id, record);
  }

  /** The table once its new indexes are complete. */
  function filled(id: string, record: TableRecord): Promise<Table> {
    let job = filling.get(id);
    if (job === undefined) {
      job = fill(id, record).finally(() => filling.delete(id));
      filling.set(id, job);
    }
    return job;
  }

  async function fill(id: string, record: TableRecord): Promise<Table> {
    await backfillIndexes(store, compileTable(record, partsOf));
    const complete = await kept.update(id, (current) => {
      if (current === undefined) throw tableNotFound(record.name);
      const value = { ...current, indexes: current.indexes.map(({ backfilling: _, ...index }) => index) };
      return { value, result: value };
    });
    return remember(id, complete);
  }

  async function refresh(): Promise<void> {
    for (const record of await kept.list()) {
      if (!record.timeToLiveStale) continue;
      const table = await catalog.find(record, record.name);
      if (table === undefined) continue;
      const attribute = table.record.timeToLiveAttribute;
      if (attribute === undefined) await clearExpiries(store, record.number);
      else await fillExpiries(store, table);
      await catalog.update(record, record.name, ({ timeToLiveStale: stale, ...rest }) =>
        stale && rest.timeToLiveAttribute === attribute ? rest : { ...rest, ...(stale && { timeToLiveStale: stale }) },
      );
    }
  }

  const catalog: TableCatalog = {
    find(scope, name) {
      const id = idOf(scope, name);
      return compiled.get(id) ?? read(id);
    },

    areCurrent(tables) {
      for (const table of tables) if (compiled.get(idOf(table.record, table.record.name)) !== table) return false;
      return true;
    },

    async get(scope, name) {
      const table = await catalog.find(scope, name);
      if (table === undefined) throw tableNotFound(name);
      return table;
    },

    async create(draft) {
      const id = idOf(draft, draft.name);
      const record = await store.update([keyOf(id), lastNumberKey], ([present, last]) => {
        if (present !== undefined) {
          throw new ServiceError('ResourceInUseException', `Table already exists: ${draft.name}`);
        }
        const number = last === undefined ? 1 : Number(Buffer.from(last).toString()) + 1;
        const created: TableRecord = { ...draft, number };
        return {
          writes: [
            [keyOf(id), Buffer.from(JSON.stringify(created))],
            [lastNumberKey, Buffer.from(String(number))],
            ...streamWrites(undefined, created, { clock }),
          ],
          result: created,
        };
      });
      return remember(id, record);
    },

    async update(scope, name, change) {
      const id = idOf(scope, name);
      // A table whose indexes are being filled is changed when that is done.
      const present = await catalog.find(scope, name);
      if (present === undefined) throw tableNotFound(name);
      const record = await store.update([keyOf(id), ...streamKeys(present)], ([bytes, head, stream]) => {
        if (bytes === undefined) throw tableNotFound(name);
        const before = JSON.parse(Buffer.from(bytes).toString()) as TableRecord;
        const after = change(before);
        const kept = new Set(after.indexes.map((index) => index.number));
        const gone = before.indexes.filter((index) => !kept.has(index.number));
        return {
          writes: [
            [keyOf(id), Buffer.from(JSON.stringify(after))],
            ...gone.map((index) => dropped(after.number, index.number)),
            ...streamWrites(before, after, { clock, head, stream }),
          ],
          result: after,
        };
      });
      if (!record.indexes.some((index) => index.backfilling)) return remember(id, record);
      compiled.delete(id);
      return compileTable(record, partsOf);
    },

    async delete(scope, name, keepItems) {
      const id = idOf(scope, name);
      const present = await catalog.find(scope, name);
      if (present === undefined) throw tableNotFound(name);
      await store.update([keyOf(id), ...streamKeys(present)], ([bytes, head, stream]) => {
        if (bytes === undefined) throw tableNotFound(name);
        const before = JSON.parse(Buffer.from(bytes).toString()) as TableRecord;
        return {
          writes: [
            [keyOf(id), undefined],
            ...(keepItems === undefined
              ? [dropped(before.number)]
              : [keepItems(before), ...before.indexes.map((index) => dropped(before.number, index.number))]),
            ...streamWrites(before, undefined, { clock, head, stream }),
          ],
          result: undefined,
        };
      });
      compiled.delete(id);
      timed?.delete(id);
    },

    async expiring() {
      if (timed === undefined) {
        const all = await kept.list();
        timed = new Set(all.filter((record) => record.timeToLiveAttribute).map((record) => idOf(record, record.name)));
      }
      const tables: Table[] = [];
      for (const id of timed) {
        const table = await (compiled.get(id) ?? read(id));
        if (table !== undefined) tables.push(table);
      }
      return tables;
    },

    refreshExpiries() {
      refreshing = refreshing.catch(() => {}).then(refresh);
      return refreshing;
    },

    async removeDropped() {
      const { from, to } = prefixRange(tupleKey('dynamodb', 'dropped'));
      for (const row of await store.range(from, to, { limit: 1000 })) {
        const { number, index } = JSON.parse(Buffer.from(row.value).toString()) as { number: number; index?: number };
        const rows = rowsOf(number, index);
        await store.clear(rows.from, rows.to);
        if (index === undefined) {
          await clearExpiries(store, number);
          const changes = historyRange(number);
          await store.clear(changes.from, changes.to);
        }
        const counters: Write[] =
          index === undefined
            ? [
                [countersRow(number), undefined],
                [headKey(number), undefined],
              ]
            : [];
        await store.update([], () => ({ writes: [...counters, [row.key, undefined]], result: undefined }));
      }
    },

    async names(scope, { after, limit }) {
      const found = await kept.list({
        prefix: idOf(scope, ''),
        limit,
        ...(after === undefined ? {} : { after: idOf(scope, after) }),
      });
      return found.map((record) => record.name);
    },
  };
  return catalog;
}
