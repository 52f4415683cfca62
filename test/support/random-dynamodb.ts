import fc from 'fast-check';

/** A request that may be valid. */
export interface RandomRequest {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** Takes one place of a request's JSON and puts something else there, or nothing. */
interface Damage {
  readonly place: number;
  readonly put: unknown;
  readonly remove: boolean;
}

const ATTRIBUTES = ['a', 'b', 'g', 'n', 'set', '__proto__', 'constructor', 'status'];
const JUNK: readonly unknown[] = [
  null,
  '',
  'x',
  0,
  1.5,
  true,
  [],
  {},
  [{}],
  { S: 'x' },
  { Z: 1 },
  -1,
  1e300,
  ':n',
  'é\u0000',
];

const text = fc.constantFrom('', 'a', 'b', 'ab', 'é', '\u{1F600}', 'z\u0000', '\u0000', 'x'.repeat(40));
const number = fc.constantFrom(
  '0',
  '-1',
  '1',
  '1.0',
  '2',
  '10',
  '1e2',
  '-0',
  '0.5',
  '1E-130',
  '9.99e125',
  '12345678901234567890123456789012345678',
);
const binary = fc.constantFrom('', 'AA==', 'AAE=', '/w==');
const badValue = fc.constantFrom<object>(
  {},
  { N: 'x' },
  { N: '1e126' },
  { SS: [] },
  { SS: ['a', 'a'] },
  { NS: ['1', '1.0'] },
  { S: 'a', N: '1' },
  { B: 'A' },
  { NULL: false },
);

const { value } = fc.letrec<{ value: object; plain: object }>((tie) => ({
  plain: fc.oneof(
    text.map((S) => ({ S })),
    number.map((N) => ({ N })),
    binary.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.uniqueArray(fc.constantFrom('1', '2', '-3.5'), { minLength: 1 }).map((NS) => ({ NS })),
  ),
  value: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { weight: 12, arbitrary: tie('plain') },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom(...ATTRIBUTES), tie('value'), { maxKeys: 3 }).map((M) => ({ M })),
    },
    { weight: 1, arbitrary: badValue },
  ),
}));

const key = fc.record({
  pk: fc.constantFrom('p', 'q').map((S) => ({ S })),
  sk: fc.constantFrom('-1', '0', '1', '1.50', '2', '10').map((N) => ({ N })),
});
const attributes = fc
  .array(fc.tuple(fc.constantFrom(...ATTRIBUTES), value), { maxLength: 4 })
  .map((pairs) => Object.fromEntries(pairs));
/** What the table's indexes take, so that their entries are many. */
const indexed = fc.record(
  { g: fc.constantFrom('x', 'y').map((S) => ({ S })), n: fc.constantFrom('1', '2', '3').map((N) => ({ N })) },
  { requiredKeys: [] },
);
const item = fc.tuple(key, indexed, attributes).map(([keys, more, rest]) => ({ ...rest, ...more, ...keys }));

const CONDITIONS = [
  'attribute_exists(a)',
  'attribute_not_exists(pk)',
  'a = :v',
  'NOT a <> :v OR size(b) > :n',
  '#a IN (:v, :n)',
  'n BETWEEN :n AND :n',
  'begins_with(g, :s)',
  'contains(a, :v)',
  'attribute_type(a, :s)',
  'a.b[0] = :v',
  'size(:v) < n',
  'a = ',
  'status = :s',
];
const UPDATES = [
  'SET a = :v',
  'SET a = if_not_exists(a, :n) + :n',
  'SET n = n - :n',
  'SET b = list_append(b, :l)',
  'SET #a.b = :v',
  'REMOVE a, b',
  'REMOVE a[0]',
  'ADD n :n',
  'ADD set :set',
  'DELETE set :set',
  'SET g = :s REMOVE n',
  'SET pk = :s',
  'SET a = :v, a = :n',
  'ADD a :v',
];
const PROJECTIONS = ['pk', 'a, b', '#a.b[1], n', 'a.b, a', 'g, sk, n', ''];
const KEY_CONDITIONS = [
  'pk = :pk',
  'pk = :pk AND sk > :n',
  'pk = :pk AND sk BETWEEN :n AND :high',
  'sk <= :n AND pk = :pk',
  'pk > :pk',
];
const INDEX_CONDITIONS = ['g = :s', 'g = :s AND sk >= :n', 'begins_with(g, :s)', 'pk = :pk AND n < :high'];

/** Values for the placeholders that the expressions use. */
const bound = fc.record({
  ':v': value,
  ':n': number.map((N) => ({ N })),
  ':high': fc.constant({ N: '3' }),
  ':s': fc.constantFrom('x', 'y', 'S', '').map((S) => ({ S })),
  ':l': fc.constant({ L: [{ N: '1' }] }),
  ':set': fc.constantFrom({ SS: ['a'] }, { NS: ['1', '2'] }),
  ':pk': fc.constantFrom('p', 'q').map((S) => ({ S })),
});

function withPlaceholders(
  input: Record<string, unknown>,
  values: Readonly<Record<string, object>>,
): Record<string, unknown> {
  const used = Object.entries(input)
    .filter(([name]) => name.endsWith('Expression'))
    .map(([, expression]) => expression)
    .join(' ');
  const names = used.includes('#a') ? { '#a': 'a' } : undefined;
  const given = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(used));
  return {
    ...input,
    ...(names && { ExpressionAttributeNames: names }),
    ...(given.length > 0 && { ExpressionAttributeValues: Object.fromEntries(given) }),
  };
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const capacity = maybe(fc.constantFrom('TOTAL', 'INDEXES', 'NONE'));

function operationsOn(TableName: string): fc.Arbitrary<RandomRequest> {
  const request = (operation: string, members: fc.Arbitrary<Record<string, unknown>>) =>
    fc.tuple(members, bound).map(([input, values]) => {
      const given = Object.fromEntries(Object.entries({ TableName, ...input }).filter(([, one]) => one !== undefined));
      return { operation, input: withPlaceholders(given, values) };
    });
  const condition = seldom(fc.constantFrom(...CONDITIONS));
  const onFailure = maybe(fc.constant('ALL_OLD'));
  const put = { Item: item, ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: onFailure };
  const update = { Key: key, UpdateExpression: maybe(fc.constantFrom(...UPDATES)), ConditionExpression: condition };
  const remove = { Key: key, ConditionExpression: condition };
  const page = {
    Limit: maybe(fc.integer({ min: 1, max: 4 })),
    FilterExpression: maybe(fc.constantFrom(...CONDITIONS)),
    ProjectionExpression: maybe(fc.constantFrom(...PROJECTIONS)),
    Select: seldom(fc.constantFrom('COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES')),
    ExclusiveStartKey: seldom(key),
    ReturnConsumedCapacity: capacity,
  };
  const inner = (name: string, members: fc.Arbitrary<Record<string, unknown>>) =>
    request('', members).map(({ input }) => ({ [name]: input }));
  const action = fc.oneof(
    inner('Put', fc.record(put)),
    inner('Update', fc.record({ ...update, UpdateExpression: fc.constantFrom(...UPDATES) })),
    inner('Delete', fc.record(remove)),
    inner('ConditionCheck', fc.record({ Key: key, ConditionExpression: fc.constantFrom(...CONDITIONS) })),
  );
  const bare = (operation: string, input: fc.Arbitrary<Record<string, unknown>>) =>
    input.map((given): RandomRequest => ({ operation, input: given }));
  return fc.oneof(
    {
      weight: 5,
      arbitrary: request(
        'PutItem',
        fc.record({
          ...put,
          ReturnValues: maybe(fc.constantFrom('ALL_OLD', 'ALL_NEW')),
          ReturnConsumedCapacity: capacity,
        }),
      ),
    },
    {
      weight: 5,
      arbitrary: request(
        'UpdateItem',
        fc.record({
          ...update,
          ReturnValues: maybe(fc.constantFrom('ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW')),
          ReturnConsumedCapacity: capacity,
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: request('DeleteItem', fc.record({ ...remove, ReturnValues: maybe(fc.constant('ALL_OLD')) })),
    },
    {
      weight: 2,
      arbitrary: request(
        'GetItem',
        fc.record({
          Key: key,
          ProjectionExpression: maybe(fc.constantFrom(...PROJECTIONS)),
          ReturnConsumedCapacity: capacity,
        }),
      ),
    },
    {
      weight: 3,
      arbitrary: request(
        'Query',
        fc.oneof(
          fc.record({
            ...page,
            KeyConditionExpression: fc.constantFrom(...KEY_CONDITIONS),
            ScanIndexForward: maybe(fc.boolean()),
          }),
          fc.record({
            ...page,
            IndexName: fc.constantFrom('byG', 'byN'),
            KeyConditionExpression: fc.constantFrom(...INDEX_CONDITIONS),
            ScanIndexForward: maybe(fc.boolean()),
          }),
        ),
      ),
    },
    {
      weight: 2,
      arbitrary: request(
        'Scan',
        fc.record({
          ...page,
          IndexName: maybe(fc.constantFrom('byG', 'byN')),
          Segment: maybe(fc.constant(0)),
          TotalSegments: maybe(fc.constant(2)),
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: bare(
        'BatchWriteItem',
        fc
          .array(
            fc.oneof(
              item.map((Item) => ({ PutRequest: { Item } })),
              key.map((Key) => ({ DeleteRequest: { Key } })),
            ),
            { maxLength: 4 },
          )
          .map((writes) => ({ RequestItems: { [TableName]: writes } })),
      ),
    },
    {
      weight: 1,
      arbitrary: bare(
        'BatchGetItem',
        fc.array(key, { maxLength: 4 }).map((Keys) => ({ RequestItems: { [TableName]: { Keys } } })),
      ),
    },
    {
      weight: 2,
      arbitrary: bare(
        'TransactWriteItems',
        fc.array(action, { maxLength: 3 }).map((TransactItems) => ({ TransactItems })),
      ),
    },
    {
      weight: 1,
      arbitrary: bare(
        'TransactGetItems',
        fc
          .array(key, { maxLength: 3 })
          .map((keys) => ({ TransactItems: keys.map((Key) => ({ Get: { TableName, Key } })) })),
      ),
    },
  );
}

/** Requests for a table with the key `pk` (S), `sk` (N) and the indexes `byG` (g, sk) and, local, `byN` (n). One in five is damaged. */
export function randomRequests(tableName: string): fc.Arbitrary<RandomRequest> {
  const damage: fc.Arbitrary<Damage> = fc.record({
    place: fc.nat(1000),
    put: fc.constantFrom(...JUNK),
    remove: fc.boolean(),
  });
  return fc
    .tuple(operationsOn(tableName), seldom(damage))
    .map(([request, harm]) => (harm === undefined ? request : { ...request, input: damaged(request.input, harm) }));
}

function damaged(input: Record<string, unknown>, { place, put, remove }: Damage): Record<string, unknown> {
  const copy = structuredClone(input);
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const walk = (parent: unknown) => {
    if (typeof parent !== 'object' || parent === null) return;
    for (const name of Object.keys(parent)) {
      places.push([parent as Record<string, unknown>, name]);
      walk((parent as Record<string, unknown>)[name]);
    }
  };
  walk(copy);
  const [parent, name] = places[place % places.length] ?? [copy, 'Strange'];
  if (remove && !Array.isArray(parent)) delete parent[name];
  else Object.defineProperty(parent, name, { value: put, enumerable: true, configurable: true, writable: true });
  return copy;
}
