import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../src/aws/service-error.ts';
import { openLmdbStore } from '../../src/store/lmdb-store.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type LocalDynamodb, localDynamodb, tableInput } from '../support/dynamodb.ts';
import { manualClock } from '../support/manual-clock.ts';
import { randomRequests } from '../support/random-dynamodb.ts';

const OPERATIONS = 20_000;
/** So that a test that became slow fails, and does not hold the others up. */
const LIMIT_MS = 120_000;
const seed = Number(process.env['SAMLET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const folder = mkdtempSync(join(tmpdir(), 'samlet-random-'));
let disk: Store;
let onDisk: LocalDynamodb;
let inMemory: LocalDynamodb;

before(async () => {
  disk = await openLmdbStore({ path: folder, durability: 'process', clock: manualClock() });
  onDisk = localDynamodb(disk);
  inMemory = localDynamodb(memoryStore());
});
after(async () => {
  await disk.close();
  rmSync(folder, { recursive: true, force: true });
});

const S = (text: string) => ({ S: text });
const N = (value: number) => ({ N: String(value) });

/** A table with the indexes that the random requests read. */
function indexedTable(name: string): object {
  const input = tableInput(name, 'pk:S', 'sk:N');
  const index = (IndexName: string, keys: readonly [string, string], ProjectionType: string) => ({
    IndexName,
    KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
    Projection: { ProjectionType },
  });
  return {
    ...input,
    AttributeDefinitions: [
      ...(input['AttributeDefinitions'] as object[]),
      { AttributeName: 'g', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [index('byG', ['g', 'sk'], 'ALL')],
    LocalSecondaryIndexes: [index('byN', ['pk', 'n'], 'KEYS_ONLY')],
  };
}

/** What an operation answers or how it refuses; anything but AWS's refusal fails. */
async function outcome(local: LocalDynamodb, operation: string, input: object): Promise<string> {
  try {
    return JSON.stringify(await local.run(operation, input));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `${error.code}: ${error.message} ${JSON.stringify(error.members)}`;
  }
}

test('random requests, damaged or not, are answered alike on disk and in memory, and refused only as AWS refuses', async (t) => {
  let tables = 0;
  let operations = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(randomRequests('Random'), { minLength: 20, maxLength: 150, size: 'max' }),
      async (requests) => {
        for (const local of [onDisk, inMemory]) {
          if (tables > 0) await local.run('DeleteTable', { TableName: 'Random' });
          await local.run('CreateTable', indexedTable('Random'));
        }
        tables++;
        for (const { operation, input } of requests) {
          const expected = await outcome(inMemory, operation, input);
          assert.equal(await outcome(onDisk, operation, input), expected, `${operation} ${JSON.stringify(input)}`);
          operations++;
          if (!expected.startsWith('{')) refused++;
        }
        assert.deepEqual(await onDisk.items('Random'), await inMemory.items('Random'));
      },
    ),
    { seed, numRuns: 300, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
  );
  t.diagnostic(`SAMLET_SEED=${seed}: ${operations} operations, ${refused} of them refused`);
  assert.ok(operations >= OPERATIONS, `${operations} operations`);
  assert.ok(refused > operations / 20 && refused < (operations * 19) / 20, `${refused} of ${operations} refused`);
});

type Row = { readonly pk: string; readonly sk: number; readonly g: string | undefined; readonly count: number };
type Step =
  | {
      readonly do: 'put' | 'delete' | 'get' | 'count';
      readonly pk: string;
      readonly sk: number;
      readonly g?: string;
      readonly by: number;
    }
  | {
      readonly do: 'query';
      readonly pk: string;
      readonly from: number;
      readonly to: number;
      readonly reverse: boolean;
      readonly limit: number;
    }
  | { readonly do: 'queryIndex'; readonly g: string; readonly reverse: boolean }
  | { readonly do: 'putIf'; readonly pk: string; readonly sk: number; readonly least: number; readonly by: number }
  | { readonly do: 'transfer'; readonly pk: string; readonly sk: number; readonly toSk: number; readonly by: number }
  | { readonly do: 'flawed'; readonly pk: string; readonly sk: number; readonly flaw: Flaw };

/** Requests that differ from a valid one in one thing, and how AWS refuses them. */
const FLAWS = {
  'no sort key': {
    operation: 'GetItem',
    change: { Key: { pk: { S: 'p' } } },
    refusal: 'The provided key element does not match the schema',
  },
  'a key of another type': {
    operation: 'DeleteItem',
    change: { Key: { pk: { S: 'p' }, sk: { S: '1' } } },
    refusal: 'The provided key element does not match the schema',
  },
  'an item without its key': {
    operation: 'PutItem',
    change: { Item: { pk: { S: 'p' } } },
    refusal: 'One or more parameter values were invalid: Missing the key sk in the item',
  },
  'an index key of another type': {
    operation: 'PutItem',
    change: { Item: { pk: { S: 'p' }, sk: { N: '1' }, g: { N: '1' } } },
    refusal:
      'One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: byG',
  },
  'an empty set': {
    operation: 'PutItem',
    change: { Item: { pk: { S: 'p' }, sk: { N: '1' }, set: { SS: [] } } },
    refusal: 'One or more parameter values were invalid: An string set  may not be empty',
  },
  'a value nobody uses': {
    operation: 'DeleteItem',
    change: { ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeValues: { ':v': { S: 'x' } } },
    refusal: 'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}',
  },
  'a change of the key': {
    operation: 'UpdateItem',
    change: { UpdateExpression: 'SET pk = :v', ExpressionAttributeValues: { ':v': { S: 'x' } } },
    refusal: 'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  },
} as const;
type Flaw = keyof typeof FLAWS;

const partition = fc.constantFrom('p', 'q');
const sort = fc.integer({ min: -5, max: 20 }).map((number) => number / 2);
const group = fc.constantFrom('x', 'y');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        do: fc.constantFrom('put', 'delete', 'get', 'count'),
        pk: partition,
        sk: sort,
        g: group,
        by: fc.integer({ min: -9, max: 9 }),
      },
      { requiredKeys: ['do', 'pk', 'sk', 'by'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('query'),
      pk: partition,
      from: sort,
      to: sort,
      reverse: fc.boolean(),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('queryIndex'), g: group, reverse: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('putIf'),
      pk: partition,
      sk: sort,
      least: fc.integer({ min: -9, max: 9 }),
      by: fc.integer({ min: -9, max: 9 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('transfer'),
      pk: partition,
      sk: sort,
      toSk: sort,
      by: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('flawed'),
      pk: partition,
      sk: sort,
      flaw: fc.constantFrom(...(Object.keys(FLAWS) as Flaw[])),
    }),
  },
);

/** DynamoDB in a few lines: a map of rows, sorted when it is read. */
class Model {
  readonly rows = new Map<string, Row>();

  sorted(keep: (row: Row) => boolean, reverse: boolean): Row[] {
    const rows = [...this.rows.values()].filter(keep).sort((a, b) => a.sk - b.sk);
    return reverse ? rows.reverse() : rows;
  }
}

const wire = ({ pk, sk, g, count }: Row) => ({
  pk: S(pk),
  sk: N(sk),
  ...(g === undefined ? {} : { g: S(g) }),
  count: N(count),
});

/** An item as the model has it: attributes in one order, numbers as numbers. */
const row = (item: Record<string, { S?: string; N?: string }>): Row => ({
  pk: item['pk']?.S ?? '',
  sk: Number(item['sk']?.N),
  g: item['g']?.S,
  count: Number(item['count']?.N),
});

async function take(local: LocalDynamodb, model: Model, given: Step): Promise<'refused' | undefined> {
  const TableName = 'Model';
  if (given.do === 'flawed' || given.do === 'putIf' || given.do === 'transfer') {
    return takeRefusable(local, model, given, TableName);
  }
  if (given.do === 'query') {
    // A range that ends before it begins is refused, by AWS too.
    const [from, to] = given.from <= given.to ? [given.from, given.to] : [given.to, given.from];
    const found: Row[] = [];
    let start: object | undefined;
    do {
      const page = await local.run('Query', {
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': S(given.pk), ':from': N(from), ':to': N(to) },
        ScanIndexForward: !given.reverse,
        Limit: given.limit,
        ...(start && { ExclusiveStartKey: start }),
      });
      found.push(...page.Items.map(row));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    const expected = model.sorted(({ pk, sk }) => pk === given.pk && sk >= from && sk <= to, given.reverse);
    assert.deepEqual(found, expected);
    return;
  }
  if (given.do === 'queryIndex') {
    const page = await local.run('Query', {
      TableName,
      IndexName: 'byG',
      KeyConditionExpression: 'g = :g',
      ExpressionAttributeValues: { ':g': S(given.g) },
      ScanIndexForward: !given.reverse,
    });
    const keys = (rows: readonly Row[]) => rows.map(({ sk }) => sk);
    const expected = model.sorted(({ g }) => g === given.g, given.reverse);
    assert.deepEqual(keys(page.Items.map(row)), keys(expected));
    // Rows of one group and sort key have no order among them.
    const bySpelling = (rows: readonly Row[]) => rows.map((one) => JSON.stringify(one)).sort();
    assert.deepEqual(bySpelling(page.Items.map(row)), bySpelling(expected));
    return;
  }
  const id = `${given.pk} ${given.sk}`;
  const Key = { pk: S(given.pk), sk: N(given.sk) };
  const old = model.rows.get(id);
  const oldItem = old === undefined ? undefined : row(wire(old));
  switch (given.do) {
    case 'put': {
      const fresh: Row = { pk: given.pk, sk: given.sk, g: given.g, count: given.by };
      const answer = await local.run('PutItem', { TableName, Item: wire(fresh), ReturnValues: 'ALL_OLD' });
      assert.deepEqual(answer.Attributes && row(answer.Attributes), oldItem);
      model.rows.set(id, fresh);
      return;
    }
    case 'delete': {
      const answer = await local.run('DeleteItem', { TableName, Key, ReturnValues: 'ALL_OLD' });
      assert.deepEqual(answer.Attributes && row(answer.Attributes), oldItem);
      model.rows.delete(id);
      return;
    }
    case 'count': {
      const fresh: Row = { pk: given.pk, sk: given.sk, g: old?.g, count: (old?.count ?? 0) + given.by };
      const answer = await local.run('UpdateItem', {
        TableName,
        Key,
        UpdateExpression: 'ADD #c :by',
        ExpressionAttributeNames: { '#c': 'count' },
        ExpressionAttributeValues: { ':by': N(given.by) },
        ReturnValues: 'ALL_NEW',
      });
      assert.deepEqual(row(answer.Attributes), fresh);
      model.rows.set(id, fresh);
      return;
    }
    case 'get': {
      const answer = await local.run('GetItem', { TableName, Key });
      assert.deepEqual(answer.Item && row(answer.Item), oldItem);
    }
  }
}

/** The steps that may be refused: the model says when. */
async function takeRefusable(
  local: LocalDynamodb,
  { rows }: Model,
  given: Step & { readonly do: 'flawed' | 'putIf' | 'transfer' },
  TableName: string,
): Promise<'refused' | undefined> {
  const idOf = (sk: number) => `${given.pk} ${sk}`;
  const keyOf = (sk: number) => ({ pk: S(given.pk), sk: N(sk) });
  if (given.do === 'flawed') {
    const { operation, change, refusal } = FLAWS[given.flaw];
    const request = operation === 'PutItem' ? { Item: keyOf(given.sk) } : { Key: keyOf(given.sk) };
    const said = await local.refusal(operation, { TableName, ...request, ...change });
    assert.equal(said, `ValidationException: ${refusal}`);
    return 'refused';
  }
  if (given.do === 'putIf') {
    const fresh: Row = { pk: given.pk, sk: given.sk, g: undefined, count: given.by };
    const old = rows.get(idOf(given.sk));
    const answer = await outcome(local, 'PutItem', {
      TableName,
      Item: wire(fresh),
      ConditionExpression: 'attribute_not_exists(pk) OR #c >= :least',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':least': N(given.least) },
    });
    if (old !== undefined && old.count < given.least) {
      assert.match(answer, /^ConditionalCheckFailedException: The conditional request failed/);
      return 'refused';
    }
    assert.equal(answer, '{}');
    rows.set(idOf(given.sk), fresh);
    return;
  }
  const [from, to] = [rows.get(idOf(given.sk)), rows.get(idOf(given.toSk))];
  const change = (sk: number, by: number) => ({
    Update: {
      TableName,
      Key: keyOf(sk),
      UpdateExpression: 'SET #c = #c + :by',
      ConditionExpression: '#c >= :least',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':by': N(by), ':least': N(by < 0 ? -by : -1e6) },
    },
  });
  const answer = await outcome(local, 'TransactWriteItems', {
    TransactItems: [change(given.sk, -given.by), change(given.toSk, given.by)],
  });
  if (given.sk === given.toSk) {
    assert.match(answer, /^ValidationException: Transaction request cannot include multiple operations on one item/);
    return 'refused';
  }
  const reasons = [from !== undefined && from.count >= given.by, to !== undefined];
  if (reasons.includes(false)) {
    const codes = reasons.map((met) => (met ? 'None' : 'ConditionalCheckFailed')).join(', ');
    assert.ok(answer.includes(`specific reasons [${codes}]`), answer);
    return 'refused';
  }
  assert.equal(answer, '{}');
  if (from !== undefined) rows.set(idOf(given.sk), { ...from, count: from.count - given.by });
  if (to !== undefined) rows.set(idOf(given.toSk), { ...to, count: to.count + given.by });
  return;
}

test('random histories of valid and nearly valid requests are answered as a plain model answers them', async (t) => {
  let operations = 0;
  let histories = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 400, size: 'max' }), async (steps) => {
      if (histories > 0) await onDisk.run('DeleteTable', { TableName: 'Model' });
      await onDisk.run('CreateTable', indexedTable('Model'));
      histories++;
      const model = new Model();
      for (const one of steps) {
        if ((await take(onDisk, model, one)) === 'refused') refused++;
        operations++;
      }
      const { Table } = await onDisk.run('DescribeTable', { TableName: 'Model' });
      assert.equal(Table.ItemCount, model.rows.size);
    }),
    { seed, numRuns: 120, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
  );
  t.diagnostic(`SAMLET_SEED=${seed}: ${operations} operations in ${histories} histories, ${refused} refused`);
  assert.ok(operations >= OPERATIONS, `${operations} operations`);
  assert.ok(refused > operations / 20, `${refused} of ${operations} refused`);
});

test('concurrent transfers keep the sum, and no transaction reads half of one', async () => {
  const accounts = Array.from({ length: 6 }, (_, at) => `account-${at}`);
  const TableName = 'Transfers';
  await onDisk.run('CreateTable', tableInput(TableName, 'id:S'));
  for (const id of accounts) await onDisk.run('PutItem', { TableName, Item: { id: S(id), money: N(100) } });
  const random = fc.sample(
    fc.record({
      from: fc.constantFrom(...accounts),
      to: fc.constantFrom(...accounts),
      amount: fc.integer({ min: 1, max: 80 }),
    }),
    { seed, numRuns: 600 },
  );
  const change = (id: string, by: number) => ({
    Update: {
      TableName,
      Key: { id: S(id) },
      UpdateExpression: 'SET money = money + :by',
      ConditionExpression: 'money >= :least',
      ExpressionAttributeValues: { ':by': N(by), ':least': N(Math.max(0, -by)) },
    },
  });
  const transfers = random.filter(({ from, to }) => from !== to);
  const sumOf = (items: readonly { money: { N: string } }[]) =>
    items.reduce((sum, { money }) => sum + Number(money.N), 0);
  let done = 0;
  await Promise.all(
    transfers.map(async ({ from, to, amount }, at) => {
      // Some later than others, so that reads come between.
      for (let turn = 0; turn < at % 7; turn++) await new Promise((resolve) => setImmediate(resolve));
      const answer = await outcome(onDisk, 'TransactWriteItems', {
        TransactItems: [change(from, -amount), change(to, amount)],
      });
      if (answer === '{}') done++;
      else assert.match(answer, /^TransactionCanceledException: .*ConditionalCheckFailed/);
      const read = await onDisk.run('TransactGetItems', {
        TransactItems: accounts.map((id) => ({ Get: { TableName, Key: { id: S(id) } } })),
      });
      assert.equal(sumOf(read.Responses.map(({ Item }: { Item: unknown }) => Item)), 600);
    }),
  );
  assert.ok(done > 0 && done < transfers.length, `${done} of ${transfers.length} were done`);
  const items = await onDisk.items(TableName);
  assert.equal(sumOf(items), 600);
  assert.ok(items.every(({ money }) => Number(money.N) >= 0));
});
