import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb } from '../../../../test/support/dynamodb.ts';
import type { ResourceContext } from '../../../aws/resource-type.ts';
import type { DynamodbState } from '../state.ts';
import { globalTable } from './global-table.ts';
import type { GlobalTableProperties } from './global-table-properties.ts';

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

const properties = (changes: object = {}) =>
  ({
    TableName: 'Users',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    Replicas: [
      {
        Region: 'us-east-1',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: 'true' },
        DeletionProtectionEnabled: true,
        Tags: [{ Key: 'team', Value: 'red' }],
      },
      { Region: 'eu-west-1' },
    ],
    ...changes,
  }) as unknown as GlobalTableProperties;

test('a global table is a table with the settings of its replica in this region', async () => {
  const { call, run } = deployment();
  const { physicalId, attributes } = await globalTable.create(properties(), call);
  const { Table: table } = await run('DescribeTable', { TableName: 'Users' });
  assert.equal(physicalId, 'Users');
  assert.deepEqual(attributes, { Arn: table.TableArn, StreamArn: table.LatestStreamArn, TableId: table.TableId });
  assert.equal(table.DeletionProtectionEnabled, true);
  const { ContinuousBackupsDescription: backups } = await run('DescribeContinuousBackups', { TableName: 'Users' });
  assert.equal(backups.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus, 'ENABLED');
  assert.deepEqual((await run('ListTagsOfResource', { ResourceArn: table.TableArn })).Tags, [
    { Key: 'team', Value: 'red' },
  ]);
});

test('a scaled capacity begins at its seed or its minimum', async () => {
  const { call, run } = deployment();
  const scaled = (settings: object) => ({ ...settings, MaxCapacity: 100 });
  await globalTable.create(
    properties({
      BillingMode: 'PROVISIONED',
      WriteProvisionedThroughputSettings: {
        WriteCapacityAutoScalingSettings: scaled({ MinCapacity: '2', SeedCapacity: 7 }),
      },
      Replicas: [
        {
          Region: 'us-east-1',
          ReadProvisionedThroughputSettings: { ReadCapacityAutoScalingSettings: scaled({ MinCapacity: '3' }) },
        },
      ],
    }),
    call,
  );
  const { Table: table } = await run('DescribeTable', { TableName: 'Users' });
  assert.deepEqual(table.ProvisionedThroughput, {
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: 3,
    WriteCapacityUnits: 7,
  });
});

test('an update changes the table, or asks for another', async () => {
  const { call, run } = deployment();
  await globalTable.create(properties(), call);
  const changed = properties({ Replicas: [{ Region: 'us-east-1', TableClass: 'STANDARD_INFREQUENT_ACCESS' }] });
  await globalTable.update('Users', changed, properties(), call);
  const { Table: table } = await run('DescribeTable', { TableName: 'Users' });
  assert.equal(table.DeletionProtectionEnabled, false);
  assert.equal(table.TableClassSummary.TableClass, 'STANDARD_INFREQUENT_ACCESS');
  const rekeyed = properties({ KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }] });
  assert.equal(await globalTable.update('Users', rekeyed, changed, call), 'replace');
  await globalTable.delete('Users', changed, call);
  assert.deepEqual((await run('ListTables', {})).TableNames, []);
});

test('replicas elsewhere are named, and one here is required', async () => {
  const { call } = deployment();
  assert.deepEqual(globalTable.unhonoured?.(properties()), [
    'Replicas: of the replicas in us-east-1, eu-west-1 there is only that of the region samlet runs as',
  ]);
  await assert.rejects(globalTable.create(properties({ Replicas: [{ Region: 'eu-west-1' }] }), call), {
    code: 'SAMLET_NO_LOCAL_REPLICA',
  });
});
