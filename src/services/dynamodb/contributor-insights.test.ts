import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';

test('contributor insights are kept, described and listed', async () => {
  const { run, clock } = localDynamodb();
  for (const name of ['Orders', 'Users', 'Visits']) await run('CreateTable', tableInput(name, 'id:S'));
  assert.equal(
    (await run('DescribeContributorInsights', { TableName: 'Users' })).ContributorInsightsStatus,
    'DISABLED',
  );
  for (const TableName of ['Users', 'Orders']) {
    const { ContributorInsightsStatus: status } = await run('UpdateContributorInsights', {
      TableName,
      ContributorInsightsAction: 'ENABLE',
    });
    assert.equal(status, 'ENABLING');
  }
  assert.deepEqual(await run('DescribeContributorInsights', { TableName: 'Users' }), {
    TableName: 'Users',
    ContributorInsightsRuleList: [],
    ContributorInsightsStatus: 'ENABLED',
    LastUpdateDateTime: clock.now() / 1000,
    ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS',
  });
  const first = await run('ListContributorInsights', { MaxResults: 1 });
  assert.equal(first.ContributorInsightsSummaries[0].TableName, 'Orders');
  const second = await run('ListContributorInsights', { MaxResults: 1, NextToken: first.NextToken });
  assert.equal(second.ContributorInsightsSummaries[0].TableName, 'Users');
  assert.equal(second.NextToken, undefined);
  await run('DeleteTable', { TableName: 'Users' });
  assert.equal((await run('ListContributorInsights', {})).ContributorInsightsSummaries.length, 1);
});

test('contributor insights of an index that is not there are refused', async () => {
  const { run, refusal } = localDynamodb();
  await run('CreateTable', tableInput('Users', 'id:S'));
  assert.match(
    await refusal('DescribeContributorInsights', { TableName: 'Users', IndexName: 'by-name' }),
    /^ResourceNotFoundException: /,
  );
});

test('a table has one replica that nothing scales, and no Kinesis destination', async () => {
  const { run } = localDynamodb();
  await run('CreateTable', tableInput('Users', 'id:S'));
  const { TableAutoScalingDescription: scaling } = await run('DescribeTableReplicaAutoScaling', { TableName: 'Users' });
  assert.deepEqual(scaling.Replicas, [
    { RegionName: 'us-east-1', GlobalSecondaryIndexes: [], ReplicaStatus: 'ACTIVE' },
  ]);
  assert.deepEqual(await run('DescribeKinesisStreamingDestination', { TableName: 'Users' }), {
    TableName: 'Users',
    KinesisDataStreamDestinations: [],
  });
});
