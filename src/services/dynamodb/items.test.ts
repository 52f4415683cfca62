import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';

async function users() {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Users', 'userId:S'));
  return local;
}

const S = (text: string) => ({ S: text });
const N = (text: string) => ({ N: text });
const user = (userId: string, more: object = {}) => ({ userId: S(userId), ...more });

test('an item that was put is got, with its numbers in their one form', async () => {
  const { run } = await users();
  const item = user('u1', {
    n: N('1.0'),
    big: N('1E2'),
    m: { M: { l: { L: [{ NULL: true }, { BOOL: false }] } } },
    b: { B: 'AQI=' },
    ns: { NS: ['3', '2.50'] },
  });
  assert.deepEqual(await run('PutItem', { TableName: 'Users', Item: item }), {});
  assert.deepEqual(await run('GetItem', { TableName: 'Users', Key: user('u1') }), {
    Item: { ...item, n: N('1'), big: N('100'), ns: { NS: ['3', '2.5'] } },
  });
});

test('an item that is not there answers nothing', async () => {
  const { run } = await users();
  assert.deepEqual(await run('GetItem', { TableName: 'Users', Key: user('nobody') }), {});
});

test('a table can be named by its ARN', async () => {
  const { run } = await users();
  const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Users';
  await run('PutItem', { TableName: arn, Item: user('u1') });
  assert.deepEqual(await run('GetItem', { TableName: arn, Key: user('u1') }), { Item: user('u1') });
});

test('a projection answers its part of the item', async () => {
  const { run } = await users();
  await run('PutItem', { TableName: 'Users', Item: user('u1', { a: { M: { x: N('1'), y: N('2') } }, b: S('no') }) });
  assert.deepEqual(
    await run('GetItem', {
      TableName: 'Users',
      Key: user('u1'),
      ProjectionExpression: '#a.x',
      ExpressionAttributeNames: { '#a': 'a' },
    }),
    { Item: { a: { M: { x: N('1') } } } },
  );
});

test('a put answers the old item when it is asked to, and only then', async () => {
  const { run } = await users();
  await run('PutItem', { TableName: 'Users', Item: user('u1', { v: N('1') }) });
  const put = (v: string, more: object) =>
    run('PutItem', { TableName: 'Users', Item: user('u1', { v: N(v) }), ...more });
  assert.deepEqual(await put('2', { ReturnValues: 'ALL_OLD' }), { Attributes: user('u1', { v: N('1') }) });
  assert.deepEqual(await put('3', { ReturnValues: 'NONE' }), {});
});

test('a condition that fails leaves the item and can answer it', async () => {
  const local = await users();
  const first = user('u1', { v: N('1') });
  await local.run('PutItem', { TableName: 'Users', Item: first });
  const again = {
    TableName: 'Users',
    Item: user('u1', { v: N('2') }),
    ConditionExpression: 'attribute_not_exists(userId)',
  };
  assert.equal(
    await local.refusal('PutItem', again),
    'ConditionalCheckFailedException: The conditional request failed',
  );
  await assert.rejects(
    local.run('PutItem', { ...again, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    (error: { members: object }) => {
      assert.deepEqual(error.members, { Item: first });
      return true;
    },
  );
  assert.deepEqual(await local.items('Users'), [first]);
});

test('of many conditional puts of one new item one succeeds', async () => {
  const { run } = await users();
  const puts = Array.from({ length: 20 }, (_, at) =>
    run('PutItem', {
      TableName: 'Users',
      Item: user('u1', { v: N(String(at)) }),
      ConditionExpression: 'attribute_not_exists(userId)',
    }),
  );
  const outcomes = await Promise.allSettled(puts);
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
});

test('an update makes the item, changes it, and answers what it was asked for', async () => {
  const { run } = await users();
  const update = (more: object) =>
    run('UpdateItem', {
      TableName: 'Users',
      Key: user('u1'),
      UpdateExpression: 'SET a = if_not_exists(a, :zero) + :one REMOVE b',
      ExpressionAttributeValues: { ':zero': N('0'), ':one': N('1') },
      ...more,
    });
  assert.deepEqual(await update({ ReturnValues: 'UPDATED_OLD' }), {});
  assert.deepEqual(await update({ ReturnValues: 'UPDATED_OLD' }), { Attributes: { a: N('1') } });
  assert.deepEqual(await update({ ReturnValues: 'UPDATED_NEW' }), { Attributes: { a: N('3') } });
  assert.deepEqual(await update({ ReturnValues: 'ALL_OLD' }), { Attributes: user('u1', { a: N('3') }) });
  assert.deepEqual(await update({ ReturnValues: 'ALL_NEW' }), { Attributes: user('u1', { a: N('5') }) });
  assert.deepEqual(await update({}), {});
});

test('concurrent updates of a counter are all counted', async () => {
  const { run } = await users();
  const add = () =>
    run('UpdateItem', {
      TableName: 'Users',
      Key: user('u1'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': N('1') },
    });
  await Promise.all(Array.from({ length: 50 }, add));
  assert.deepEqual(await run('GetItem', { TableName: 'Users', Key: user('u1') }), {
    Item: user('u1', { n: N('50') }),
  });
});

test('an update without an expression makes an item of the key alone', async () => {
  const { run, items } = await users();
  await run('UpdateItem', { TableName: 'Users', Key: user('u1') });
  assert.deepEqual(await items('Users'), [user('u1')]);
});

test('a delete answers the old item and is content when there is none', async () => {
  const { run, items } = await users();
  await run('PutItem', { TableName: 'Users', Item: user('u1', { v: N('1') }) });
  const remove = { TableName: 'Users', Key: user('u1'), ReturnValues: 'ALL_OLD' };
  assert.deepEqual(await run('DeleteItem', remove), { Attributes: user('u1', { v: N('1') }) });
  assert.deepEqual(await run('DeleteItem', remove), {});
  assert.deepEqual(await items('Users'), []);
});

test('consumed capacity is counted by begun kilobytes, and shown only when asked for', async () => {
  const { run } = await users();
  const item = user('u1', { text: S('x'.repeat(5000)) });
  const put = await run('PutItem', { TableName: 'Users', Item: item, ReturnConsumedCapacity: 'TOTAL' });
  assert.deepEqual(put, { ConsumedCapacity: { TableName: 'Users', CapacityUnits: 5 } });
  const get = (more: object) =>
    run('GetItem', { TableName: 'Users', Key: user('u1'), ReturnConsumedCapacity: 'TOTAL', ...more });
  assert.equal((await get({})).ConsumedCapacity.CapacityUnits, 1);
  assert.equal((await get({ ConsistentRead: true })).ConsumedCapacity.CapacityUnits, 2);
  assert.equal((await get({ Key: user('none') })).ConsumedCapacity.CapacityUnits, 0.5);
  const small = await run('PutItem', {
    TableName: 'Users',
    Item: user('u1'),
    ReturnConsumedCapacity: 'INDEXES',
  });
  assert.deepEqual(small.ConsumedCapacity, { TableName: 'Users', CapacityUnits: 5, Table: { CapacityUnits: 5 } });
});

test('a table counts its items and their bytes', async () => {
  const { run } = await users();
  const sizes = async () => {
    const { Table } = await run('DescribeTable', { TableName: 'Users' });
    return [Table.ItemCount, Table.TableSizeBytes];
  };
  await run('PutItem', { TableName: 'Users', Item: user('u1') });
  await run('PutItem', { TableName: 'Users', Item: user('u2', { a: S('xyz') }) });
  assert.deepEqual(await sizes(), [2, 8 + 8 + 4]);
  await run('PutItem', { TableName: 'Users', Item: user('u2') });
  assert.deepEqual(await sizes(), [2, 16]);
  await run('DeleteItem', { TableName: 'Users', Key: user('u1') });
  await run('DeleteItem', { TableName: 'Users', Key: user('u1') });
  assert.deepEqual(await sizes(), [1, 8]);
});

const refusals: readonly (readonly [claim: string, operation: string, input: object, refusal: string])[] = [
  [
    'a table that is not there',
    'GetItem',
    { TableName: 'Nothing', Key: user('a') },
    'ResourceNotFoundException: Requested resource not found',
  ],
  [
    'a table name that is missing',
    'PutItem',
    { Item: user('a') },
    "ValidationException: 1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
  ],
  [
    'a table name that is empty',
    'PutItem',
    { TableName: '', Item: user('a') },
    "ValidationException: 1 validation error detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'several members at once',
    'PutItem',
    { TableName: 'a;b', ReturnValues: 'SOME' },
    "ValidationException: 3 validation errors detected: Value 'a;b' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value null at 'item' failed to satisfy constraint: Member must not be null; Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
  ],
  [
    'a member of another type',
    'PutItem',
    { TableName: 7, Item: user('a') },
    'SerializationException: NUMBER_VALUE cannot be converted to String',
  ],
  [
    'an item without its key',
    'PutItem',
    { TableName: 'Users', Item: { a: S('x') } },
    'ValidationException: One or more parameter values were invalid: Missing the key userId in the item',
  ],
  [
    'a key of another type',
    'PutItem',
    { TableName: 'Users', Item: { userId: N('1') } },
    'ValidationException: One or more parameter values were invalid: Type mismatch for key userId expected: S actual: N',
  ],
  [
    'an empty key',
    'PutItem',
    { TableName: 'Users', Item: user('') },
    'ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: userId',
  ],
  [
    'a partition key that is too long',
    'PutItem',
    { TableName: 'Users', Item: user('x'.repeat(2049)) },
    'ValidationException: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
  ],
  [
    'an item that is too large',
    'PutItem',
    { TableName: 'Users', Item: user('a', { text: S('x'.repeat(400 * 1024)) }) },
    'ValidationException: Item size has exceeded the maximum allowed size',
  ],
  [
    'an update that makes the item too large',
    'UpdateItem',
    {
      TableName: 'Users',
      Key: user('a'),
      UpdateExpression: 'SET t = :t',
      ExpressionAttributeValues: { ':t': S('x'.repeat(400 * 1024)) },
    },
    'ValidationException: Item size to update has exceeded the maximum allowed size',
  ],
  [
    'an update of the key',
    'UpdateItem',
    {
      TableName: 'Users',
      Key: user('a'),
      UpdateExpression: 'SET userId = :t',
      ExpressionAttributeValues: { ':t': S('x') },
    },
    'ValidationException: One or more parameter values were invalid: Cannot update attribute userId. This attribute is part of the key',
  ],
  [
    'a key with an attribute too many',
    'GetItem',
    { TableName: 'Users', Key: user('a', { more: S('x') }) },
    'ValidationException: The provided key element does not match the schema',
  ],
  [
    'a key of another type in a read',
    'GetItem',
    { TableName: 'Users', Key: { userId: N('1') } },
    'ValidationException: The provided key element does not match the schema',
  ],
  [
    'return values that a put does not have',
    'PutItem',
    { TableName: 'Users', Item: user('a'), ReturnValues: 'ALL_NEW' },
    'ValidationException: ReturnValues can only be ALL_OLD or NONE',
  ],
];

for (const [claim, operation, input, refusal] of refusals) {
  test(`${operation} refuses ${claim}`, async () => {
    const local = await users();
    assert.equal(await local.refusal(operation, input), refusal);
    assert.deepEqual(await local.items('Users'), []);
  });
}

test('the largest item and the longest keys fit', async () => {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Big', 'p:S', 's:S'));
  const item = { p: S('p'.repeat(2048)), s: S('\u0000'.repeat(1024)), t: S('') };
  item.t.S = 'x'.repeat(400 * 1024 - 2048 - 1024 - 3);
  await local.run('PutItem', { TableName: 'Big', Item: item });
  assert.deepEqual(await local.items('Big'), [item]);
});

test('an update cannot nest a document deeper than 32 levels', async () => {
  const { run, refusal } = localDynamodb();
  await run('CreateTable', tableInput('Deep', 'id:S'));
  const nested = (levels: number): object => (levels === 0 ? { S: 'leaf' } : { M: { n: nested(levels - 1) } });
  await run('PutItem', { TableName: 'Deep', Item: { id: { S: 'a' }, doc: { M: {} }, list: { L: [] } } });
  const update = (expression: string, value: object) => ({
    TableName: 'Deep',
    Key: { id: { S: 'a' } },
    UpdateExpression: expression,
    ExpressionAttributeValues: { ':v': value },
  });
  const tooDeep =
    'ValidationException: Nesting Levels have exceeded supported limits: ' +
    'Attributes in the item have nested levels beyond supported limit';
  await run('UpdateItem', update('SET doc.deep = :v', nested(30)));
  assert.equal(await refusal('UpdateItem', update('SET doc.deep = :v', nested(31))), tooDeep);
  const append = 'SET #l = list_append(#l, :v)';
  const names = { ExpressionAttributeNames: { '#l': 'list' } };
  await run('UpdateItem', { ...update(append, { L: [nested(30)] }), ...names });
  await run('UpdateItem', update('SET doc.twice = :v', nested(30)));
});

test('names of attributes and placeholders have limits', async () => {
  const { run, refusal } = localDynamodb();
  await run('CreateTable', tableInput('Names', 'id:S'));
  const long = 'n'.repeat(65_536);
  const tooLong =
    'ValidationException: 1 validation error detected: Attribute name is too large, must be less than 65536 bytes';
  const put = (item: object) => ({ TableName: 'Names', Item: { id: { S: 'a' }, ...item } });
  await run('PutItem', put({ [long.slice(1)]: { S: 'x' } }));
  assert.equal(await refusal('PutItem', put({ [long]: { S: 'x' } })), tooLong);
  assert.equal(await refusal('PutItem', put({ m: { M: { [long]: { S: 'x' } } } })), tooLong);
  const update = { TableName: 'Names', Key: { id: { S: 'a' } }, UpdateExpression: 'SET #n = :v' };
  const named = { ExpressionAttributeNames: { '#n': long }, ExpressionAttributeValues: { ':v': { S: 'x' } } };
  assert.equal(await refusal('UpdateItem', { ...update, ...named }), tooLong);
  const values = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`:v${at}`, { S: 'x'.repeat(360_000) }]));
  assert.match(
    await refusal('PutItem', {
      ...put({}),
      ConditionExpression: `id IN (${Object.keys(values).join(', ')})`,
      ExpressionAttributeValues: values,
    }),
    /^ValidationException: ExpressionAttributeValues size has exceeded the maximum allowed size/,
  );
});
