import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { accessByInput, requestTags } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { checkCreateTable, type GivenIndex } from './check-table.ts';
import { describe } from './describe.ts';
import { notBuilt, refuseUnbuilt } from './errors.ts';
import { checkPolicy, putResourcePolicy } from './put-resource-policy.ts';
import { checkTableInput } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import type { IndexRecord, TableRecord, Throughput } from './table.ts';
import { tableTargets } from './table-access.ts';
import { CREATE_TABLE } from './table-input.ts';
import { givenTags, tagsByKey } from './tags.ts';

/**
 * Makes a table. It is ready at once: only this answer says CREATING, as AWS's does.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export async function createTable(input: CreateTableCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  checkTableInput(input, CREATE_TABLE);
  checkCreateTable(input);
  refuseUnbuilt('CreateTable', input, ['GlobalTableSourceArn', 'GlobalTableSettingsReplicationMode', 'VectorIndexes']);
  const { ResourcePolicy: policy } = input;
  if (policy !== undefined) checkPolicy(policy);
  const table = await call.state.tables.create(tableDraft(input, call));
  if (policy !== undefined) await putResourcePolicy({ ResourceArn: table.arn, Policy: policy }, call);
  return { TableDescription: await describe(call.state.store, table, 'CREATING') };
}

createTable.access = accessByInput(
  ['dynamodb:CreateTable', 'dynamodb:TagResource', 'dynamodb:PutResourcePolicy'],
  async (input: CreateTableCommandInput, call: CallContext<DynamodbState>) => {
    const { TableName, Tags, ResourcePolicy } = input;
    const keys = () => requestTags(givenTags(Tags));
    const [target] = await tableTargets(TableName, call, { keys });
    if (target === undefined) return [];
    return [
      { ...target, action: 'dynamodb:CreateTable' },
      ...(Tags ? [{ ...target, action: 'dynamodb:TagResource' }] : []),
      ...(ResourcePolicy ? [{ ...target, action: 'dynamodb:PutResourcePolicy' }] : []),
    ];
  },
);

function tableDraft(input: CreateTableCommandInput, call: CallContext<DynamodbState>): Omit<TableRecord, 'number'> {
  const now = call.clock.now();
  const indexes = [
    ...(input.LocalSecondaryIndexes ?? []).map((index, at) => indexRecord(index, at + 1, false)),
    ...(input.GlobalSecondaryIndexes ?? []).map((index, at) =>
      indexRecord(index, (input.LocalSecondaryIndexes?.length ?? 0) + at + 1, true),
    ),
  ];
  const onDemand = input.BillingMode === 'PAY_PER_REQUEST';
  const { StreamSpecification: stream, SSESpecification: sse, TableClass: tableClass } = input;
  return {
    name: input.TableName ?? '',
    account: call.account,
    region: call.region,
    tableId: call.ids.uuid(),
    createdAt: now,
    attributeDefinitions: input.AttributeDefinitions as unknown as TableRecord['attributeDefinitions'],
    keySchema: input.KeySchema as unknown as TableRecord['keySchema'],
    indexes,
    lastIndexNumber: indexes.length,
    billingMode: onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...(onDemand ? { onDemandSince: now } : {}),
    ...settings(input),
    ...(stream?.StreamEnabled ? { stream: newStream(stream.StreamViewType ?? '', now) } : {}),
    ...(sse?.Enabled ? { sse: sseRecord(sse.KMSMasterKeyId, call) } : {}),
    ...(tableClass ? { tableClass: { name: tableClass } } : {}),
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    tags: tagsByKey(input.Tags ?? []),
  };
}

/** What a table and a global index say alike of their capacity. */
export function settings(given: object): Pick<IndexRecord, 'throughput' | 'onDemandThroughput' | 'warmThroughput'> {
  const {
    ProvisionedThroughput: throughput,
    OnDemandThroughput: onDemandThroughput,
    WarmThroughput: warmThroughput,
  } = given as Readonly<Record<string, Record<string, number> | undefined>>;
  return {
    ...(throughput ? { throughput: throughput as unknown as Throughput } : {}),
    ...(onDemandThroughput ? { onDemandThroughput } : {}),
    ...(warmThroughput ? { warmThroughput } : {}),
  };
}

export function indexRecord(given: GivenIndex, number: number, global: boolean): IndexRecord {
  return {
    name: given.IndexName ?? '',
    number,
    global,
    keySchema: given.KeySchema as unknown as IndexRecord['keySchema'],
    projection: given.Projection as unknown as IndexRecord['projection'],
    ...settings(given),
  };
}

/** A stream that begins now; its label is the time, as AWS writes it. */
export function newStream(viewType: string, nowMs: number): NonNullable<TableRecord['stream']> {
  return { viewType, label: new Date(nowMs).toISOString().slice(0, -1) };
}

/** Server-side encryption with a key of KMS, described: the data on this machine is not encrypted. */
export function sseRecord(
  keyId: string | undefined,
  call: CallContext<DynamodbState>,
): NonNullable<TableRecord['sse']> {
  if (keyId?.startsWith('alias/') && keyId !== 'alias/aws/dynamodb') {
    throw notBuilt('CreateTable', 'SSESpecification.KMSMasterKeyId with an alias');
  }
  const key = keyId === undefined || keyId === 'alias/aws/dynamodb' ? call.ids.uuid() : keyId;
  const arn = key.startsWith('arn:') ? key : `arn:aws:kms:${call.region}:${call.account}:key/${key}`;
  return { type: 'KMS', kmsKeyArn: arn };
}
