import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LocalDynamodb, localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';
import { memoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';

const S = (text: string) => ({ S: text });
const N = (value: number | string) => ({ N: String(value) });

const keySchema = (...names: string[]) =>
  names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));

/** A table with global indexes on city and age (all, some and no other attributes) and a local one on age. */
async function people(): Promise<LocalDynamodb> {
  const local = localDynamodb();
  await local.run('CreateTable', {
    ...tableInput('People', 'team:S', 'name:S'),
    AttributeDefinitions: ['team:S', 'name:S', 'city:S', 'age:N'].map((one) => {
      const [AttributeName, AttributeType] = one.split(':');
      return { AttributeName, AttributeType };
    }),
    GlobalSecondaryIndexes: [
      { IndexName: 'byCity', KeySchema: keySchema('city', 'age'), Projection: { ProjectionType: 'ALL' } },
      { IndexName: 'cityKeys', KeySchema: keySchema('city'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      {
        IndexName: 'cityMail',
        KeySchema: keySchema('city'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['mail'] },
      },
    ],
    LocalSecondaryIndexes: [
      { IndexName: 'byAge', KeySchema: keySchema('team', 'age'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  });
  return local;
}

const person = (name: string, more: object = {}) => ({ team: S('red'), name: S(name), ...more });
const put = (local: LocalDynamodb, item: object, more: object = {}) =>
  local.run('PutItem', { TableName: 'People', Item: item, ...more });

const byCity = (local: LocalDynamodb, index: string, more: object = {}) =>
  local.run('Query', {
    TableName: 'People',
    IndexName: index,
    KeyConditionExpression: 'city = :c',
    ExpressionAttributeValues: { ':c': S('Bern') },
    ...more,
  });

test('an index holds its projection of the items that have its key, in its order', async () => {
  const local = await people();
  const ann = person('ann', { city: S('Bern'), age: N(40), mail: S('a@x'), more: N(1) });
  const bob = person('bob', { city: S('Bern'), age: N(7) });
  await put(local, ann);
  await put(local, bob);
  await put(local, person('cid', { city: S('Bern') }));
  await put(local, person('dan'));
  assert.deepEqual((await byCity(local, 'byCity')).Items, [bob, ann]);
  const names = (page: { Items: { name: { S: string } }[] }) => page.Items.map(({ name }) => name.S).sort();
  assert.deepEqual(names(await byCity(local, 'cityKeys')), ['ann', 'bob', 'cid']);
  const mail = await byCity(local, 'cityMail', { FilterExpression: 'attribute_exists(mail)' });
  assert.deepEqual(mail.Items, [person('ann', { city: S('Bern'), mail: S('a@x') })]);
});

test('an index follows puts, updates and deletes', async () => {
  const local = await people();
  await put(local, person('ann', { city: S('Bern'), age: N(40) }));
  const update = (expression: string, values?: object) =>
    local.run('UpdateItem', {
      TableName: 'People',
      Key: person('ann'),
      UpdateExpression: expression,
      ...(values && { ExpressionAttributeValues: values }),
    });
  await update('SET age = :a', { ':a': N(41) });
  assert.deepEqual((await byCity(local, 'byCity')).Items, [person('ann', { city: S('Bern'), age: N(41) })]);
  await update('REMOVE age');
  assert.deepEqual((await byCity(local, 'byCity')).Items, []);
  await update('SET age = :a', { ':a': N(1) });
  await local.run('DeleteItem', { TableName: 'People', Key: person('ann') });
  assert.deepEqual((await byCity(local, 'byCity')).Items, []);
  assert.deepEqual((await local.run('Scan', { TableName: 'People', IndexName: 'byAge' })).Items, []);
});

test('pages of an index go on after items with the same key', async () => {
  const local = await people();
  const items = Array.from({ length: 9 }, (_, at) => person(`p${at}`, { city: S('Bern'), age: N(at % 2) }));
  for (const item of items) await put(local, item);
  for (const forward of [true, false]) {
    const seen: string[] = [];
    let start: object | undefined;
    do {
      const page = await byCity(local, 'byCity', {
        Limit: 2,
        ScanIndexForward: forward,
        ...(start && { ExclusiveStartKey: start }),
      });
      seen.push(...page.Items.map(({ name }: { name: { S: string } }) => name.S));
      start = page.LastEvaluatedKey;
      if (start) assert.deepEqual(Object.keys(start).sort(), ['age', 'city', 'name', 'team']);
    } while (start !== undefined);
    assert.equal(new Set(seen).size, 9);
    assert.equal(seen.length, 9);
  }
});

test('a local index gives whole items from the table when it is asked to, and counts for both', async () => {
  const local = await people();
  const ann = person('ann', { age: N(3), more: S('x') });
  await put(local, ann);
  const query = (more: object) =>
    local.run('Query', {
      TableName: 'People',
      IndexName: 'byAge',
      KeyConditionExpression: 'team = :t AND age > :a',
      ExpressionAttributeValues: { ':t': S('red'), ':a': N(2) },
      ...more,
    });
  assert.deepEqual((await query({})).Items, [person('ann', { age: N(3) })]);
  assert.deepEqual((await query({ Select: 'ALL_ATTRIBUTES', ConsistentRead: true })).Items, [ann]);
  const projected = await query({ ProjectionExpression: 'more', ReturnConsumedCapacity: 'INDEXES' });
  assert.deepEqual(projected.Items, [{ more: S('x') }]);
  assert.deepEqual(projected.ConsumedCapacity, {
    TableName: 'People',
    CapacityUnits: 1,
    Table: { CapacityUnits: 0.5 },
    LocalSecondaryIndexes: { byAge: { CapacityUnits: 0.5 } },
  });
});

test('a write tells the capacity that each index took', async () => {
  const local = await people();
  const write = async (item: object) =>
    (await put(local, item, { ReturnConsumedCapacity: 'INDEXES' })).ConsumedCapacity;
  const first = await write(person('ann', { city: S('Bern'), age: N(1) }));
  assert.equal(first.CapacityUnits, 5);
  assert.deepEqual(first.GlobalSecondaryIndexes, {
    byCity: { CapacityUnits: 1 },
    cityKeys: { CapacityUnits: 1 },
    cityMail: { CapacityUnits: 1 },
  });
  const unprojected = await write(person('ann', { city: S('Bern'), age: N(1), more: N(1) }));
  assert.deepEqual(unprojected.GlobalSecondaryIndexes, { byCity: { CapacityUnits: 1 } });
  const moved = await write(person('ann', { city: S('Basel'), age: N(1), more: N(1) }));
  assert.deepEqual(moved.GlobalSecondaryIndexes.byCity, { CapacityUnits: 2 });
});

const refusals: readonly (readonly [claim: string, operation: string, input: object, refusal: string])[] = [
  [
    'an index key of another type',
    'PutItem',
    { Item: person('x', { age: S('old') }) },
    'One or more parameter values were invalid: Type mismatch for Index Key age Expected: N Actual: S IndexName: byAge',
  ],
  [
    'an empty index key',
    'PutItem',
    { Item: person('x', { city: S('') }) },
    'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
      'The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byCity, IndexKey: city',
  ],
  [
    'an index key of another type',
    'UpdateItem',
    { Key: person('x'), UpdateExpression: 'SET age = :a', ExpressionAttributeValues: { ':a': S('old') } },
    'One or more parameter values were invalid: Type mismatch for Index Key age Expected: N Actual: S IndexName: byAge',
  ],
  [
    'consistent reads of a global index',
    'Scan',
    { IndexName: 'byCity', ConsistentRead: true },
    'Consistent reads are not supported on global secondary indexes',
  ],
  [
    'all attributes of a global index that has not all',
    'Scan',
    { IndexName: 'cityKeys', Select: 'ALL_ATTRIBUTES' },
    'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary ' +
      'index cityKeys because its projection type is not ALL',
  ],
];

for (const [claim, operation, input, refusal] of refusals) {
  test(`${operation} refuses ${claim}`, async () => {
    const local = await people();
    assert.equal(await local.refusal(operation, { TableName: 'People', ...input }), `ValidationException: ${refusal}`);
  });
}

test('after any writes each index is what a scan of the table would give', async () => {
  const write = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd\u0000', 'd'),
    city: fc.option(fc.constantFrom('Bern', 'Be\u0000rn', 'Basel'), { nil: undefined }),
    age: fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined }),
    remove: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 30 }), async (writes) => {
      const local = await people();
      for (const { name, city, age, remove } of writes) {
        if (remove) await local.run('DeleteItem', { TableName: 'People', Key: person(name) });
        else {
          await put(
            local,
            person(name, { ...(city !== undefined && { city: S(city) }), ...(age !== undefined && { age: N(age) }) }),
          );
        }
      }
      const all = await local.items('People');
      const scan = async (index: string) =>
        (await local.run('Scan', { TableName: 'People', IndexName: index })).Items.map(nameOf).sort();
      const having = (...names: string[]) =>
        all
          .filter((item) => names.every((name) => name in item))
          .map(nameOf)
          .sort();
      assert.deepEqual(await scan('byCity'), having('city', 'age'));
      assert.deepEqual(await scan('cityKeys'), having('city'));
      assert.deepEqual(await scan('byAge'), having('age'));
      const { Table } = await local.run('DescribeTable', { TableName: 'People' });
      assert.equal(Table.ItemCount, all.length);
      assert.equal(Table.LocalSecondaryIndexes[0].ItemCount, having('age').length);
    }),
    { numRuns: 40 },
  );
});

const nameOf = ({ name }: { name: { S: string } }) => name.S;

test('an index that is added holds the items that were there, and one that is removed is gone', async () => {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Tab', 'p:N'));
  for (let at = 0; at < 1200; at += 25) {
    const batch = Array.from({ length: 25 }, (_, n) => ({
      PutRequest: { Item: { p: N(at + n), even: (at + n) % 2 === 0 ? S('yes') : N(1) } },
    }));
    await local.run('BatchWriteItem', { RequestItems: { Tab: batch } });
  }
  const create = {
    IndexName: 'byEven',
    KeySchema: keySchema('even', 'p'),
    Projection: { ProjectionType: 'ALL' },
  };
  const { TableDescription: updating } = await local.run('UpdateTable', {
    TableName: 'Tab',
    AttributeDefinitions: [
      { AttributeName: 'even', AttributeType: 'S' },
      { AttributeName: 'p', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexUpdates: [{ Create: create }],
  });
  assert.equal(updating.TableStatus, 'UPDATING');
  assert.equal(updating.GlobalSecondaryIndexes[0].IndexStatus, 'CREATING');
  await local.run('PutItem', { TableName: 'Tab', Item: { p: N(5000), even: S('yes') } });
  const { Table: table } = await local.run('DescribeTable', { TableName: 'Tab' });
  assert.deepEqual([table.TableStatus, table.GlobalSecondaryIndexes[0].IndexStatus], ['ACTIVE', 'ACTIVE']);
  assert.equal(table.GlobalSecondaryIndexes[0].ItemCount, 601);
  const count = await local.run('Scan', { TableName: 'Tab', IndexName: 'byEven', Select: 'COUNT' });
  assert.equal(count.Count, 601);

  await local.run('UpdateTable', {
    TableName: 'Tab',
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byEven' } }],
  });
  await local.call.state.background.settle();
  const { Table: after } = await local.run('DescribeTable', { TableName: 'Tab' });
  assert.equal(after.GlobalSecondaryIndexes, undefined);
  assert.deepEqual(after.AttributeDefinitions, [{ AttributeName: 'p', AttributeType: 'N' }]);
  assert.equal(after.ItemCount, 1201);
});

test('an index that is added while a batch or a transaction looks up its tables has their entries', async () => {
  const inner = memoryStore();
  const before = localDynamodb(inner);
  await before.run('CreateTable', tableInput('First', 'id:S'));
  await before.run('CreateTable', tableInput('Second', 'id:S'));
  let release = () => {};
  const waiting = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store: Store = {
    ...inner,
    get: (key) => (Buffer.from(key).includes('Second') ? waiting.then(() => inner.get(key)) : inner.get(key)),
  };
  const local = localDynamodb(store);
  await local.run('GetItem', { TableName: 'First', Key: { id: { S: 'x' } } });
  const item = (id: string) => ({ id: { S: id }, group: { S: 'g' } });
  const batch = local.run('BatchWriteItem', {
    RequestItems: {
      First: [{ PutRequest: { Item: item('batch') } }],
      Second: [{ PutRequest: { Item: item('batch') } }],
    },
  });
  const transaction = local.run('TransactWriteItems', {
    TransactItems: ['First', 'Second'].map((TableName) => ({ Put: { TableName, Item: item('transaction') } })),
  });
  const statements = local.run('ExecuteTransaction', {
    TransactStatements: ['First', 'Second'].map((name) => ({
      Statement: `INSERT INTO ${name} VALUE {'id': 'statement', 'group': 'g'}`,
    })),
  });
  await local.run('UpdateTable', {
    TableName: 'First',
    AttributeDefinitions: ['id', 'group'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'byGroup',
          KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      },
    ],
  });
  await local.call.state.background.settle();
  release();
  await Promise.all([batch, transaction, statements]);
  const { Items } = await local.run('Query', {
    TableName: 'First',
    IndexName: 'byGroup',
    KeyConditionExpression: '#g = :g',
    ExpressionAttributeNames: { '#g': 'group' },
    ExpressionAttributeValues: { ':g': { S: 'g' } },
  });
  assert.deepEqual(Items.map(({ id }: { id: { S: string } }) => id.S).sort(), ['batch', 'statement', 'transaction']);
});
