import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb } from '../../../test/support/dynamodb.ts';
import { memoryStore } from '../../store/memory-store.ts';
import { readMetric } from '../../telemetry/metric-reader.ts';
import { seriesRecords } from '../../telemetry/metric-records.ts';

const id = (value: string) => ({ id: { S: value } });
const KEYS = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};

async function measured(settings: object = { BillingMode: 'PAY_PER_REQUEST', ...KEYS }) {
  const store = memoryStore();
  const { run, call, clock } = localDynamodb(store);
  await run('CreateTable', { TableName: 'users', ...settings });
  const metric = async (name: string, dimensions: Record<string, string> = { TableName: 'users' }) => {
    await clock.advance(500);
    const range = { from: 0, to: clock.now() + 60_000, periodSeconds: 60 };
    const periods = await readMetric(store, { namespace: 'AWS/DynamoDB', name, dimensions }, range);
    return periods.map(({ distribution: { count, sum } }) => ({ count, sum }));
  };
  const failing = (operation: string, input: object, code: string) =>
    assert.rejects(run(operation, input), (error: { code?: string }) => error.code === code);
  return { store, run, call, clock, metric, failing };
}

test('reads and writes are counted in capacity units, as ReturnConsumedCapacity answers them', async () => {
  const { run, metric } = await measured();
  await run('PutItem', { TableName: 'users', Item: { ...id('a'), text: { S: 'x'.repeat(5000) } } });
  await run('GetItem', { TableName: 'users', Key: id('a') });
  await run('GetItem', { TableName: 'users', Key: id('a'), ConsistentRead: true });
  await run('GetItem', { TableName: 'users', Key: id('none') });
  const { ConsumedCapacity } = await run('Query', {
    TableName: 'users',
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: 'a' } },
    ReturnConsumedCapacity: 'TOTAL',
  });
  const { CapacityUnits } = ConsumedCapacity as { CapacityUnits: number };
  assert.deepEqual(await metric('ConsumedReadCapacityUnits'), [{ count: 4, sum: 1 + 2 + 0.5 + CapacityUnits }]);
  assert.deepEqual(await metric('ConsumedWriteCapacityUnits'), [{ count: 1, sum: 5 }]);
});

test('batches and transactions count for each table that they name', async () => {
  const { run, metric } = await measured();
  await run('CreateTable', { TableName: 'orders', BillingMode: 'PAY_PER_REQUEST', ...KEYS });
  const put = (value: string) => ({ PutRequest: { Item: id(value) } });
  await run('BatchWriteItem', { RequestItems: { users: [put('a'), put('b')], orders: [put('c')] } });
  await run('TransactWriteItems', { TransactItems: [{ Put: { TableName: 'orders', Item: id('d') } }] });
  await run('ExecuteStatement', { Statement: 'SELECT * FROM "users" WHERE id = \'a\'' });
  assert.deepEqual(await metric('ConsumedWriteCapacityUnits'), [{ count: 2, sum: 2 }]);
  assert.deepEqual(await metric('ConsumedWriteCapacityUnits', { TableName: 'orders' }), [{ count: 2, sum: 3 }]);
  for (const [TableName, Operation] of [
    ['users', 'BatchWriteItem'],
    ['orders', 'BatchWriteItem'],
    ['orders', 'TransactWriteItems'],
    ['users', 'ExecuteStatement'],
  ] as const) {
    const [latency] = await metric('SuccessfulRequestLatency', { TableName, Operation });
    assert.equal(latency?.count, 1, `${Operation} of ${TableName}`);
  }
});

test('latencies are of calls that succeeded, by table and operation', async () => {
  const { run, metric, failing } = await measured();
  await run('GetItem', { TableName: 'users', Key: id('a') });
  await run('GetItem', { TableName: 'arn:aws:dynamodb:us-east-1:000000000000:table/users', Key: id('a') });
  await failing('GetItem', { TableName: 'users', Key: { other: { S: 'a' } } }, 'ValidationException');
  const [latency] = await metric('SuccessfulRequestLatency', { TableName: 'users', Operation: 'GetItem' });
  assert.ok(latency !== undefined && latency.count === 2 && latency.sum > 0 && latency.sum < 10_000);
});

test('Query and Scan count the items that they answer', async () => {
  const { run, metric } = await measured();
  for (const value of ['a', 'b', 'c']) await run('PutItem', { TableName: 'users', Item: id(value) });
  await run('Scan', { TableName: 'users' });
  assert.deepEqual(await metric('ReturnedItemCount', { TableName: 'users', Operation: 'Scan' }), [
    { count: 1, sum: 3 },
  ]);
});

test('an index counts for itself', async () => {
  const { run, metric } = await measured({
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: KEYS.KeySchema,
    AttributeDefinitions: [...KEYS.AttributeDefinitions, { AttributeName: 'mail', AttributeType: 'S' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-mail',
        KeySchema: [{ AttributeName: 'mail', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  await run('PutItem', { TableName: 'users', Item: { ...id('a'), mail: { S: 'a@b' } } });
  await run('Query', {
    TableName: 'users',
    IndexName: 'by-mail',
    KeyConditionExpression: 'mail = :mail',
    ExpressionAttributeValues: { ':mail': { S: 'a@b' } },
  });
  const index = { TableName: 'users', GlobalSecondaryIndexName: 'by-mail' };
  assert.deepEqual(await metric('ConsumedWriteCapacityUnits', index), [{ count: 1, sum: 1 }]);
  assert.deepEqual(await metric('ConsumedReadCapacityUnits', index), [{ count: 1, sum: 0.5 }]);
  assert.deepEqual(await metric('ConsumedWriteCapacityUnits'), [{ count: 1, sum: 1 }]);
  assert.deepEqual(await metric('ConsumedReadCapacityUnits'), []);
});

test('failed conditions are counted by table, other errors of callers for the account', async () => {
  const { run, metric, failing } = await measured();
  const put = { TableName: 'users', Item: id('a'), ConditionExpression: 'attribute_not_exists(id)' };
  await run('PutItem', put);
  await failing('PutItem', put, 'ConditionalCheckFailedException');
  await failing('TransactWriteItems', { TransactItems: [{ Put: put }] }, 'TransactionCanceledException');
  await failing('GetItem', { TableName: 'nothing', Key: id('a') }, 'ResourceNotFoundException');
  await failing('DescribeTable', { TableName: 'nothing' }, 'ResourceNotFoundException');
  assert.deepEqual(await metric('ConditionalCheckFailedRequests'), [{ count: 2, sum: 2 }]);
  assert.deepEqual(await metric('UserErrors', {}), [{ count: 3, sum: 3 }]);
});

test('what throughput refuses is counted as an event of the table and as a request of the operation', async () => {
  const { run, metric, failing } = await measured({
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    ...KEYS,
  });
  for (let count = 0; count < 300; count++) await run('PutItem', { TableName: 'users', Item: id('a') });
  const put = { TableName: 'users', Item: id('a') };
  await failing('PutItem', put, 'ProvisionedThroughputExceededException');
  assert.deepEqual(await metric('WriteThrottleEvents'), [{ count: 1, sum: 1 }]);
  assert.deepEqual(await metric('ThrottledRequests', { TableName: 'users', Operation: 'PutItem' }), [
    { count: 1, sum: 1 },
  ]);
  assert.deepEqual(await metric('UserErrors', {}), []);
});

test('names of tables that are not there make no metrics', async () => {
  const { store, clock, failing } = await measured();
  for (let index = 0; index < 50; index++) {
    await failing('GetItem', { TableName: `nothing-${index}`, Key: id('a') }, 'ResourceNotFoundException');
  }
  await clock.advance(500);
  const names = (await seriesRecords(store).list()).map(({ name }) => name);
  assert.deepEqual(names, ['UserErrors']);
});
