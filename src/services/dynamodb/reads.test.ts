import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LocalDynamodb, localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';
import { compareStrings } from './values/compare.ts';
import { compareNumbers, normalizeNumber } from './values/number.ts';

const S = (text: string) => ({ S: text });
const N = (value: number | string) => ({ N: String(value) });
const B = (bytes: Uint8Array | readonly number[]) => ({ B: Buffer.from(bytes).toString('base64') });

type Key = Record<string, object>;

/** A table `T` with partition key `p` (S) and sort key `s`, holding an item for each sort key. */
async function tableOf(
  sortType: 'S' | 'N' | 'B',
  sortKeys: readonly object[],
  more: object = {},
): Promise<LocalDynamodb> {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Tab', 'p:S', `s:${sortType}`));
  await Promise.all(sortKeys.map((s) => local.run('PutItem', { TableName: 'Tab', Item: { p: S('a'), s, ...more } })));
  await local.run('PutItem', { TableName: 'Tab', Item: { p: S('b'), s: sortKeys[0] } });
  return local;
}

const queryInput = (condition: string, values: object, more: object = {}) => ({
  TableName: 'Tab',
  KeyConditionExpression: condition,
  ExpressionAttributeValues: { ':p': S('a'), ...values },
  ...more,
});

async function sortKeys(
  local: LocalDynamodb,
  condition: string,
  values: object,
  more: object = {},
): Promise<unknown[]> {
  const { Items: items } = await local.run('Query', queryInput(condition, values, more));
  return items.map(({ s }: { s: object }) => Object.values(s)[0]);
}

test('a query gives the items of a partition in the order of their sort keys, from either end', async () => {
  const local = await tableOf('N', [N(10), N(-3), N('2.5'), N(0), N('-1E+2')]);
  assert.deepEqual(await sortKeys(local, 'p = :p', {}), ['-100', '-3', '0', '2.5', '10']);
  assert.deepEqual(await sortKeys(local, 'p = :p', {}, { ScanIndexForward: false }), ['10', '2.5', '0', '-3', '-100']);
});

for (const [type, low, middle, prefix, high] of [
  ['S', S('a'), S('ab'), S('a'), S('b')],
  ['N', N(-1), N(0), undefined, N('1e10')],
  ['B', B([0]), B([0, 0]), B([0]), B([0, 1])],
] as const) {
  test(`each key condition means its range of sort keys of type ${type}`, async () => {
    const local = await tableOf(type, [low, middle, high]);
    const text = (value: object) =>
      'N' in value ? normalizeNumber(value.N as string) : (Object.values(value)[0] as string);
    const found = async (condition: string, ...values: object[]) =>
      sortKeys(local, `p = :p AND ${condition}`, Object.fromEntries(values.map((value, at) => [`:v${at}`, value])));
    const all = [low, middle, high].map(text);
    assert.deepEqual(await found('s = :v0', middle), [text(middle)]);
    assert.deepEqual(await found('s < :v0', middle), [text(low)]);
    assert.deepEqual(await found('s <= :v0', middle), [text(low), text(middle)]);
    assert.deepEqual(await found('s > :v0', middle), [text(high)]);
    assert.deepEqual(await found('s >= :v0', middle), [text(middle), text(high)]);
    assert.deepEqual(await found('s BETWEEN :v0 AND :v1', low, middle), [text(low), text(middle)]);
    assert.deepEqual(await found('s BETWEEN :v0 AND :v1', low, high), all);
    if (prefix !== undefined) {
      const beginning = type === 'S' ? [text(low), text(middle)] : all;
      assert.deepEqual(await found('begins_with(s, :v0)', prefix), beginning);
    }
  });
}

test('sort keys of strings sort by their UTF-8 bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }), { minLength: 1 }),
      async (keys) => {
        const local = await tableOf('S', keys.map(S));
        assert.deepEqual(await sortKeys(local, 'p = :p', {}), [...keys].sort(compareStrings));
      },
    ),
    { numRuns: 30 },
  );
});

test('sort keys of numbers sort by value, exact to 38 digits', async () => {
  const digits = fc.tuple(
    fc.constantFrom('', '-'),
    fc.bigInt({ min: 1n, max: 10n ** 38n - 1n }),
    fc.integer({ min: -100, max: 80 }),
  );
  const number = digits.map(([sign, coefficient, exponent]) => normalizeNumber(`${sign}${coefficient}e${exponent}`));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(number, { minLength: 1 }), async (keys) => {
      const local = await tableOf('N', keys.map(N));
      assert.deepEqual(await sortKeys(local, 'p = :p', {}), [...keys].sort(compareNumbers));
    }),
    { numRuns: 30 },
  );
});

test('pages of any size put together are the whole, for queries and scans, forward and backward', async () => {
  const keys = Array.from({ length: 25 }, (_, at) => N(at));
  const local = await tableOf('N', keys);
  for (const limit of [1, 4, 25, 26, 100]) {
    for (const [operation, input] of [
      ['Query', queryInput('p = :p', {})],
      ['Query', queryInput('p = :p', {}, { ScanIndexForward: false })],
      ['Scan', { TableName: 'Tab' }],
    ] as const) {
      const whole = (await local.run(operation, input)).Items;
      const paged: unknown[] = [];
      let start: Key | undefined;
      do {
        const page = await local.run(operation, { ...input, Limit: limit, ...(start && { ExclusiveStartKey: start }) });
        assert.ok(page.Count <= limit);
        paged.push(...page.Items);
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      assert.deepEqual(paged, whole);
    }
  }
});

test('a page that ends at its limit says where, even when nothing follows', async () => {
  const local = await tableOf('N', [N(1), N(2)]);
  const page = await local.run('Query', queryInput('p = :p', {}, { Limit: 2 }));
  assert.deepEqual(page.LastEvaluatedKey, { p: S('a'), s: N(2) });
  const rest = await local.run('Query', queryInput('p = :p', {}, { ExclusiveStartKey: page.LastEvaluatedKey }));
  assert.deepEqual(rest, { Items: [], Count: 0, ScannedCount: 0 });
});

test('a page ends with the item that makes a megabyte', async () => {
  const local = await tableOf(
    'N',
    Array.from({ length: 12 }, (_, at) => N(at)),
    { text: S('x'.repeat(100_000)) },
  );
  const page = await local.run('Query', queryInput('p = :p', {}, { ReturnConsumedCapacity: 'TOTAL' }));
  assert.equal(page.Count, 11);
  assert.deepEqual(page.LastEvaluatedKey, { p: S('a'), s: N(10) });
  assert.equal(page.ConsumedCapacity.CapacityUnits, 134.5);
});

test('a filter leaves items out of the answer, not out of the count of what was read', async () => {
  const local = await tableOf('N', [N(1), N(2), N(3)]);
  await local.run('PutItem', { TableName: 'Tab', Item: { p: S('a'), s: N(2), x: N(1) } });
  const input = queryInput('p = :p', { ':x': N(1) }, { FilterExpression: 'x = :x' });
  assert.deepEqual(await local.run('Query', input), {
    Items: [{ p: S('a'), s: N(2), x: N(1) }],
    Count: 1,
    ScannedCount: 3,
  });
  assert.deepEqual(await local.run('Query', { ...input, Select: 'COUNT' }), { Count: 1, ScannedCount: 3 });
});

test('the segments of a parallel scan are the whole table, each item once', async () => {
  const local = localDynamodb();
  await local.run('CreateTable', tableInput('Tab', 'p:N'));
  const items = Array.from({ length: 200 }, (_, at) => ({ p: N(at) }));
  await Promise.all(items.map((Item) => local.run('PutItem', { TableName: 'Tab', Item })));
  for (const total of [1, 2, 7]) {
    const segments = await Promise.all(
      Array.from({ length: total }, (_, segment) =>
        local.run('Scan', { TableName: 'Tab', Segment: segment, TotalSegments: total }),
      ),
    );
    const found = segments.flatMap((page) => page.Items.map(({ p }: { p: { N: string } }) => Number(p.N)));
    assert.deepEqual(
      found.sort((a, b) => a - b),
      items.map((_, at) => at),
    );
    assert.ok(segments.every((page) => page.Count > 0));
  }
});

test('legacy conditions read the same', async () => {
  const local = await tableOf('N', [N(1), N(2), N(3)]);
  const { Items: items } = await local.run('Query', {
    TableName: 'Tab',
    KeyConditions: {
      p: { ComparisonOperator: 'EQ', AttributeValueList: [S('a')] },
      s: { ComparisonOperator: 'GE', AttributeValueList: [N(2)] },
    },
    AttributesToGet: ['s'],
  });
  assert.deepEqual(items, [{ s: N(2) }, { s: N(3) }]);
});

const refusals: readonly (readonly [claim: string, operation: string, input: object, refusal: string])[] = [
  [
    'a query without a key condition',
    'Query',
    { TableName: 'Tab' },
    'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  ],
  [
    'an index that the table does not have',
    'Query',
    queryInput('p = :p', {}, { IndexName: 'nothing' }),
    'The table does not have the specified index: nothing',
  ],
  [
    'a filter on the key',
    'Query',
    queryInput('p = :p', {}, { FilterExpression: 's > :p' }),
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: s',
  ],
  [
    'a starting key of another partition',
    'Query',
    queryInput('p = :p', {}, { ExclusiveStartKey: { p: S('b'), s: N(1) } }),
    'The provided starting key is outside query boundaries based on provided conditions',
  ],
  [
    'a starting key outside of the range',
    'Query',
    queryInput('p = :p AND s > :s', { ':s': N(5) }, { ExclusiveStartKey: { p: S('a'), s: N(1) } }),
    'The provided starting key does not match the range key predicate',
  ],
  [
    'a starting key without its sort key',
    'Query',
    queryInput('p = :p', {}, { ExclusiveStartKey: { p: S('a') } }),
    'The provided starting key is invalid',
  ],
  [
    'a starting key that is no key',
    'Scan',
    { TableName: 'Tab', ExclusiveStartKey: { p: S('a') } },
    'The provided starting key is invalid: The provided key element does not match the schema',
  ],
  [
    'a limit of nothing',
    'Scan',
    { TableName: 'Tab', Limit: 0 },
    "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    'a segment without their number',
    'Scan',
    { TableName: 'Tab', Segment: 0 },
    'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
  ],
  [
    'a segment beyond their number',
    'Scan',
    { TableName: 'Tab', Segment: 3, TotalSegments: 3 },
    'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 3 is not less than TotalSegments: 3',
  ],
  [
    'projected attributes of no index',
    'Query',
    queryInput('p = :p', {}, { Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    'One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
  ],
];

for (const [claim, operation, input, refusal] of refusals) {
  test(`${operation} refuses ${claim}`, async () => {
    const local = await tableOf('N', [N(1)]);
    assert.equal(await local.refusal(operation, input), `ValidationException: ${refusal}`);
  });
}

test('a batch gets the items that are there, projected, and refuses repeats', async () => {
  const local = await tableOf('N', [N(1), N(2), N(3)], { x: N(7) });
  const key = (s: number) => ({ p: S('a'), s: N(s) });
  const answer = await local.run('BatchGetItem', {
    RequestItems: { Tab: { Keys: [key(3), key(9), key(1)], ProjectionExpression: 's' } },
    ReturnConsumedCapacity: 'TOTAL',
  });
  assert.deepEqual(answer, {
    Responses: { Tab: [{ s: N(3) }, { s: N(1) }] },
    UnprocessedKeys: {},
    ConsumedCapacity: [{ TableName: 'Tab', CapacityUnits: 1.5 }],
  });
  assert.equal(
    await local.refusal('BatchGetItem', { RequestItems: { Tab: { Keys: [key(1), { s: N('1.0'), p: S('a') }] } } }),
    'ValidationException: Provided list of item keys contains duplicates',
  );
  assert.match(
    await local.refusal('BatchGetItem', {
      RequestItems: { Tab: { Keys: Array.from({ length: 101 }, (_, s) => key(s)) } },
    }),
    /at 'requestItems\.Tab\.member\.keys' failed to satisfy constraint: Member must have length less than or equal to 100$/,
  );
});

test('a batch get that would be too large leaves keys for later', async () => {
  const local = await tableOf(
    'N',
    Array.from({ length: 50 }, (_, at) => N(at)),
    { text: S('x'.repeat(380_000)) },
  );
  const keys = Array.from({ length: 50 }, (_, at) => ({ p: S('a'), s: N(at) }));
  const answer = await local.run('BatchGetItem', { RequestItems: { Tab: { Keys: keys } } });
  assert.equal(answer.Responses.Tab.length, 44);
  assert.deepEqual(answer.UnprocessedKeys.Tab.Keys, keys.slice(44));
});

test('a batch writes and removes items', async () => {
  const local = await tableOf('N', [N(1), N(2)]);
  const answer = await local.run('BatchWriteItem', {
    RequestItems: {
      Tab: [{ PutRequest: { Item: { p: S('a'), s: N(3) } } }, { DeleteRequest: { Key: { p: S('a'), s: N(1) } } }],
    },
  });
  assert.deepEqual(answer, { UnprocessedItems: {} });
  assert.deepEqual(await sortKeys(local, 'p = :p', {}), ['2', '3']);
});

test('a batch write refuses repeats, more than 25 and mixed requests, and writes nothing', async () => {
  const local = await tableOf('N', [N(1)]);
  const put = (s: number | string) => ({ PutRequest: { Item: { p: S('new'), s: N(s) } } });
  const refusal = (requests: object[]) => local.refusal('BatchWriteItem', { RequestItems: { Tab: requests } });
  assert.equal(
    await refusal([put(1), { DeleteRequest: { Key: { p: S('new'), s: N('1.0') } } }]),
    'ValidationException: Provided list of item keys contains duplicates',
  );
  assert.match(
    await refusal(Array.from({ length: 26 }, (_, at) => put(at))),
    /at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/,
  );
  assert.match(await refusal([put(1), {}]), /more than one datatypes set/);
  assert.equal((await local.items('Tab')).length, 2);
});
