import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';

const S = (text: string) => ({ S: text });
const N = (value: number) => ({ N: String(value) });

async function accounts() {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Accounts', 'id:S'));
  await local.run('CreateTable', tableInput('Log', 'id:S'));
  await local.run('PutItem', { TableName: 'Accounts', Item: { id: S('a'), money: N(100) } });
  return local;
}

const pay = (amount: number) => ({
  Update: {
    TableName: 'Accounts',
    Key: { id: S('a') },
    UpdateExpression: 'SET money = money - :m',
    ConditionExpression: 'money >= :m',
    ExpressionAttributeValues: { ':m': N(amount) },
  },
});
const log = (id: string) => ({
  Put: { TableName: 'Log', Item: { id: S(id) }, ConditionExpression: 'attribute_not_exists(id)' },
});

test('a transaction writes all its items', async () => {
  const local = await accounts();
  const answer = await local.run('TransactWriteItems', {
    TransactItems: [
      pay(30),
      log('1'),
      { ConditionCheck: { TableName: 'Log', Key: { id: S('2') }, ConditionExpression: 'attribute_not_exists(id)' } },
    ],
    ReturnConsumedCapacity: 'TOTAL',
  });
  assert.deepEqual(answer, {
    ConsumedCapacity: [
      { TableName: 'Accounts', CapacityUnits: 2, WriteCapacityUnits: 2 },
      { TableName: 'Log', CapacityUnits: 4, WriteCapacityUnits: 4 },
    ],
  });
  assert.deepEqual(await local.items('Accounts'), [{ id: S('a'), money: N(70) }]);
  assert.deepEqual(await local.items('Log'), [{ id: S('1') }]);
});

test('a transaction of which one condition fails writes nothing and tells each reason in order', async () => {
  const local = await accounts();
  const input = {
    TransactItems: [log('1'), { Update: { ...pay(101).Update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } }],
  };
  await assert.rejects(
    local.run('TransactWriteItems', input),
    (error: { message: string; code: string; members: object }) => {
      assert.equal(error.code, 'TransactionCanceledException');
      assert.equal(
        error.message,
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      );
      assert.deepEqual(error.members, {
        CancellationReasons: [
          { Code: 'None' },
          {
            Code: 'ConditionalCheckFailed',
            Message: 'The conditional request failed',
            Item: { id: S('a'), money: N(100) },
          },
        ],
      });
      return true;
    },
  );
  assert.deepEqual(await local.items('Log'), []);
});

test('concurrent transactions never overdraw', async () => {
  const local = await accounts();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, at) => local.run('TransactWriteItems', { TransactItems: [pay(9), log(`${at}`)] })),
  );
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 11);
  assert.deepEqual(await local.items('Accounts'), [{ id: S('a'), money: N(1) }]);
  assert.equal((await local.items('Log')).length, 11);
  const { Table: table } = await local.run('DescribeTable', { TableName: 'Log' });
  assert.equal(table.ItemCount, 11);
});

test('a transaction cannot touch an item twice', async () => {
  const local = await accounts();
  assert.equal(
    await local.refusal('TransactWriteItems', { TransactItems: [log('1'), log('1')] }),
    'ValidationException: Transaction request cannot include multiple operations on one item',
  );
});

test('what an action may never do cancels the transaction with a validation error', async () => {
  const local = await accounts();
  assert.equal(
    await local.refusal('TransactWriteItems', {
      TransactItems: [log('1'), { Put: { TableName: 'Log', Item: { id: N(1) } } }],
    }),
    'TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]',
  );
  assert.deepEqual(await local.items('Log'), []);
});

test('the same client token does a transaction once for ten minutes', async () => {
  const local = await accounts();
  const request = { TransactItems: [pay(10)], ClientRequestToken: 'token' };
  await local.run('TransactWriteItems', request);
  await local.run('TransactWriteItems', request);
  assert.deepEqual(await local.items('Accounts'), [{ id: S('a'), money: N(90) }]);
  assert.match(
    await local.refusal('TransactWriteItems', { ...request, TransactItems: [pay(11)] }),
    /^IdempotentParameterMismatchException: /,
  );
  await local.clock.advance(600_000);
  await local.run('TransactWriteItems', request);
  assert.deepEqual(await local.items('Accounts'), [{ id: S('a'), money: N(80) }]);
});

test('a transaction reads items of several tables in the order asked', async () => {
  const local = await accounts();
  await local.run('PutItem', { TableName: 'Log', Item: { id: S('1'), text: S('x') } });
  const get = (TableName: string, id: string, more: object = {}) => ({
    Get: { TableName, Key: { id: S(id) }, ...more },
  });
  const answer = await local.run('TransactGetItems', {
    TransactItems: [get('Log', '1', { ProjectionExpression: 'id' }), get('Log', 'none'), get('Accounts', 'a')],
    ReturnConsumedCapacity: 'TOTAL',
  });
  assert.deepEqual(answer, {
    Responses: [{ Item: { id: S('1') } }, {}, { Item: { id: S('a'), money: N(100) } }],
    ConsumedCapacity: [
      { TableName: 'Log', CapacityUnits: 4, ReadCapacityUnits: 4 },
      { TableName: 'Accounts', CapacityUnits: 2, ReadCapacityUnits: 2 },
    ],
  });
});
