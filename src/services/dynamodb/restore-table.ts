import type { RestoreTableFromBackupCommandInput } from '@aws-sdk/client-dynamodb';
import type { InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { tupleKey } from '../../store/keys.ts';
import { copyTable } from './copy-table.ts';
import { settings, sseRecord } from './create-table.ts';
import { describe } from './describe.ts';
import { invalidParameter } from './errors.ts';
import { tableName } from './input-members.ts';
import type { DynamodbState } from './state.ts';
import { compileTable, type IndexRecord, type Table, type TableRecord } from './table.ts';
import { globalIndexMembers, indexMembers, provisionedThroughput, TABLE_SETTINGS } from './table-input.ts';
import { abandonCopy, startCopy } from './unfinished-copies.ts';

export type Overrides = Pick<
  RestoreTableFromBackupCommandInput,
  | 'BillingModeOverride'
  | 'GlobalSecondaryIndexOverride'
  | 'LocalSecondaryIndexOverride'
  | 'ProvisionedThroughputOverride'
  | 'OnDemandThroughputOverride'
  | 'SSESpecificationOverride'
>;

/** What both restoring operations take. */
export const RESTORE_MEMBERS: InputShapes = {
  TargetTableName: { ...tableName, required: true },
  BillingModeOverride: { type: 'String', values: ['PROVISIONED', 'PAY_PER_REQUEST'] },
  GlobalSecondaryIndexOverride: {
    type: 'List',
    member: { type: 'Structure', name: 'GlobalSecondaryIndex', members: globalIndexMembers },
  },
  LocalSecondaryIndexOverride: {
    type: 'List',
    member: { type: 'Structure', name: 'LocalSecondaryIndex', members: indexMembers },
  },
  ProvisionedThroughputOverride: provisionedThroughput,
  ...(TABLE_SETTINGS['OnDemandThroughput'] && { OnDemandThroughputOverride: TABLE_SETTINGS['OnDemandThroughput'] }),
  ...(TABLE_SETTINGS['SSESpecification'] && { SSESpecificationOverride: TABLE_SETTINGS['SSESpecification'] }),
};

/**
 * Makes a table of the items that `source` had at a moment. It has the keys, indexes, capacity and encryption of `like`;
 * not its tags, stream, time to live, recovery and protection.
 *
 * Unlike AWS: answers when the restore is complete; only this answer says CREATING.
 */
export async function restoreTable(
  given: Overrides & { readonly TargetTableName: string | undefined },
  from: {
    readonly source: Table;
    readonly like: TableRecord;
    readonly atMs?: number;
    readonly restoredFrom: NonNullable<TableRecord['restoredFrom']>;
  },
  call: CallContext<DynamodbState>,
): Promise<object> {
  const { store, tables } = call.state;
  const name = given.TargetTableName ?? '';
  if ((await tables.find(call, name)) !== undefined) throw alreadyExists(name);
  const draft = restoredRecord(name, from.like, given, call);
  const copy = await startCopy(store);
  try {
    const record: TableRecord = { ...draft, number: copy.number, restoredFrom: from.restoredFrom };
    const target = compileTable(record);
    await copyTable(call.state, from.source, target, from.atMs);
    const key = tupleKey('dynamodb', 'table', `${call.account}/${call.region}/${name}`);
    await store.update([key], ([present]) => {
      if (present !== undefined) throw alreadyExists(name);
      return { writes: [[key, Buffer.from(JSON.stringify(record))], copy.finish], result: undefined };
    });
  } catch (error) {
    await abandonCopy(store, copy);
    throw error;
  }
  return { TableDescription: await describe(store, await tables.get(call, name), 'CREATING') };
}

function restoredRecord(
  name: string,
  like: TableRecord,
  overrides: Overrides,
  call: CallContext<DynamodbState>,
): Omit<TableRecord, 'number'> {
  const {
    BillingModeOverride: billing = like.billingMode,
    ProvisionedThroughputOverride: units,
    OnDemandThroughputOverride: maximums,
    SSESpecificationOverride: sse,
  } = overrides;
  const onDemand = billing === 'PAY_PER_REQUEST';
  const capacity = settings({
    ProvisionedThroughput: onDemand ? undefined : (units ?? like.throughput),
    OnDemandThroughput: onDemand ? (maximums ?? like.onDemandThroughput) : undefined,
    WarmThroughput: like.warmThroughput,
  });
  if (!onDemand && capacity.throughput === undefined) {
    throw invalidParameter('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  }
  const now = call.clock.now();
  const kept = like.sse && sse?.Enabled !== false ? { sse: like.sse } : {};
  return {
    name,
    account: call.account,
    region: call.region,
    tableId: call.ids.uuid(),
    createdAt: now,
    attributeDefinitions: like.attributeDefinitions,
    keySchema: like.keySchema,
    indexes: restoredIndexes(like, overrides, onDemand, capacity),
    lastIndexNumber: like.lastIndexNumber,
    billingMode: onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...(onDemand ? { onDemandSince: now } : {}),
    ...capacity,
    ...(like.tableClass ? { tableClass: { name: like.tableClass.name } } : {}),
    ...(sse?.Enabled ? { sse: sseRecord(sse.KMSMasterKeyId, call) } : kept),
    deletionProtection: false,
    tags: {},
  };
}

/** The indexes to restore: all, or those that an override names, which must be the source's. */
function restoredIndexes(
  like: TableRecord,
  { GlobalSecondaryIndexOverride: globals, LocalSecondaryIndexOverride: locals }: Overrides,
  onDemand: boolean,
  capacity: ReturnType<typeof settings>,
): IndexRecord[] {
  for (const [given, global] of [
    [globals, true],
    [locals, false],
  ] as const) {
    for (const { IndexName: name } of given ?? []) {
      if (like.indexes.some((index) => index.global === global && index.name === name)) continue;
      throw invalidParameter(`Index ${name} of the override is not an index of the source table`);
    }
  }
  return like.indexes.flatMap(({ throughput, onDemandThroughput, backfilling: _, ...index }): IndexRecord[] => {
    const given = (index.global ? globals : locals)?.find(({ IndexName }) => IndexName === index.name);
    if (given === undefined && (index.global ? globals : locals) !== undefined) return [];
    if (!index.global) return [index];
    const own = settings(given ?? {});
    const units = own.throughput ?? throughput ?? capacity.throughput;
    const maximums = own.onDemandThroughput ?? onDemandThroughput;
    return [
      {
        ...index,
        ...(onDemand || units === undefined ? {} : { throughput: units }),
        ...(onDemand && maximums !== undefined ? { onDemandThroughput: maximums } : {}),
      },
    ];
  });
}

function alreadyExists(name: string): ServiceError {
  return new ServiceError('TableAlreadyExistsException', `Table already exists: ${name}`);
}
