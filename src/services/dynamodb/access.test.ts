import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LocalDynamodb, localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';
import { authorizer } from '../../aws/authorizer.ts';
import type { Caller } from '../../aws/caller.ts';
import { principals } from '../../aws/principals.ts';
import { dynamodb } from './index.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/Scores';
const INDEX = `${TABLE}/index/byGame`;
const OTHER = 'arn:aws:dynamodb:us-east-1:000000000000:table/Other';

async function scores(): Promise<LocalDynamodb> {
  const local = localDynamodb();
  const input = tableInput('Scores', 'player:S', 'game:S');
  await local.run('CreateTable', {
    ...input,
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byGame',
        KeySchema: [{ AttributeName: 'game', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  await local.run('CreateTable', tableInput('Other', 'id:N'));
  return local;
}

async function checksOf({ call }: LocalDynamodb, operation: string, input: object) {
  const access = dynamodb.operations[operation]?.access;
  assert.ok(access, `${operation} states no access`);
  const checks = await access.checks(input, call);
  for (const { action } of checks) assert.ok(access.actions.includes(action), `${operation} does not list ${action}`);
  return checks;
}

/** What a request asks IAM: `<action> <resource>` each. */
async function asked(local: LocalDynamodb, operation: string, input: object): Promise<string[]> {
  const checks = await checksOf(local, operation, input);
  return checks.map(({ action, resource }) => `${action.replace('dynamodb:', '')} ${resource}`);
}

/** The condition keys of the first question of a request, without `dynamodb:` before their names. */
async function keysOf(local: LocalDynamodb, operation: string, input: object): Promise<Record<string, unknown>> {
  const [check] = await checksOf(local, operation, input);
  const entries = Object.entries(check?.context?.() ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name.replace('dynamodb:', ''), value]));
}

const caller: Caller = {
  arn: 'arn:aws:sts::000000000000:assumed-role/player/session',
  userId: 'AROA:session',
  account: '000000000000',
  kind: 'assumedRole',
  roleArn: 'arn:aws:iam::000000000000:role/player',
};

/** Whether a role with these statements may make the request. */
async function isAllowed(local: LocalDynamodb, statements: readonly object[], operation: string, input: object) {
  const known = principals();
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  known.readFrom(async () => ({ identity: [{ id: 'inline', text }], tags: {} }));
  const iam = authorizer({
    principals: known,
    clock: local.clock,
    region: 'us-east-1',
    mode: 'enforce',
    log: { once() {} },
  });
  const checks = await checksOf(local, operation, input);
  try {
    await iam.authorize(checks, { caller, requestId: 'r', operation, origin: undefined });
    return true;
  } catch (error) {
    assert.match(String(error), /is not authorized to perform: dynamodb:/);
    return false;
  }
}

const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const key = (player: string) => ({ player: { S: player }, game: { S: 'chess' } });

test('every operation of DynamoDB states what IAM must allow', () => {
  const silent = Object.entries(dynamodb.operations).filter(([, operation]) => operation.access === undefined);
  assert.deepEqual(
    silent.map(([name]) => name),
    [],
  );
});

const backup = `${TABLE}/backup/01489602797149-73d8d5bc`;
const CASES: readonly (readonly [string, object, readonly string[]])[] = [
  ['GetItem', { TableName: 'Scores', Key: key('ann') }, [`GetItem ${TABLE}`]],
  ['GetItem', { TableName: TABLE, Key: key('ann') }, [`GetItem ${TABLE}`]],
  ['PutItem', { TableName: 'Scores', Item: key('ann') }, [`PutItem ${TABLE}`]],
  ['Query', { TableName: 'Scores' }, [`Query ${TABLE}`]],
  ['Query', { TableName: 'Scores', IndexName: 'byGame' }, [`Query ${INDEX}`]],
  ['Scan', { TableName: 'Scores', IndexName: 'byGame' }, [`Scan ${INDEX}`]],
  ['BatchGetItem', { RequestItems: { Scores: {}, Other: {} } }, [`BatchGetItem ${TABLE}`, `BatchGetItem ${OTHER}`]],
  ['BatchWriteItem', { RequestItems: { Scores: [] } }, [`BatchWriteItem ${TABLE}`]],
  [
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 'Scores', Item: key('ann') } },
        { Update: { TableName: 'Other', Key: { id: { N: '1' } } } },
        { Delete: { TableName: 'Scores', Key: key('ann') } },
        { ConditionCheck: { TableName: 'Other', Key: { id: { N: '1' } } } },
      ],
    },
    [`PutItem ${TABLE}`, `UpdateItem ${OTHER}`, `DeleteItem ${TABLE}`, `ConditionCheckItem ${OTHER}`],
  ],
  ['TransactGetItems', { TransactItems: [{ Get: { TableName: 'Scores' } }] }, [`GetItem ${TABLE}`]],
  ['ExecuteStatement', { Statement: 'SELECT * FROM "Scores"."byGame"' }, [`PartiQLSelect ${INDEX}`]],
  ['ExecuteStatement', { Statement: `INSERT INTO Other VALUE {'id': 1}` }, [`PartiQLInsert ${OTHER}`]],
  [
    'BatchExecuteStatement',
    {
      Statements: [
        { Statement: `DELETE FROM Other WHERE id = 1` },
        { Statement: `UPDATE Other SET a = 1 WHERE id = 1` },
      ],
    },
    [`PartiQLDelete ${OTHER}`, `PartiQLUpdate ${OTHER}`],
  ],
  [
    'ExecuteTransaction',
    { TransactStatements: [{ Statement: `EXISTS(SELECT * FROM Other WHERE id = 1)` }] },
    [`PartiQLSelect ${OTHER}`],
  ],
  ['CreateTable', { TableName: 'New' }, ['CreateTable arn:aws:dynamodb:us-east-1:000000000000:table/New']],
  [
    'CreateTable',
    { TableName: 'Other', Tags: [], ResourcePolicy: '{}' },
    [`CreateTable ${OTHER}`, `TagResource ${OTHER}`, `PutResourcePolicy ${OTHER}`],
  ],
  ['DescribeTable', { TableName: 'Scores' }, [`DescribeTable ${TABLE}`]],
  ['UpdateContributorInsights', { TableName: 'Scores', IndexName: 'byGame' }, [`UpdateContributorInsights ${INDEX}`]],
  ['ListTables', {}, ['ListTables *']],
  ['TagResource', { ResourceArn: TABLE }, [`TagResource ${TABLE}`]],
  ['DeleteBackup', { BackupArn: backup }, [`DeleteBackup ${backup}`]],
  [
    'RestoreTableFromBackup',
    { BackupArn: backup, TargetTableName: 'Other' },
    [
      `RestoreTableFromBackup ${backup}`,
      ...[
        'RestoreTableFromBackup',
        'BatchWriteItem',
        'DeleteItem',
        'GetItem',
        'PutItem',
        'Query',
        'Scan',
        'UpdateItem',
      ].map((action) => `${action} ${OTHER}`),
    ],
  ],
  // What no operation takes asks nothing: it is refused as what it is.
  ['GetItem', { TableName: 7 }, []],
  ['BatchGetItem', { RequestItems: [null] }, []],
  ['TransactWriteItems', { TransactItems: [null, 1, {}] }, []],
  ['ExecuteStatement', { Statement: 'SELEKT' }, []],
];

test('each request asks for its actions on its tables and indexes, by name or ARN', async () => {
  const local = await scores();
  for (const [operation, input, expected] of CASES) {
    assert.deepEqual(await asked(local, operation, input), expected, `${operation} ${JSON.stringify(input)}`);
  }
});

test('requests on items tell the condition keys of DynamoDB', async () => {
  const local = await scores();
  const names = { '#p': 'points' };
  assert.deepEqual(
    await keysOf(local, 'GetItem', {
      TableName: 'Scores',
      Key: key('ann'),
      ProjectionExpression: '#p, stats.wins',
      ExpressionAttributeNames: names,
    }),
    {
      'aws:ResourceTag/team': 'blue',
      LeadingKeys: ['ann'],
      Attributes: ['player', 'game', 'points', 'stats'],
      Select: 'SPECIFIC_ATTRIBUTES',
      ReturnConsumedCapacity: 'NONE',
    },
  );
  assert.deepEqual(
    await keysOf(local, 'UpdateItem', {
      TableName: 'Scores',
      Key: key('ann'),
      UpdateExpression: 'SET wins = wins + :one',
      ConditionExpression: 'attribute_exists(#p)',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
      ReturnConsumedCapacity: 'TOTAL',
    }),
    {
      'aws:ResourceTag/team': 'blue',
      LeadingKeys: ['ann'],
      Attributes: ['player', 'game', 'points', 'wins'],
      ReturnValues: 'ALL_NEW',
      ReturnConsumedCapacity: 'TOTAL',
    },
  );
  assert.deepEqual(
    await keysOf(local, 'Query', {
      TableName: 'Scores',
      IndexName: 'byGame',
      KeyConditions: { game: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'go' }] } },
    }),
    {
      'aws:ResourceTag/team': 'blue',
      LeadingKeys: ['go'],
      Attributes: ['game'],
      Select: 'ALL_PROJECTED_ATTRIBUTES',
      ReturnValues: 'NONE',
      ReturnConsumedCapacity: 'NONE',
    },
  );
  const batch = { Keys: [{ id: { N: '1.0' } }, { id: { N: '2' } }] };
  const batchKeys = await keysOf(local, 'BatchGetItem', { RequestItems: { Other: batch } });
  assert.deepEqual([batchKeys['LeadingKeys'], batchKeys['Select']], [['1', '2'], 'ALL_ATTRIBUTES']);
  const statement = { Statement: `SELECT points FROM Scores WHERE player IN ['ann', ?]`, Parameters: [{ S: 'bob' }] };
  const selected = await keysOf(local, 'ExecuteStatement', statement);
  assert.deepEqual(
    [selected['LeadingKeys'], selected['Attributes'], selected['FullTableScan']],
    [['ann', 'bob'], ['player', 'points'], 'false'],
  );
  const transaction = { TransactItems: [{ Put: { TableName: 'Scores', Item: key('ann') } }] };
  assert.equal((await keysOf(local, 'TransactWriteItems', transaction))['EnclosingOperation'], 'TransactWriteItems');
});

test('a policy of leading keys and attributes lets a player see and change only their own', async () => {
  const local = await scores();
  const own = [
    allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PartiQLSelect'], TABLE, {
      'ForAllValues:StringEquals': {
        'dynamodb:LeadingKeys': ['ann'],
        'dynamodb:Attributes': ['player', 'game', 'points'],
      },
      StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
    }),
  ];
  const get = (player: string, projection?: string) => ({
    TableName: 'Scores',
    Key: key(player),
    ...(projection && { ProjectionExpression: projection }),
  });
  assert.equal(await isAllowed(local, own, 'GetItem', get('ann', 'points')), true);
  assert.equal(await isAllowed(local, own, 'GetItem', get('bob', 'points')), false);
  assert.equal(await isAllowed(local, own, 'GetItem', get('ann', 'secret')), false);
  assert.equal(await isAllowed(local, own, 'GetItem', get('ann')), false);
  const batch = { Keys: [key('ann'), key('bob')], ProjectionExpression: 'points' };
  assert.equal(await isAllowed(local, own, 'BatchGetItem', { RequestItems: { Scores: batch } }), false);
  const statement = (player: string) => ({ Statement: `SELECT points FROM Scores WHERE player = '${player}'` });
  assert.equal(await isAllowed(local, own, 'ExecuteStatement', statement('ann')), true);
  assert.equal(await isAllowed(local, own, 'ExecuteStatement', statement('bob')), false);
});

test('members that an operation ignores do not count', async () => {
  const local = await scores();
  const stray = { Item: key('ann'), IndexName: 'byGame', Select: 'COUNT', ReturnValues: 'ALL_OLD' };
  const get = { TableName: 'Scores', Key: key('bob'), ...stray };
  assert.deepEqual(await asked(local, 'GetItem', get), [`GetItem ${TABLE}`]);
  const keys = await keysOf(local, 'GetItem', get);
  assert.deepEqual([keys['LeadingKeys'], keys['Select'], keys['ReturnValues']], [['bob'], 'ALL_ATTRIBUTES', undefined]);
  const put = { TableName: 'Scores', Item: key('bob'), Key: key('ann') };
  assert.deepEqual((await keysOf(local, 'PutItem', put))['LeadingKeys'], ['bob']);
  const update = { Update: { TableName: 'Scores', Key: key('bob'), ...stray } };
  assert.deepEqual((await keysOf(local, 'TransactWriteItems', { TransactItems: [update] }))['LeadingKeys'], ['bob']);
  const writes = [
    { PutRequest: { Item: key('bob'), Key: key('ann') } },
    { DeleteRequest: { Key: key('cid'), ...stray } },
  ];
  const batch = await keysOf(local, 'BatchWriteItem', { RequestItems: { Scores: writes } });
  assert.deepEqual(batch['LeadingKeys'], ['bob', 'cid']);
});

test('an index is a resource of its own, and a transaction can be demanded', async () => {
  const local = await scores();
  const query = {
    TableName: 'Scores',
    KeyConditionExpression: 'game = :g',
    ExpressionAttributeValues: { ':g': { S: 'go' } },
  };
  assert.equal(
    await isAllowed(local, [allow('dynamodb:Query', TABLE)], 'Query', { ...query, IndexName: 'byGame' }),
    false,
  );
  assert.equal(
    await isAllowed(local, [allow('dynamodb:Query', `${TABLE}/index/*`)], 'Query', { ...query, IndexName: 'byGame' }),
    true,
  );
  const inTransaction = [
    allow('dynamodb:PutItem', TABLE, {
      'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
    }),
  ];
  const put = { TableName: 'Scores', Item: key('ann') };
  assert.equal(await isAllowed(local, inTransaction, 'PutItem', put), false);
  assert.equal(await isAllowed(local, inTransaction, 'TransactWriteItems', { TransactItems: [{ Put: put }] }), true);
  const check = {
    ConditionCheck: { TableName: 'Scores', Key: key('ann'), ConditionExpression: 'attribute_exists(game)' },
  };
  assert.equal(
    await isAllowed(local, inTransaction, 'TransactWriteItems', { TransactItems: [{ Put: put }, check] }),
    false,
  );
});

test('a policy denies statements that read whole tables, and tables by their tags', async () => {
  const local = await scores();
  const noScans = [
    allow('dynamodb:PartiQLSelect', '*'),
    {
      Effect: 'Deny',
      Action: 'dynamodb:PartiQLSelect',
      Resource: '*',
      Condition: { Bool: { 'dynamodb:FullTableScan': 'true' } },
    },
  ];
  assert.equal(await isAllowed(local, noScans, 'ExecuteStatement', { Statement: 'SELECT * FROM Other' }), false);
  assert.equal(
    await isAllowed(local, noScans, 'ExecuteStatement', { Statement: 'SELECT * FROM Other WHERE id = 1' }),
    true,
  );
  const blue = [allow('dynamodb:*', '*', { StringEquals: { 'aws:ResourceTag/team': 'blue' } })];
  assert.equal(await isAllowed(local, blue, 'DescribeTable', { TableName: 'Scores' }), true);
  assert.equal(await isAllowed(local, blue, 'DescribeTable', { TableName: 'Other' }), false);
});

test("a table's own policy allows and denies beside the identity's, until it is removed", async () => {
  const local = await scores();
  const put = (statement: object) =>
    local.run('PutResourcePolicy', {
      ResourceArn: TABLE,
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Principal: { AWS: caller.roleArn }, ...statement }],
      }),
    });
  const get = { TableName: 'Scores', Key: key('ann') };
  assert.equal(await isAllowed(local, [], 'GetItem', get), false);
  await put(allow('dynamodb:GetItem', TABLE));
  assert.equal(await isAllowed(local, [], 'GetItem', get), true);
  assert.equal(await isAllowed(local, [], 'PutItem', { TableName: 'Scores', Item: key('ann') }), false);
  await put({ Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: TABLE });
  assert.equal(await isAllowed(local, [allow('*', '*')], 'GetItem', get), false);
  await local.run('DeleteResourcePolicy', { ResourceArn: TABLE });
  assert.equal(await isAllowed(local, [allow('*', '*')], 'GetItem', get), true);
  // A table of the same name is another table.
  await put({ Effect: 'Deny', Action: '*', Resource: TABLE });
  await local.run('DeleteTable', { TableName: 'Scores' });
  await local.run('CreateTable', tableInput('Scores', 'player:S', 'game:S'));
  assert.equal(await isAllowed(local, [allow('*', '*')], 'GetItem', get), true);
});
