import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';
import { memoryStore } from '../../store/memory-store.ts';

const keySchema = (...names: string[]) =>
  names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));

test('a new table says CREATING once and is then ACTIVE, with what AWS shows of it', async () => {
  const { run, clock } = localDynamodb();
  const { TableDescription: created } = await run('CreateTable', {
    ...tableInput('Users', 'userId:S'),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    Tags: [{ Key: 'Environment', Value: 'Production' }],
  });
  assert.equal(created.TableStatus, 'CREATING');
  const { Table: table } = await run('DescribeTable', { TableName: 'Users' });
  const { TableId: id, ...rest } = table;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(rest, {
    AttributeDefinitions: [{ AttributeName: 'userId', AttributeType: 'S' }],
    TableName: 'Users',
    KeySchema: keySchema('userId'),
    TableStatus: 'ACTIVE',
    CreationDateTime: clock.now() / 1000,
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    TableSizeBytes: 0,
    ItemCount: 0,
    TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Users',
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: clock.now() / 1000 },
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    LatestStreamLabel: '2026-01-01T00:00:00.000',
    LatestStreamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Users/stream/2026-01-01T00:00:00.000',
    DeletionProtectionEnabled: false,
    WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000, Status: 'ACTIVE' },
  });
});

test('a provisioned table shows its units', async () => {
  const { run } = localDynamodb();
  const units = { ReadCapacityUnits: 5, WriteCapacityUnits: 3 };
  const { BillingMode: _, ...input } = tableInput('Users', 'id:S');
  await run('CreateTable', { ...input, ProvisionedThroughput: units });
  const { Table: table } = await run('DescribeTable', { TableName: 'Users' });
  assert.deepEqual(table.ProvisionedThroughput, { NumberOfDecreasesToday: 0, ...units });
  assert.equal(table.BillingModeSummary, undefined);
});

test('tables and items are there for the next process on the same store', async () => {
  const store = memoryStore();
  const first = localDynamodb(store);
  await first.run('CreateTable', tableInput('Users', 'id:S'));
  await first.run('PutItem', { TableName: 'Users', Item: { id: { S: 'a' } } });
  const second = localDynamodb(store);
  assert.deepEqual(await second.items('Users'), [{ id: { S: 'a' } }]);
  assert.deepEqual((await second.run('ListTables', {})).TableNames, ['Users']);
});

test('regions do not see the tables of each other', async () => {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Users', 'id:S'));
  (local.call as { region: string }).region = 'eu-west-1';
  assert.deepEqual(await local.run('ListTables', {}), { TableNames: [] });
  await local.run('CreateTable', tableInput('Users', 'id:S'));
  const { Table: table } = await local.run('DescribeTable', { TableName: 'Users' });
  assert.equal(table.TableArn, 'arn:aws:dynamodb:eu-west-1:000000000000:table/Users');
});

test('tables are listed by name, page by page', async () => {
  const { run } = localDynamodb();
  for (const name of ['ccc', 'aaa', 'ddd', 'bbb']) await run('CreateTable', tableInput(name, 'id:S'));
  assert.deepEqual(await run('ListTables', { Limit: 2 }), {
    TableNames: ['aaa', 'bbb'],
    LastEvaluatedTableName: 'bbb',
  });
  assert.deepEqual(await run('ListTables', { ExclusiveStartTableName: 'bbb', Limit: 2 }), {
    TableNames: ['ccc', 'ddd'],
  });
});

test('a deleted table is gone with its items, also for a new one of its name', async () => {
  const store = memoryStore();
  const local = localDynamodb(store);
  await local.run('CreateTable', tableInput('Users', 'id:S'));
  await local.run('PutItem', { TableName: 'Users', Item: { id: { S: 'a' } } });
  const { TableDescription: deleted } = await local.run('DeleteTable', { TableName: 'Users' });
  assert.equal(deleted.TableStatus, 'DELETING');
  assert.equal(
    await local.refusal('DescribeTable', { TableName: 'Users' }),
    'ResourceNotFoundException: Requested resource not found: Table: Users not found',
  );
  await local.run('CreateTable', tableInput('Users', 'id:S'));
  assert.deepEqual(await local.items('Users'), []);
  await local.call.state.background.settle();
  const rows = await store.range(new Uint8Array([0x10]), new Uint8Array([0x12]), { limit: 10 });
  assert.deepEqual(rows, []);
});

test('a protected table is not deleted', async () => {
  const local = localDynamodb();
  await local.run('CreateTable', { ...tableInput('Users', 'id:S'), DeletionProtectionEnabled: true });
  assert.equal(
    await local.refusal('DeleteTable', { TableName: 'Users' }),
    'ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  );
  await local.run('UpdateTable', { TableName: 'Users', DeletionProtectionEnabled: false });
  await local.run('DeleteTable', { TableName: 'Users' });
});

test('an update changes billing, stream and class', async () => {
  const { run, clock } = localDynamodb();
  await run('CreateTable', tableInput('Users', 'id:S'));
  await clock.advance(5000);
  await run('UpdateTable', {
    TableName: 'Users',
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    TableClass: 'STANDARD_INFREQUENT_ACCESS',
  });
  const { Table: table } = await run('DescribeTable', { TableName: 'Users' });
  assert.equal(table.BillingModeSummary.BillingMode, 'PROVISIONED');
  assert.equal(table.ProvisionedThroughput.WriteCapacityUnits, 2);
  assert.equal(table.LatestStreamLabel, '2026-01-01T00:00:05.000');
  assert.equal(table.TableClassSummary.TableClass, 'STANDARD_INFREQUENT_ACCESS');
  await run('UpdateTable', { TableName: 'Users', StreamSpecification: { StreamEnabled: false } });
  const { Table: after } = await run('DescribeTable', { TableName: 'Users' });
  assert.equal(after.StreamSpecification, undefined);
  assert.equal(after.LatestStreamLabel, '2026-01-01T00:00:05.000');
});

test('tags are kept, replaced and removed', async () => {
  const local = localDynamodb();
  const { TableDescription: table } = await local.run('CreateTable', {
    ...tableInput('Users', 'id:S'),
    Tags: [{ Key: 'a', Value: '1' }],
  });
  const arn = { ResourceArn: table.TableArn };
  assert.deepEqual(
    await local.run('TagResource', {
      ...arn,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '' },
      ],
    }),
    {},
  );
  assert.deepEqual(await local.run('ListTagsOfResource', arn), {
    Tags: [
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ],
  });
  await local.run('UntagResource', { ...arn, TagKeys: ['a', 'none'] });
  assert.deepEqual(await local.run('ListTagsOfResource', arn), { Tags: [{ Key: 'b', Value: '' }] });
  assert.equal(
    await local.refusal('ListTagsOfResource', { ResourceArn: 'Users' }),
    'ValidationException: Invalid TableArn: Invalid ResourceArn provided as input Users',
  );
});

test('time to live is kept and described', async () => {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Users', 'id:S'));
  const describe = async () => (await local.run('DescribeTimeToLive', { TableName: 'Users' })).TimeToLiveDescription;
  const update = (Enabled: boolean) => ({
    TableName: 'Users',
    TimeToLiveSpecification: { Enabled, AttributeName: 'ttl' },
  });
  assert.deepEqual(await describe(), { TimeToLiveStatus: 'DISABLED' });
  assert.deepEqual(await local.run('UpdateTimeToLive', update(true)), {
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
  });
  assert.deepEqual(await describe(), { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  assert.equal(
    await local.refusal('UpdateTimeToLive', update(true)),
    'ValidationException: TimeToLive is already enabled',
  );
  await local.clock.advance(3_600_000);
  await local.run('UpdateTimeToLive', update(false));
  assert.equal(
    await local.refusal('UpdateTimeToLive', update(false)),
    'ValidationException: TimeToLive is already disabled',
  );
});

test('continuous backups are kept and described', async () => {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Users', 'id:S'));
  const describe = async () =>
    (await local.run('DescribeContinuousBackups', { TableName: 'Users' })).ContinuousBackupsDescription;
  assert.deepEqual(await describe(), {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
  });
  await local.run('UpdateContinuousBackups', {
    TableName: 'Users',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const now = local.clock.now() / 1000;
  assert.deepEqual((await describe()).PointInTimeRecoveryDescription, {
    PointInTimeRecoveryStatus: 'ENABLED',
    RecoveryPeriodInDays: 35,
    EarliestRestorableDateTime: now,
    LatestRestorableDateTime: now,
  });
  assert.equal(
    await local.refusal('DescribeContinuousBackups', { TableName: 'Nothing' }),
    'TableNotFoundException: Table not found: Nothing',
  );
});

test('endpoints are those of samlet', async () => {
  const { run } = localDynamodb();
  assert.deepEqual(await run('DescribeEndpoints', {}), {
    Endpoints: [{ Address: '127.0.0.1:4566', CachePeriodInMinutes: 1440 }],
  });
});

const definitions = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
const index = (name: string, ...keys: string[]) => ({
  IndexName: name,
  KeySchema: keySchema(...keys),
  Projection: { ProjectionType: 'ALL' },
});

const refusals: readonly (readonly [claim: string, change: object, refusal: string])[] = [
  ['no name', { TableName: undefined }, "The parameter 'TableName' is required but was not present in the request"],
  ['a short name', { TableName: 'ab' }, 'TableName must be at least 3 characters long and at most 255 characters long'],
  [
    'three keys',
    { AttributeDefinitions: definitions('pk', 'sk', 'extra'), KeySchema: keySchema('pk', 'sk', 'extra') },
    "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), KeySchemaElement(attributeName=extra, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
  ],
  [
    'a kind of key that there is not',
    { KeySchema: [{ AttributeName: 'id', KeyType: 'INVALID' }] },
    "1 validation error detected: Value 'INVALID' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
  ],
  [
    'a key type that there is not',
    { AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'BOOL' }] },
    "1 validation error detected: Value 'BOOL' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
  ],
  [
    'no capacity',
    { BillingMode: undefined },
    'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
  ],
  [
    'capacity on demand',
    { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
    'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  ],
  [
    'more keys than definitions',
    { KeySchema: keySchema('id', 'id') },
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  [
    'a key that is not defined',
    { KeySchema: keySchema('other') },
    'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [id]',
  ],
  [
    'a definition that no key uses',
    { AttributeDefinitions: definitions('id', 'more') },
    'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
  ],
  [
    'a local index on a table without a sort key',
    { AttributeDefinitions: definitions('id', 'at'), LocalSecondaryIndexes: [index('byAt', 'id', 'at')] },
    'One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
  ],
  [
    'two indexes of one name',
    {
      AttributeDefinitions: definitions('id', 'x', 'y'),
      GlobalSecondaryIndexes: [index('same', 'x'), index('same', 'y')],
    },
    'One or more parameter values were invalid: Duplicate index name: same',
  ],
];

for (const [claim, change, refusal] of refusals) {
  test(`CreateTable refuses ${claim}`, async () => {
    const local = localDynamodb();
    const input = { ...tableInput('Users', 'id:S'), ...change };
    assert.equal(await local.refusal('CreateTable', input), `ValidationException: ${refusal}`);
    assert.deepEqual(await local.run('ListTables', {}), { TableNames: [] });
  });
}

test('CreateTable refuses a table that is there', async () => {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Users', 'id:S'));
  assert.equal(
    await local.refusal('CreateTable', tableInput('Users', 'id:S')),
    'ResourceInUseException: Table already exists: Users',
  );
});

test('CreateTable names what it does not honour', async () => {
  const local = localDynamodb();
  assert.equal(
    await local.refusal('CreateTable', { ...tableInput('Users', 'id:S'), VectorIndexes: [] }),
    'NotImplementedException: samlet does not honour VectorIndexes of CreateTable yet',
  );
});
