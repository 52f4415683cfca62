import type { Store } from '../../store/store.ts';
import { type Counters, readCounters } from './counters.ts';
import type { IndexRecord, Table, TableRecord } from './table.ts';

/** What AWS shows of a table that was never warmed, by billing mode. */
const ON_DEMAND_WARM = { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000 };

type Status = 'CREATING' | 'UPDATING' | 'DELETING' | 'ACTIVE';

/**
 * The `TableDescription` of the API.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 *
 * Unlike AWS: the counts of items and bytes are exact at once, not every six hours.
 */
export async function describe(store: Store, table: Table, status: Status = 'ACTIVE'): Promise<object> {
  const counters = readCounters(await store.get(table.countersKey));
  const { record } = table;
  const { items, sizeBytes } = counters(0);
  const locals = describeIndexes(table, false, counters, status);
  const globals = describeIndexes(table, true, counters, status);
  return {
    AttributeDefinitions: record.attributeDefinitions,
    TableName: record.name,
    KeySchema: record.keySchema,
    TableStatus: status,
    CreationDateTime: record.createdAt / 1000,
    ProvisionedThroughput: describeThroughput(record.throughput),
    TableSizeBytes: sizeBytes,
    ItemCount: items,
    TableArn: table.arn,
    TableId: record.tableId,
    ...describeBilling(record),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals }),
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals }),
    ...describeStream(table),
    ...(record.sse === undefined
      ? {}
      : { SSEDescription: { Status: 'ENABLED', SSEType: record.sse.type, KMSMasterKeyArn: record.sse.kmsKeyArn } }),
    ...describeRestore(record),
    ...describeTableClass(record),
    ...(record.onDemandThroughput === undefined ? {} : { OnDemandThroughput: record.onDemandThroughput }),
    DeletionProtectionEnabled: record.deletionProtection,
    WarmThroughput: warmThroughput(record, record),
  };
}

function describeIndexes(
  table: Table,
  global: boolean,
  counters: (indexNumber: number) => Counters,
  status: Status,
): object[] {
  return table.record.indexes
    .filter((index) => index.global === global)
    .map((index) => {
      const { items, sizeBytes } = counters(index.number);
      return {
        IndexName: index.name,
        KeySchema: index.keySchema,
        Projection: index.projection,
        ...(global ? describeGlobalIndex(table.record, index, status) : {}),
        IndexSizeBytes: sizeBytes,
        ItemCount: items,
        IndexArn: `${table.arn}/index/${index.name}`,
      };
    });
}

function describeGlobalIndex(record: TableRecord, index: IndexRecord, status: Status): object {
  return {
    IndexStatus: index.backfilling ? 'CREATING' : status,
    ...(index.backfilling ? { Backfilling: true } : {}),
    ProvisionedThroughput: describeThroughput(index.throughput),
    ...(index.onDemandThroughput === undefined ? {} : { OnDemandThroughput: index.onDemandThroughput }),
    WarmThroughput: warmThroughput(record, index),
  };
}

function describeThroughput(throughput: TableRecord['throughput']): object {
  return { NumberOfDecreasesToday: 0, ...(throughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }) };
}

function describeBilling(record: TableRecord): object {
  if (record.onDemandSince === undefined && record.billingMode === 'PROVISIONED') return {};
  return {
    BillingModeSummary: {
      BillingMode: record.billingMode,
      ...(record.onDemandSince === undefined ? {} : { LastUpdateToPayPerRequestDateTime: record.onDemandSince / 1000 }),
    },
  };
}

function describeStream({ record, arn }: Table): object {
  const label = record.stream?.label ?? record.lastStreamLabel;
  return {
    ...(record.stream === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: record.stream.viewType } }),
    ...(label === undefined ? {} : { LatestStreamLabel: label, LatestStreamArn: `${arn}/stream/${label}` }),
  };
}

function describeRestore({ restoredFrom }: TableRecord): object {
  if (restoredFrom === undefined) return {};
  const { tableArn, backupArn, atMs } = restoredFrom;
  return {
    RestoreSummary: {
      ...(backupArn === undefined ? {} : { SourceBackupArn: backupArn }),
      SourceTableArn: tableArn,
      RestoreDateTime: atMs / 1000,
      RestoreInProgress: false,
    },
  };
}

function describeTableClass({ tableClass }: TableRecord): object {
  if (tableClass === undefined) return {};
  return {
    TableClassSummary: {
      TableClass: tableClass.name,
      ...(tableClass.changedAt === undefined ? {} : { LastUpdateDateTime: tableClass.changedAt / 1000 }),
    },
  };
}

function warmThroughput(
  record: TableRecord,
  of: { readonly warmThroughput?: object; readonly throughput?: TableRecord['throughput'] },
): object {
  const provisioned = of.throughput && {
    ReadUnitsPerSecond: of.throughput.ReadCapacityUnits,
    WriteUnitsPerSecond: of.throughput.WriteCapacityUnits,
  };
  const cold = record.billingMode === 'PAY_PER_REQUEST' ? ON_DEMAND_WARM : (provisioned ?? ON_DEMAND_WARM);
  return { ...cold, ...of.warmThroughput, Status: 'ACTIVE' };
}
