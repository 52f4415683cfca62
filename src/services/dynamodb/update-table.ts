import type { UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { checkGlobalIndex, checkStream } from './check-table.ts';
import { indexRecord, newStream, settings, sseRecord } from './create-table.ts';
import { describe } from './describe.ts';
import { invalidParameter, refuseUnbuilt, validation } from './errors.ts';
import { indexName } from './input-members.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import type { IndexRecord, TableRecord, Throughput } from './table.ts';
import { tableAccess } from './table-access.ts';
import { attributeDefinitions, globalIndexMembers, provisionedThroughput, TABLE_SETTINGS } from './table-input.ts';

const requiredName = { ...indexName, required: true } as const;
/** Refused in another order than those of CreateTable. */
const { Projection, IndexName, ProvisionedThroughput, ...others } = globalIndexMembers;
const CREATED_INDEX = { Projection, IndexName, ProvisionedThroughput, ...others } as InputShapes;

const SHAPE: InputShapes = {
  AttributeDefinitions: { ...attributeDefinitions, required: false },
  ...TABLE_SETTINGS,
  GlobalSecondaryIndexUpdates: {
    type: 'List',
    member: {
      type: 'Structure',
      name: 'GlobalSecondaryIndexUpdate',
      members: {
        Update: {
          type: 'Structure',
          name: 'UpdateGlobalSecondaryIndexAction',
          members: { IndexName: requiredName, ProvisionedThroughput: provisionedThroughput },
        },
        Create: { type: 'Structure', name: 'CreateGlobalSecondaryIndexAction', members: CREATED_INDEX },
        Delete: {
          type: 'Structure',
          name: 'DeleteGlobalSecondaryIndexAction',
          members: { IndexName: requiredName },
        },
      },
    },
  },
};

const CHANGES = [
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexUpdates',
  'StreamSpecification',
  'SSESpecification',
  'TableClass',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'WarmThroughput',
] as const;

/**
 * Changes a table's settings and its global indexes. All is done when the answer is given but the entries of a new index:
 * the next call that uses the table waits for these.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 */
export async function updateTable(input: UpdateTableCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  const table = await requestedTable(input, call, SHAPE);
  refuseUnbuilt('UpdateTable', input, [
    'ReplicaUpdates',
    'MultiRegionConsistency',
    'GlobalTableWitnessUpdates',
    'GlobalTableSettingsReplicationMode',
    'VectorIndexUpdates',
  ]);
  const isGiven = (value: unknown) => value !== undefined && value !== null && !(Array.isArray(value) && !value.length);
  if (!CHANGES.some((name) => isGiven(input[name]))) {
    throw validation(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or ' +
        'SSESpecification or ReplicaUpdates is required',
    );
  }
  checkIndexUpdates(input.GlobalSecondaryIndexUpdates ?? []);
  const { tables, background, store } = call.state;
  const updated = await tables.update(call, table.record.name, (record) => changed(record, input, call));
  background.run(`updating ${table.record.name}`, async () => {
    await tables.find(call, table.record.name);
    await tables.removeDropped();
  });
  return { TableDescription: await describe(store, updated, 'UPDATING') };
}

updateTable.access = tableAccess('dynamodb:UpdateTable');

/** The record after the update. @throws ServiceError when AWS refuses it */
function changed(before: TableRecord, input: UpdateTableCommandInput, call: CallContext<DynamodbState>): TableRecord {
  const withCapacity = changedCapacity(before, input, call.clock.now());
  const withIndexes = changedIndexes(withCapacity, input);
  return changedSettings(withIndexes, input, call);
}

function changedCapacity(record: TableRecord, input: UpdateTableCommandInput, nowMs: number): TableRecord {
  const billingMode = input.BillingMode ?? record.billingMode;
  const given = input.ProvisionedThroughput as Throughput | undefined;
  if (billingMode === 'PAY_PER_REQUEST') {
    if (given) {
      throw invalidParameter(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    }
    const { throughput: _, ...rest } = record;
    return record.billingMode === billingMode
      ? record
      : {
          ...rest,
          billingMode,
          onDemandSince: nowMs,
          indexes: record.indexes.map(({ throughput: _units, ...index }) => index),
        };
  }
  if (input.BillingMode === 'PROVISIONED' && !given) {
    throw invalidParameter('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  }
  if (!given) return record;
  const present = record.throughput;
  if (
    record.billingMode === billingMode &&
    present?.ReadCapacityUnits === given.ReadCapacityUnits &&
    present.WriteCapacityUnits === given.WriteCapacityUnits
  ) {
    throw validation(
      'The provisioned throughput for the table will not change. The requested value equals the current value. ' +
        `Current ReadCapacityUnits provisioned for the table: ${present.ReadCapacityUnits}. ` +
        `Requested ReadCapacityUnits: ${given.ReadCapacityUnits}. ` +
        `Current WriteCapacityUnits provisioned for the table: ${present.WriteCapacityUnits}. ` +
        `Requested WriteCapacityUnits: ${given.WriteCapacityUnits}. ` +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    );
  }
  return { ...record, billingMode, throughput: given };
}

function changedIndexes(record: TableRecord, input: UpdateTableCommandInput): TableRecord {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  if (updates.length === 0) return record;
  refuseSeveral(updates);
  const definitions = mergedDefinitions(record, input);
  const defined = (input.AttributeDefinitions ?? record.attributeDefinitions).map(
    ({ AttributeName = '' }) => AttributeName,
  );
  const names = new Set(record.indexes.map((index) => index.name));
  let { indexes, lastIndexNumber } = record;
  for (const { Create: create, Delete: remove, Update: update } of updates) {
    if (create) {
      if (names.has(create.IndexName ?? '')) {
        throw validation(`Attempting to create an index which already exists: ${create.IndexName}`);
      }
      checkGlobalIndex(create, defined, record.billingMode, names);
      lastIndexNumber++;
      indexes = [...indexes, { ...indexRecord(create, lastIndexNumber, true), backfilling: true }];
    } else {
      const name = (remove ?? update)?.IndexName;
      const present = indexes.find((index) => index.global && index.name === name);
      if (present === undefined) {
        throw new ServiceError('ResourceNotFoundException', 'Requested resource not found');
      }
      const others = (index: IndexRecord) => index !== present;
      indexes = remove
        ? indexes.filter(others)
        : indexes.map((index) => (index === present ? { ...index, ...settings(update ?? {}) } : index));
    }
  }
  const used = new Set(
    [record.keySchema, ...indexes.map((index) => index.keySchema)].flat().map((key) => key.AttributeName),
  );
  return {
    ...record,
    attributeDefinitions: definitions.filter(({ AttributeName }) => used.has(AttributeName)),
    indexes,
    lastIndexNumber,
  };
}

type IndexUpdates = NonNullable<UpdateTableCommandInput['GlobalSecondaryIndexUpdates']>;

function checkIndexUpdates(updates: IndexUpdates): void {
  const names = new Set<string>();
  for (const { Create: create, Delete: remove, Update: update } of updates) {
    const name = (update ?? create ?? remove)?.IndexName;
    if (name === undefined) {
      throw invalidParameter(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ' +
          'GlobalSecondaryIndexUpdate.Delete must not be null',
      );
    }
    if (names.has(name)) {
      throw invalidParameter(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    }
    names.add(name);
  }
}

function refuseSeveral(updates: IndexUpdates): void {
  if (updates.filter(({ Create: create, Delete: remove }) => create || remove).length > 1) {
    throw new ServiceError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  }
}

/** The table's definitions with those of the request, which may not give a key another type. */
function mergedDefinitions(record: TableRecord, input: UpdateTableCommandInput): TableRecord['attributeDefinitions'] {
  const merged = new Map(record.attributeDefinitions.map((one) => [one.AttributeName, one]));
  for (const one of (input.AttributeDefinitions ?? []) as unknown as TableRecord['attributeDefinitions']) {
    const present = merged.get(one.AttributeName);
    if (present !== undefined && present.AttributeType !== one.AttributeType) {
      throw invalidParameter(
        `Cannot change the type of attribute ${one.AttributeName} from ${present.AttributeType} to ${one.AttributeType}`,
      );
    }
    merged.set(one.AttributeName, one);
  }
  return [...merged.values()];
}

function changedSettings(
  record: TableRecord,
  input: UpdateTableCommandInput,
  call: CallContext<DynamodbState>,
): TableRecord {
  const now = call.clock.now();
  const { StreamSpecification: stream, SSESpecification: sse, TableClass: tableClass } = input;
  const { OnDemandThroughput, WarmThroughput, DeletionProtectionEnabled: protection } = input;
  const { sse: presentSse, ...rest } = changedStream(record, stream, now);
  const keptSse = sse?.Enabled ? sseRecord(sse.KMSMasterKeyId, call) : sse ? undefined : presentSse;
  return {
    ...rest,
    ...settings({ OnDemandThroughput, WarmThroughput }),
    ...(keptSse === undefined ? {} : { sse: keptSse }),
    ...(tableClass ? { tableClass: { name: tableClass, changedAt: now } } : {}),
    deletionProtection: protection ?? record.deletionProtection,
  };
}

function changedStream(
  record: TableRecord,
  given: UpdateTableCommandInput['StreamSpecification'],
  nowMs: number,
): TableRecord {
  if (!given) return record;
  checkStream(given);
  const { stream: present, ...rest } = record;
  if (given.StreamEnabled) {
    if (present !== undefined) throw validation(`Table already has an enabled stream: TableName: ${record.name}`);
    const again = newStream(given.StreamViewType ?? '', nowMs);
    // No two streams of a table have one label.
    const stream = again.label === rest.lastStreamLabel ? newStream(again.viewType, nowMs + 1) : again;
    return { ...rest, stream };
  }
  if (present === undefined) throw validation(`Table has no stream to disable: TableName: ${record.name}`);
  return { ...rest, lastStreamLabel: present.label };
}
