import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';
import { ServiceError } from '../../aws/service-error.ts';

const EXCEEDED =
  'ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded. ' +
  'Consider increasing your provisioning level with the UpdateTable API.';

/** A table that may read and write 1 unit a second, and has saved nothing; an index by `mail` with the given units. */
async function exhausted(settings: object = {}, options: { readonly throttling?: boolean } = {}) {
  const local = localDynamodb(undefined, options);
  const { run } = local;
  await run('CreateTable', {
    ...tableInput('Tab', 'id:S'),
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    ...settings,
  });
  const put = (id: string, bytes = 10, more: object = {}) => ({
    TableName: 'Tab',
    Item: { id: { S: id }, value: { S: 'x'.repeat(bytes) }, ...more },
  });
  const get = (id: string) => ({ TableName: 'Tab', Key: { id: { S: id } }, ConsistentRead: true });
  return { ...local, put, get };
}

test('300 seconds of what was not used may be written at once, and then a unit a second', async () => {
  const { run, refusal, put, clock } = await exhausted();
  await Promise.all(Array.from({ length: 300 }, (_, at) => run('PutItem', put(`a${at}`))));
  assert.equal(await refusal('PutItem', put('b')), EXCEEDED);
  await clock.advance(999);
  assert.equal(await refusal('PutItem', put('b')), EXCEEDED);
  await clock.advance(1);
  await run('PutItem', put('b'));
  assert.equal(await refusal('PutItem', put('b')), EXCEEDED);
  await clock.advance(600_000);
  const outcomes = await Promise.allSettled(Array.from({ length: 400 }, (_, at) => run('PutItem', put(`c${at}`))));
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 300);
});

test('a refused write leaves nothing behind, and the refusal says what was exceeded', async () => {
  const { run, items, put } = await exhausted();
  await run('PutItem', put('a', 310 * 1024));
  await assert.rejects(run('PutItem', put('b')), (error: unknown) => {
    assert.ok(error instanceof ServiceError);
    assert.deepEqual(error.members, {
      ThrottlingReasons: [
        {
          reason: 'TableWriteProvisionedThroughputExceeded',
          resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/Tab',
        },
      ],
    });
    return true;
  });
  assert.deepEqual(
    (await items('Tab')).map((item) => item.id.S),
    ['a'],
  );
});

test('a large item takes its units, which the table must win back', async () => {
  const { run, refusal, put, clock } = await exhausted();
  await run('PutItem', put('a', 200 * 1024));
  await run('PutItem', put('b', 200 * 1024));
  assert.equal(await refusal('PutItem', put('c')), EXCEEDED);
  await clock.advance(100_000);
  assert.equal(await refusal('UpdateItem', { TableName: 'Tab', Key: { id: { S: 'c' } } }), EXCEEDED);
  await clock.advance(5_000);
  await run('DeleteItem', { TableName: 'Tab', Key: { id: { S: 'none' } } });
});

test('reads of all kinds are held to the read units, apart from the writes', async () => {
  const { run, refusal, put, get, clock } = await exhausted();
  await run('PutItem', put('a', 100 * 1024));
  for (let count = 0; count < 11; count++) await run('GetItem', get('a'));
  const query = {
    TableName: 'Tab',
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: 'a' } },
  };
  await run('Query', query);
  await run('Scan', { TableName: 'Tab' });
  for (const [operation, input] of [
    ['GetItem', get('a')],
    ['Query', query],
    ['Scan', { TableName: 'Tab' }],
    ['ExecuteStatement', { Statement: `SELECT * FROM Tab` }],
    ['BatchGetItem', { RequestItems: { Tab: { Keys: [{ id: { S: 'a' } }] } } }],
  ] as const) {
    assert.equal(await refusal(operation, input), EXCEEDED, operation);
  }
  await run('PutItem', put('b'));
  await clock.advance(30_000);
  await run('GetItem', get('a'));
});

test('a batch does what it can and answers the rest as unprocessed', async () => {
  const { run, refusal, put, clock, items } = await exhausted();
  await run('PutItem', put('big', 297 * 1024));
  const ids = ['a', 'b', 'c', 'd'];
  const writes = ids.map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));
  const { UnprocessedItems: left } = await run('BatchWriteItem', { RequestItems: { Tab: writes } });
  assert.equal(left.Tab.length, 2);
  assert.deepEqual(left.Tab, writes.slice(2));
  assert.equal(await refusal('BatchWriteItem', { RequestItems: left }), EXCEEDED);

  for (let count = 0; count < 4; count++) await items('Tab');
  await clock.advance(1_000_000);
  const reads = { Tab: { ConsistentRead: true, Keys: [{ id: { S: 'big' } }] } };
  for (let count = 0; count < 4; count++) await run('BatchGetItem', { RequestItems: reads });
  const keys = ids.map((id) => ({ id: { S: id } }));
  await clock.advance(2_000);
  const answer = await run('BatchGetItem', { RequestItems: { Tab: { ConsistentRead: true, Keys: keys } } });
  assert.equal(answer.Responses.Tab.length, 2);
  assert.deepEqual(answer.UnprocessedKeys, { Tab: { ConsistentRead: true, Keys: keys.slice(2) } });
});

test('a transaction that begins when nothing is left is cancelled with the reason', async () => {
  const { run, refusal, put, get } = await exhausted();
  await run('PutItem', put('a', 310 * 1024));
  assert.equal(
    await refusal('TransactWriteItems', { TransactItems: [{ Put: put('b') }] }),
    'TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded]',
  );
  const { ConsistentRead: _, ...key } = get('a');
  for (let count = 0; count < 2; count++) await run('TransactGetItems', { TransactItems: [{ Get: key }] });
  assert.match(
    await refusal('TransactGetItems', { TransactItems: [{ Get: key }] }),
    /\[ProvisionedThroughputExceeded\]$/,
  );
});

test('an index that is short of units holds the writes that touch it, and its own reads', async () => {
  const { run, refusal, put, clock } = await exhausted({
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'mail', AttributeType: 'S' },
    ],
    ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 100 },
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byMail',
        KeySchema: [{ AttributeName: 'mail', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
    ],
  });
  await run('PutItem', put('a', 310 * 1024, { mail: { S: 'x' } }));
  assert.match(
    await refusal('PutItem', put('b', 1, { mail: { S: 'x' } })),
    /^ProvisionedThroughputExceededException: .*for one or more global secondary indexes of the table was exceeded/,
  );
  await run('PutItem', put('c'));
  const scan = { TableName: 'Tab', IndexName: 'byMail' };
  for (let count = 0; count < 8; count++) await run('Scan', scan);
  assert.match(await refusal('Scan', scan), /^ProvisionedThroughputExceededException: /);
  await run('Scan', { TableName: 'Tab' });
  await clock.advance(20_000);
  await run('Scan', scan);
  await run('PutItem', put('b', 1, { mail: { S: 'x' } }));
});

test('a table on demand is held to its maximums only', async () => {
  const { run, refusal, put, get, clock } = await exhausted({
    BillingMode: 'PAY_PER_REQUEST',
    ProvisionedThroughput: undefined,
    OnDemandThroughput: { MaxReadRequestUnits: 2, MaxWriteRequestUnits: -1 },
  });
  await run('PutItem', put('a', 390 * 1024));
  await run('PutItem', put('a', 390 * 1024));
  await run('GetItem', get('b'));
  await run('GetItem', get('b'));
  const throttled =
    'ThrottlingException: Throughput exceeds the maximum OnDemandThroughput configured on table or index';
  assert.equal(await refusal('GetItem', get('b')), throttled);
  await clock.advance(1_000);
  await run('GetItem', get('b'));
});

test('more units count at once, and what was used stays used', async () => {
  const { run, refusal, put, clock } = await exhausted();
  await run('PutItem', put('a', 310 * 1024));
  await run('UpdateTable', {
    TableName: 'Tab',
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 100 },
  });
  assert.equal(await refusal('PutItem', put('b')), EXCEEDED);
  await clock.advance(1_000);
  await run('PutItem', put('b'));
  await run('UpdateTable', { TableName: 'Tab', BillingMode: 'PAY_PER_REQUEST' });
  await Promise.all(Array.from({ length: 500 }, (_, at) => run('PutItem', put(`c${at}`))));
});

test('expired items take no units', async () => {
  const { run, put, call, items, clock } = await exhausted();
  await run('UpdateTimeToLive', {
    TableName: 'Tab',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  });
  await run('PutItem', put('a', 310 * 1024, { expires: { N: String(clock.now() / 1000 - 1) } }));
  await call.state.sweeps.sweep();
  assert.deepEqual(await items('Tab'), []);
});

test('throttling can be turned off', async () => {
  const { run, put } = await exhausted({}, { throttling: false });
  await Promise.all(Array.from({ length: 600 }, (_, at) => run('PutItem', put(`a${at}`))));
});
