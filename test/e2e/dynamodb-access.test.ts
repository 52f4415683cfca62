import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  BatchExecuteStatementCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startSamlet } from '../../src/index.ts';
import { projectFolder } from '../support/running-samlet.ts';

const samlet = await startSamlet({
  template: await projectFolder({
    'template.yaml': `Resources:
  Games:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Games
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: player, AttributeType: S }, { AttributeName: game, AttributeType: S }]
      KeySchema: [{ AttributeName: player, KeyType: HASH }, { AttributeName: game, KeyType: RANGE }]
      GlobalSecondaryIndexes:
        - IndexName: byGame
          KeySchema: [{ AttributeName: game, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
      StreamSpecification: { StreamViewType: KEYS_ONLY }
Outputs:
  TableArn: { Value: !GetAtt Games.Arn }
  StreamArn: { Value: !GetAtt Games.StreamArn }
`,
  }),
  ephemeral: true,
});
after(() => samlet.stop());

const settings = { endpoint: samlet.endpoint, region: 'us-east-1', maxAttempts: 1 };
const root = { ...settings, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const tableArn = samlet.outputs['TableArn'] ?? '';
const streamArn = samlet.outputs['StreamArn'] ?? '';

/** Settings of a client that acts as a new role with these statements. */
async function actingAs(name: string, statements: readonly object[]) {
  const iam = new IAMClient(root);
  const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' };
  const document = (Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role: role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document([trust]) }),
  );
  if (statements.length > 0) {
    const policy = { RoleName: name, PolicyName: 'inline', PolicyDocument: document(statements) };
    await iam.send(new PutRolePolicyCommand(policy));
  }
  const { Credentials: given } = await new STSClient(root).send(
    new AssumeRoleCommand({ RoleArn: role?.Arn, RoleSessionName: 'session' }),
  );
  return {
    ...settings,
    credentials: {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    },
  };
}

const denied = (action: string, resource: string, why = 'because no identity-based policy allows the') => ({
  name: 'AccessDeniedException',
  message:
    `User: arn:aws:sts::000000000000:assumed-role/player/session is not authorized to perform: ${action} ` +
    `on resource: ${resource} ${why} ${action} action`,
});
const key = (player: string) => ({ player: { S: player }, game: { S: 'go' } });

test('a role reaches its own items alone, whatever operation it takes', async () => {
  const player = await actingAs('player', [
    {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:PartiQLSelect', 'dynamodb:Query'],
      Resource: tableArn,
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['ann'] } },
    },
  ]);
  const db = new DynamoDBClient(player);
  await db.send(new PutItemCommand({ TableName: 'Games', Item: key('ann') }));
  const { Item } = await db.send(new GetItemCommand({ TableName: 'Games', Key: key('ann') }));
  assert.deepEqual(Item, key('ann'));
  await assert.rejects(
    db.send(new GetItemCommand({ TableName: 'Games', Key: key('bob') })),
    denied('dynamodb:GetItem', tableArn),
  );
  await assert.rejects(
    db.send(
      new TransactWriteItemsCommand({
        TransactItems: ['ann', 'bob'].map((name) => ({ Put: { TableName: 'Games', Item: key(name) } })),
      }),
    ),
    denied('dynamodb:PutItem', tableArn),
  );
  await assert.rejects(
    db.send(
      new BatchExecuteStatementCommand({ Statements: [{ Statement: `SELECT * FROM Games WHERE player = 'bob'` }] }),
    ),
    denied('dynamodb:PartiQLSelect', tableArn),
  );
  await assert.rejects(
    db.send(
      new QueryCommand({
        TableName: 'Games',
        IndexName: 'byGame',
        KeyConditionExpression: 'game = :g',
        ExpressionAttributeValues: { ':g': { S: 'ann' } },
      }),
    ),
    denied('dynamodb:Query', `${tableArn}/index/byGame`),
  );
  await assert.rejects(
    new DynamoDBStreamsClient(player).send(new DescribeStreamCommand({ StreamArn: streamArn })),
    denied('dynamodb:DescribeStream', streamArn),
  );
});

test('the policies of a table and of its stream let another role in', async () => {
  const reader = await actingAs('reader', []);
  const principal = { AWS: 'arn:aws:iam::000000000000:role/reader' };
  const policy = (Action: string, Resource: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action, Resource }] });
  const db = new DynamoDBClient(reader);
  const streams = new DynamoDBStreamsClient(reader);
  const get = () => db.send(new GetItemCommand({ TableName: 'Games', Key: key('ann') }));
  const describe = () => streams.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  await assert.rejects(get(), { name: 'AccessDeniedException' });
  await assert.rejects(describe(), { name: 'AccessDeniedException' });
  const owner = new DynamoDBClient(root);
  for (const [ResourceArn, action] of [
    [tableArn, 'dynamodb:GetItem'],
    [streamArn, 'dynamodb:DescribeStream'],
  ] as const) {
    await owner.send(new PutResourcePolicyCommand({ ResourceArn, Policy: policy(action, ResourceArn) }));
  }
  assert.deepEqual((await get()).Item, key('ann'));
  assert.equal((await describe()).StreamDescription?.StreamArn, streamArn);
});
