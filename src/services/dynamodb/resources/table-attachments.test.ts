import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb } from '../../../../test/support/dynamodb.ts';
import type { ResourceContext } from '../../../aws/resource-type.ts';
import type { DynamodbState } from '../state.ts';
import { table } from './table.ts';
import type { TableProperties } from './table-properties.ts';

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/Users';
const document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'dynamodb:GetItem', Resource: ARN }],
};
const streamDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'dynamodb:GetRecords', Resource: '*' }],
};
const properties = (more: object) =>
  ({
    TableName: 'Users',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...more,
  }) as unknown as TableProperties;

test('the policy and the insights of a template come and go with its properties', async () => {
  const { call: base, run, refusal } = localDynamodb();
  const call: ResourceContext<DynamodbState> = {
    ...base,
    stackName: 'app',
    logicalId: 'Users',
    templateDir: '/app',
    metadata: {},
    physicalName: () => 'Users',
  };
  const status = async () =>
    (await run('DescribeContributorInsights', { TableName: 'Users' })).ContributorInsightsStatus;
  const full = properties({
    ResourcePolicy: { PolicyDocument: document },
    StreamSpecification: { StreamViewType: 'KEYS_ONLY', ResourcePolicy: { PolicyDocument: streamDocument } },
    ContributorInsightsSpecification: { Enabled: 'true' },
  });
  await table.create(full, call);
  assert.deepEqual(JSON.parse((await run('GetResourcePolicy', { ResourceArn: ARN })).Policy), document);
  const streamArn = (await run('DescribeTable', { TableName: 'Users' })).Table.LatestStreamArn;
  assert.deepEqual(JSON.parse((await run('GetResourcePolicy', { ResourceArn: streamArn })).Policy), streamDocument);
  assert.equal(await status(), 'ENABLED');
  await table.update('Users', properties({}), full, call);
  assert.match(await refusal('GetResourcePolicy', { ResourceArn: ARN }), /^PolicyNotFoundException/);
  assert.equal(await status(), 'DISABLED');
});

test('a table is created with the policy of its request, or not at all', async () => {
  const { run, refusal } = localDynamodb();
  const input = properties({ ResourcePolicy: JSON.stringify(document) });
  assert.match(
    await refusal('CreateTable', properties({ ResourcePolicy: '{}' })),
    /^ValidationException: Invalid policy/,
  );
  assert.deepEqual((await run('ListTables', {})).TableNames, []);
  await run('CreateTable', input);
  assert.deepEqual(JSON.parse((await run('GetResourcePolicy', { ResourceArn: ARN })).Policy), document);
});
