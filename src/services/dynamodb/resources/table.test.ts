import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb } from '../../../../test/support/dynamodb.ts';
import type { ResourceContext } from '../../../aws/resource-type.ts';
import type { DynamodbState } from '../state.ts';
import { table } from './table.ts';
import type { TableProperties } from './table-properties.ts';

function deployment() {
  const local = localDynamodb();
  const call: ResourceContext<DynamodbState> = {
    ...local.call,
    stackName: 'app',
    logicalId: 'Users',
    templateDir: '/app',
    metadata: {},
    physicalName: () => 'app-Users-ABCDEF123456',
  };
  return { ...local, call };
}

const minimal = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
} as unknown as TableProperties;

const withIndex = (name: string, key: string) =>
  ({
    ...minimal,
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: key, AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: name,
        KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  }) as unknown as TableProperties;

test('a table without a name gets one of its stack, with its ARN as attribute', async () => {
  const { call } = deployment();
  assert.deepEqual(await table.create(minimal, call), {
    physicalId: 'app-Users-ABCDEF123456',
    attributes: { Arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/app-Users-ABCDEF123456' },
  });
});

test('all settings of a template reach the table, also as text', async () => {
  const { call, run } = deployment();
  const deployed = await table.create(
    {
      ...minimal,
      TableName: 'Users',
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: '5', WriteCapacityUnits: 6 },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      SSESpecification: { SSEEnabled: 'true' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: 'true' },
      DeletionProtectionEnabled: 'true',
      Tags: [{ Key: 'a', Value: 1 }],
    },
    call,
  );
  const { Table: described } = await run('DescribeTable', { TableName: 'Users' });
  assert.equal(deployed.attributes?.['StreamArn'], described.LatestStreamArn);
  assert.equal(described.ProvisionedThroughput.ReadCapacityUnits, 5);
  assert.equal(described.SSEDescription.Status, 'ENABLED');
  assert.equal(described.DeletionProtectionEnabled, true);
  const ttl = await run('DescribeTimeToLive', { TableName: 'Users' });
  assert.equal(ttl.TimeToLiveDescription.AttributeName, 'ttl');
  const tags = await run('ListTagsOfResource', { ResourceArn: described.TableArn });
  assert.deepEqual(tags.Tags, [{ Key: 'a', Value: '1' }]);
});

test('an update keeps the items and changes what changed', async () => {
  const { call, run, items } = deployment();
  const { physicalId: name } = await table.create(minimal, call);
  await run('PutItem', { TableName: name, Item: { id: { S: 'a' }, mail: { S: 'x' } } });
  const next: TableProperties = {
    ...withIndex('byMail', 'mail'),
    StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    Tags: [{ Key: 'a', Value: 'b' }],
  };
  const updated = await table.update(name, next, minimal, call);
  assert.notEqual(updated, 'replace');
  assert.equal((await run('Scan', { TableName: name, IndexName: 'byMail' })).Count, 1);
  await table.update(name, minimal, next, call);
  const { Table: described } = await run('DescribeTable', { TableName: name });
  assert.equal(described.GlobalSecondaryIndexes, undefined);
  assert.equal(described.StreamSpecification, undefined);
  assert.deepEqual((await run('ListTagsOfResource', { ResourceArn: described.TableArn })).Tags, []);
  assert.equal((await items(name)).length, 1);
});

test('an index with another key is another index', async () => {
  const { call, run } = deployment();
  const before = withIndex('one', 'a');
  const { physicalId: name } = await table.create(before, call);
  await table.update(name, withIndex('one', 'b'), before, call);
  const { Table: described } = await run('DescribeTable', { TableName: name });
  assert.deepEqual(described.GlobalSecondaryIndexes[0].KeySchema, [{ AttributeName: 'b', KeyType: 'HASH' }]);
  assert.equal(described.GlobalSecondaryIndexes[0].IndexStatus, 'ACTIVE');
});

test('another key or name needs another table', async () => {
  const { call } = deployment();
  const { physicalId: name } = await table.create(minimal, call);
  const changes = [
    { KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }] },
    { TableName: 'Other' },
    { AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }] },
  ];
  for (const change of changes) {
    const next = { ...minimal, ...change } as unknown as TableProperties;
    assert.equal(await table.update(name, next, minimal, call), 'replace');
  }
});

test('a table that is gone is deleted without complaint', async () => {
  const { call, run } = deployment();
  const { physicalId: name } = await table.create(minimal, call);
  await table.delete(name, minimal, call);
  await table.delete(name, minimal, call);
  assert.deepEqual(await run('ListTables', {}), { TableNames: [] });
});
