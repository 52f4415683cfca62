import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';

const S = (text: string) => ({ S: text });
const N = (value: number) => ({ N: String(value) });

const MALFORMED = "ValidationException: Statement wasn't well formed, can't be processed: ";

async function music() {
  const local = localDynamodb();
  await local.run('CreateTable', {
    ...tableInput('Music', 'artist:S', 'year:N'),
    AttributeDefinitions: [
      { AttributeName: 'artist', AttributeType: 'S' },
      { AttributeName: 'year', AttributeType: 'N' },
      { AttributeName: 'genre', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-genre',
        KeySchema: [
          { AttributeName: 'genre', KeyType: 'HASH' },
          { AttributeName: 'year', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const put = (artist: string, year: number, rest: object = {}) =>
    local.run('PutItem', { TableName: 'Music', Item: { artist: S(artist), year: N(year), ...rest } });
  await put('abba', 1974, { title: S('Waterloo'), genre: S('pop'), awards: { L: [S('esc'), S('top')] } });
  await put('abba', 1976, { title: S('Dancing Queen'), genre: S('pop'), label: { M: { name: S('Polar') } } });
  await put('abba', 1980, { title: S('Super Trouper'), nothing: { NULL: true } });
  await put('blur', 1994, { title: S('Parklife'), genre: S('rock'), tags: { SS: ['brit', 'live'] } });
  await put('cher', 1998, { title: S('Believe'), genre: S('pop'), plays: N(10) });
  const execute = (Statement: string, Parameters?: object[], more: object = {}) =>
    local.run('ExecuteStatement', { Statement, ...(Parameters && { Parameters }), ...more });
  return {
    ...local,
    execute,
    async years(where: string, parameters?: object[]): Promise<number[]> {
      const { Items: items } = await execute(`SELECT "year" FROM Music WHERE ${where}`, parameters);
      return items.map((item: { year: { N: string } }) => Number(item.year.N));
    },
    refused: (Statement: string, Parameters?: object[], more: object = {}) =>
      local.refusal('ExecuteStatement', { Statement, ...(Parameters && { Parameters }), ...more }),
  };
}

test('SELECT understands the operators and functions of PartiQL', async () => {
  const { years } = await music();
  const cases: [string, number[]][] = [
    ["artist = 'abba'", [1974, 1976, 1980]],
    ["artist = 'abba' AND year > 1974", [1976, 1980]],
    ["'abba' = artist AND year BETWEEN 1975 AND 1980", [1976, 1980]],
    ["artist = 'abba' AND year <= 1976 AND title <> 'Waterloo'", [1976]],
    ["artist = 'abba' AND NOT year = 1976", [1974, 1980]],
    ["artist = 'abba' AND (title = 'Waterloo' OR label.name = 'Polar')", [1974, 1976]],
    ["artist = 'abba' AND genre IS MISSING", [1980]],
    ["artist = 'abba' AND genre IS NOT MISSING", [1974, 1976]],
    ["artist = 'abba' AND nothing IS NULL", [1980]],
    ["artist = 'abba' AND begins_with(\"title\", 'Su')", [1980]],
    ["artist = 'abba' AND CONTAINS(title, 'Queen')", [1976]],
    ["artist = 'blur' AND contains(tags, 'live')", [1994]],
    ["artist = 'abba' AND size(awards) = 2", [1974]],
    ["artist = 'abba' AND awards[1] = 'top'", [1974]],
    ["artist = 'abba' AND attribute_type(label, 'M')", [1976]],
    ["artist IN ['blur', 'cher', 'nobody']", [1994, 1998]],
    ["artist IN ('blur') AND year IN (1994, 1995)", [1994]],
    ["artist = 'blur' OR artist = 'cher'", [1994, 1998]],
    ["artist = 'it''s'", []],
  ];
  for (const [where, expected] of cases) assert.deepEqual(await years(where), expected, where);
  assert.deepEqual(await years('artist = ? AND year >= ?', [S('abba'), N(1976)]), [1976, 1980]);
});

test('SELECT without a key of a partition looks at every item', async () => {
  const { years, execute } = await music();
  assert.deepEqual((await years("title = 'Believe' OR year < 1975")).sort(), [1974, 1998]);
  assert.equal((await execute('SELECT * FROM "Music"')).Items.length, 5);
  assert.deepEqual(await execute("SELECT * FROM Music WHERE artist = 'nobody'"), { Items: [] });
});

test('a projection names each column after the end of its path', async () => {
  const { execute } = await music();
  const select = (list: string, year: number) =>
    execute(`SELECT ${list} FROM Music WHERE artist = 'abba' AND "year" = ${year}`);
  assert.deepEqual((await select('title, label.name', 1976)).Items, [{ title: S('Dancing Queen'), name: S('Polar') }]);
  assert.deepEqual((await select('awards[0]', 1974)).Items, [{ 'awards[0]': S('esc') }]);
  assert.deepEqual((await select('producer', 1974)).Items, [{}]);
});

test('SELECT reads an index, in its order, or the other way', async () => {
  const { execute } = await music();
  const titles = async (rest: string) =>
    (await execute(`SELECT title FROM "Music"."by-genre" WHERE genre = 'pop' ${rest}`)).Items.map(
      (item: { title: { S: string } }) => item.title.S,
    );
  assert.deepEqual(await titles(''), ['Waterloo', 'Dancing Queen', 'Believe']);
  assert.deepEqual(await titles('ORDER BY year DESC'), ['Believe', 'Dancing Queen', 'Waterloo']);
});

test('ORDER BY takes only keys of partitions that the statement names', async () => {
  const { refused, execute } = await music();
  const select = 'SELECT * FROM Music ';
  assert.equal(
    await refused(`${select} ORDER BY year`),
    'ValidationException: Must have WHERE clause in the statement when using ORDER BY clause.',
  );
  assert.equal(
    await refused(`${select} WHERE artist = 'abba' ORDER BY title`),
    'ValidationException: Attribute title in ORDER BY clause must be part of the primary key',
  );
  assert.equal(
    await refused(`${select} WHERE artist > 'abba' ORDER BY year`),
    'ValidationException: Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
  );
  assert.equal(
    await refused(`${select} WHERE artist IN ['abba', 'blur'] ORDER BY year`),
    'ValidationException: Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.',
  );
  const { Items: items } = await execute(
    `SELECT artist FROM Music WHERE artist IN ['blur', 'cher'] ORDER BY artist DESC, year`,
  );
  assert.deepEqual(items, [{ artist: S('cher') }, { artist: S('blur') }]);
});

test('pages of a SELECT go on across partitions, and only with their own statement', async () => {
  const { execute, refused } = await music();
  const statement = 'SELECT "year" FROM Music WHERE artist IN [?, ?]';
  const parameters = [S('abba'), S('blur')];
  const years: number[] = [];
  let NextToken: string | undefined;
  do {
    const page = await execute(statement, parameters, { Limit: 2, ...(NextToken && { NextToken }) });
    assert.ok(page.Items.length <= 2);
    years.push(...page.Items.map((item: { year: { N: string } }) => Number(item.year.N)));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  assert.deepEqual(years, [1974, 1976, 1980, 1994]);

  const { NextToken: token, LastEvaluatedKey: key } = await execute(statement, parameters, { Limit: 1 });
  assert.deepEqual(key, { artist: S('abba'), year: N(1974) });
  assert.equal(
    await refused(statement, [S('abba'), S('cher')], { NextToken: token }),
    'ValidationException: NextToken does not match request',
  );
  assert.equal(
    await refused(statement, parameters, { NextToken: 'garbage' }),
    'ValidationException: Invalid NextToken',
  );
});

test('a SELECT of one item by its whole key has no next page', async () => {
  const { execute } = await music();
  const answer = await execute("SELECT title FROM Music WHERE artist = 'blur' AND year = 1994", undefined, {
    Limit: 1,
  });
  assert.deepEqual(answer, { Items: [{ title: S('Parklife') }] });
});

test('statements tell the capacity that they consumed', async () => {
  const { execute } = await music();
  const more = { ReturnConsumedCapacity: 'TOTAL' };
  const { ConsumedCapacity: read } = await execute("SELECT * FROM Music WHERE artist = 'abba'", undefined, more);
  assert.deepEqual(read, { TableName: 'Music', CapacityUnits: 0.5 });
  const { ConsumedCapacity: written } = await execute(
    "INSERT INTO Music VALUE {'artist': 'dido', 'year': 1999, 'genre': 'pop'}",
    undefined,
    more,
  );
  assert.deepEqual(written, { TableName: 'Music', CapacityUnits: 2 });
});

test('INSERT puts a new item, with every type of value, and refuses one that is there', async () => {
  const { execute, refused, run } = await music();
  const statement = `INSERT INTO "Music" VALUE {'artist': ?, 'year': 2001, 'a': [1, -2.50, 'x', null, true, ?],
    'm': {'k': {'deep': false}}, 'ss': <<'a', 'b'>>, 'ns': <<1, 2.0>>, 'bin': ?} -- a comment`;
  const parameters = [S('eels'), { L: [S('p')] }, { B: 'AQI=' }];
  assert.deepEqual(await execute(statement, parameters), { Items: [] });
  const { Item: item } = await run('GetItem', { TableName: 'Music', Key: { artist: S('eels'), year: N(2001) } });
  assert.deepEqual(item, {
    artist: S('eels'),
    year: N(2001),
    a: { L: [N(1), { N: '-2.5' }, S('x'), { NULL: true }, { BOOL: true }, { L: [S('p')] }] },
    m: { M: { k: { M: { deep: { BOOL: false } } } } },
    ss: { SS: ['a', 'b'] },
    ns: { NS: ['1', '2'] },
    bin: { B: 'AQI=' },
  });
  assert.equal(await refused(statement, parameters), 'DuplicateItemException: Duplicate primary key exists in table');
  assert.equal(
    await refused("INSERT INTO Music VALUE {'artist': 'x'}"),
    'ValidationException: One or more parameter values were invalid: Missing the key year in the item',
  );
});

test('UPDATE changes an item that is there, and answers what RETURNING asks for', async () => {
  const { execute, refused, run } = await music();
  const where = "WHERE artist = 'cher' AND year = 1998";
  assert.deepEqual(
    await execute(
      `UPDATE Music SET plays = plays + 5, awards = list_append(?, ?) SET label = {'name': 'WEA'}
       REMOVE genre ${where} AND plays = 10 RETURNING ALL NEW *`,
      [{ L: [S('grammy')] }, { L: [S('brit')] }],
    ),
    {
      Items: [
        {
          artist: S('cher'),
          year: N(1998),
          title: S('Believe'),
          plays: N(15),
          awards: { L: [S('grammy'), S('brit')] },
          label: { M: { name: S('WEA') } },
        },
      ],
    },
  );
  assert.deepEqual(await execute(`UPDATE Music SET plays = 16 ${where} RETURNING MODIFIED OLD *`), {
    Items: [{ plays: N(15) }],
  });
  assert.deepEqual(await execute(`UPDATE Music SET plays = 17 ${where} RETURNING MODIFIED NEW *`), {
    Items: [{ plays: N(17) }],
  });
  assert.deepEqual(await execute(`UPDATE Music SET label.name = 'EMI' ${where}`), { Items: [] });
  await execute(`UPDATE Music SET tags = set_add(tags, <<'a', 'b'>>) ${where}`);
  await execute(`UPDATE Music SET tags = set_delete(tags, <<'a'>>) ${where}`);
  const { Item: item } = await run('GetItem', { TableName: 'Music', Key: { artist: S('cher'), year: N(1998) } });
  assert.deepEqual(item.tags, { SS: ['b'] });
  assert.deepEqual(item.label, { M: { name: S('EMI') } });

  const failed = 'ConditionalCheckFailedException: The conditional request failed';
  assert.equal(await refused(`UPDATE Music SET plays = 1 ${where} AND plays > 100`), failed);
  assert.equal(await refused("UPDATE Music SET plays = 1 WHERE artist = 'nobody' AND year = 1"), failed);
  assert.equal(
    await refused("UPDATE Music SET plays = 1 WHERE artist = 'cher'"),
    'ValidationException: Where clause does not contain a mandatory equality on all key attributes',
  );
  assert.equal(
    await refused(`UPDATE Music SET "year" = 1 ${where}`),
    'ValidationException: One or more parameter values were invalid: Cannot update attribute year. This attribute is part of the key',
  );
});

test('DELETE removes an item, if it meets the condition', async () => {
  const { execute, refused, items } = await music();
  const statement = "DELETE FROM Music WHERE artist = 'blur' AND year = 1994";
  assert.equal(
    await refused(`${statement} AND title = 'Song 2'`),
    'ConditionalCheckFailedException: The conditional request failed',
  );
  const { Items: removed } = await execute(`${statement} RETURNING ALL OLD *`);
  assert.deepEqual(removed[0].title, S('Parklife'));
  assert.equal((await items('Music')).length, 4);
  assert.deepEqual(await execute(`${statement} AND title = 'Song 2' RETURNING ALL OLD *`), { Items: [] });
  assert.equal(
    await refused(`${statement} RETURNING MODIFIED OLD *`),
    'ValidationException: Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
  );
});

test('what is no statement is refused in the words of AWS', async () => {
  const { refused } = await music();
  const cases: [string, string][] = [
    ['SLECT * FROM Music', `${MALFORMED}Expected data manipulation`],
    ["SELECT * FROM Music WHERE artist = 'a' garbage", `${MALFORMED}Unexpected token after expression`],
    ['INSERT INTO Music (artist) VALUES (1)', `${MALFORMED}Unexpected keyword`],
    ["SELECT * FROM Music WHERE (artist = 'a'", `${MALFORMED}Expected RIGHT_PAREN`],
    ["SELECT * FROM Music WHERE artist = 'a", `${MALFORMED}Unexpected character`],
    ['SELECT * FROM Music WHERE artist', `${MALFORMED}Unexpected term`],
    [
      'SELECT *, title FROM Music',
      "ValidationException: Other attributes should not be present in the projection when '*' is used.",
    ],
    ['SELECT * FROM Nothing', 'ResourceNotFoundException: Requested resource not found'],
    ['SELECT * FROM "Music"."by-label"', 'ValidationException: The table does not have the specified index: by-label'],
    [
      'SELECT * FROM Music WHERE artist = ?',
      "ValidationException: Number of parameters in request and statement don't match.",
    ],
  ];
  for (const [statement, expected] of cases) assert.equal(await refused(statement), expected, statement);
  assert.equal(
    await refused(`SELECT * FROM Music WHERE ${'('.repeat(500)}`),
    `${MALFORMED}Statement is nested too deeply`,
  );
});

test('a batch does each statement by itself, and tells of each what was wrong', async () => {
  const { run, refusal, items } = await music();
  const answer = await run('BatchExecuteStatement', {
    Statements: [
      { Statement: "INSERT INTO Music VALUE {'artist': 'dido', 'year': ?}", Parameters: [N(1999)] },
      { Statement: "INSERT INTO Music VALUE {'artist': 'abba', 'year': 1974}" },
      {
        Statement: "UPDATE Music SET plays = 1 WHERE artist = 'cher' AND year = 1998 AND plays > 10",
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      { Statement: "DELETE FROM Music WHERE artist = 'blur' AND year = 1994 RETURNING ALL OLD *" },
      { Statement: "DELETE FROM Nothing WHERE artist = 'blur'" },
      { Statement: 'SLECT' },
    ],
    ReturnConsumedCapacity: 'TOTAL',
  });
  const [inserted, duplicate, failed, removed, missing, malformed] = answer.Responses;
  assert.deepEqual(inserted, { TableName: 'Music' });
  assert.deepEqual(duplicate.Error, { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' });
  assert.equal(failed.Error.Code, 'ConditionalCheckFailed');
  assert.deepEqual(failed.Error.Item.title, S('Believe'));
  assert.deepEqual(removed.Item.title, S('Parklife'));
  assert.deepEqual(missing.Error, { Code: 'ResourceNotFound', Message: 'Requested resource not found' });
  assert.deepEqual(malformed.Error, {
    Code: 'ValidationError',
    Message: "Statement wasn't well formed, can't be processed: Expected data manipulation",
  });
  assert.deepEqual(answer.ConsumedCapacity, [{ TableName: 'Music', CapacityUnits: 3 }]);
  assert.equal((await items('Music')).length, 5);

  const { Responses: read } = await run('BatchExecuteStatement', {
    Statements: [
      { Statement: "SELECT title FROM Music WHERE artist = 'abba' AND year = 1974" },
      { Statement: "SELECT title FROM Music WHERE artist = 'abba' AND year = 1900" },
      { Statement: "SELECT title FROM Music WHERE artist = 'abba'" },
    ],
  });
  assert.deepEqual(read, [
    { TableName: 'Music', Item: { title: S('Waterloo') } },
    { TableName: 'Music' },
    {
      TableName: 'Music',
      Error: {
        Code: 'ValidationError',
        Message: 'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
      },
    },
  ]);
  assert.match(await refusal('BatchExecuteStatement', { Statements: [] }), /^ValidationException: 1 validation error/);
});

test('a transaction does all its statements or none', async () => {
  const { run, refusal, items } = await music();
  const insert = "INSERT INTO Music VALUE {'artist': 'dido', 'year': 1999}";
  const update = "UPDATE Music SET plays = plays + 1 WHERE artist = 'cher' AND year = 1998";
  const exists = (condition: string) =>
    `EXISTS(SELECT * FROM Music WHERE artist = 'abba' AND year = 1974 AND ${condition})`;
  const transact = (...statements: string[]) => ({
    TransactStatements: statements.map((Statement) => ({ Statement })),
  });
  assert.match(
    await refusal('ExecuteTransaction', transact(insert, exists("title = 'SOS'"))),
    /^TransactionCanceledException: .*\[None, ConditionalCheckFailed\]$/,
  );
  assert.match(
    await refusal('ExecuteTransaction', transact(exists('genre IS NOT MISSING'), insert, 'SLECT')),
    /\[None, None, ValidationError\]$/,
  );
  assert.equal((await items('Music')).length, 5);
  assert.deepEqual(
    await run('ExecuteTransaction', {
      ...transact(insert, update, exists('genre IS NOT MISSING')),
      ReturnConsumedCapacity: 'TOTAL',
    }),
    {
      Responses: [{}, {}, {}],
      ConsumedCapacity: [{ TableName: 'Music', CapacityUnits: 8, WriteCapacityUnits: 8 }],
    },
  );
  assert.match(await refusal('ExecuteTransaction', transact(insert)), /\[DuplicateItem\]$/);

  const select = (artist: string, year: number) =>
    `SELECT plays FROM Music WHERE artist = '${artist}' AND year = ${year}`;
  assert.deepEqual((await run('ExecuteTransaction', transact(select('cher', 1998), select('cher', 1)))).Responses, [
    { Item: { plays: N(11) } },
    {},
  ]);
  assert.match(await refusal('ExecuteTransaction', transact(select('cher', 1998), update)), /^ValidationException: /);
  assert.match(
    await refusal('ExecuteTransaction', transact("SELECT * FROM Music WHERE artist = 'abba'")),
    /\[ValidationError\]$/,
  );
});
