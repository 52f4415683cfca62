import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { APIGatewayClient, GetRestApisCommand, GetStagesCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ExportTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { zipSync } from 'fflate';
import { startSamlet } from '../../src/index.ts';
import { withoutAwsCli, withoutBoto3 } from '../support/installed.ts';
import { oneFunction, projectFolder } from '../support/running-samlet.ts';

const samlet = await startSamlet({
  template: await projectFolder(
    oneFunction(
      `export const handler = async (event, context) => {
         console.log('the function speaks');
         return { statusCode: 200, body: JSON.stringify({ id: context.awsRequestId, arn: context.invokedFunctionArn, memory: context.memoryLimitInMB }) };
       };`,
    ),
  ),
  ephemeral: true,
});
after(() => samlet.stop());

const settings = {
  endpoint: samlet.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const [, mainFunction = ''] = Object.entries(samlet.running.functions)[0] ?? [];

test('STS says who test/test is', async () => {
  const identity = await new STSClient(settings).send(new GetCallerIdentityCommand({}));
  assert.deepEqual([identity.Account, identity.Arn], ['000000000000', 'arn:aws:iam::000000000000:root']);
});

test('a wrong secret is refused in the words of AWS', async () => {
  const client = new STSClient({ ...settings, credentials: { accessKeyId: 'test', secretAccessKey: 'wrong' } });
  await assert.rejects(client.send(new GetCallerIdentityCommand({})), (error: Error) => {
    assert.equal(error.name, 'SignatureDoesNotMatch');
    assert.match(error.message, /^The request signature we calculated does not match the signature you provided\./);
    return true;
  });
});

test('an operation that is not built is refused by name', async () => {
  const client = new DynamoDBClient({ ...settings, maxAttempts: 1 });
  await assert.rejects(
    client.send(new ExportTableToPointInTimeCommand({ TableArn: 'x', S3Bucket: 'y' })),
    (error: Error) => /samlet/.test(error.message) && /ExportTableToPointInTime/.test(error.message),
  );
});

test('a function of the template is invoked, with its log tail', async () => {
  const answer = await new LambdaClient(settings).send(
    new InvokeCommand({ FunctionName: mainFunction, LogType: 'Tail', Payload: Buffer.from('{}') }),
  );
  assert.deepEqual([answer.StatusCode, answer.ExecutedVersion, answer.FunctionError], [200, '$LATEST', undefined]);
  const body = JSON.parse(JSON.parse(Buffer.from(answer.Payload ?? []).toString()).body);
  assert.equal(body.arn, `arn:aws:lambda:us-east-1:000000000000:function:${mainFunction}`);
  assert.equal(body.memory, '128');
  assert.match(
    Buffer.from(answer.LogResult ?? '', 'base64').toString(),
    /START RequestId: [\s\S]*the function speaks[\s\S]*REPORT RequestId: /,
  );
});

test('an asynchronous invocation answers 202 at once', async () => {
  const answer = await new LambdaClient(settings).send(
    new InvokeCommand({ FunctionName: mainFunction, InvocationType: 'Event', Payload: Buffer.from('{}') }),
  );
  assert.equal(answer.StatusCode, 202);
});

test('a function made through the SDK lives its whole life', async () => {
  const client = new LambdaClient(settings);
  const code = zipSync({
    'index.js': Buffer.from('exports.handler = async (event) => ({ got: event, env: process.env.COLOUR });'),
  });
  await client.send(
    new CreateFunctionCommand({
      FunctionName: 'made-by-sdk',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/any',
      Code: { ZipFile: code },
      Environment: { Variables: { COLOUR: 'blue' } },
    }),
  );
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 10 }, { FunctionName: 'made-by-sdk' });
  const invoke = async () => {
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: 'made-by-sdk', Payload: Buffer.from('{"a":1}') }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  assert.deepEqual(await invoke(), { got: { a: 1 }, env: 'blue' });

  await client.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: 'made-by-sdk',
      Environment: { Variables: { COLOUR: 'red' } },
    }),
  );
  assert.deepEqual(await invoke(), { got: { a: 1 }, env: 'red' });

  const { Functions } = await client.send(new ListFunctionsCommand({}));
  assert.ok(Functions?.some((one) => one.FunctionName === 'made-by-sdk'));
  await client.send(new DeleteFunctionCommand({ FunctionName: 'made-by-sdk' }));
  await assert.rejects(client.send(new GetFunctionCommand({ FunctionName: 'made-by-sdk' })), {
    name: 'ResourceNotFoundException',
  });
});

test('a function runs with credentials of its role, which name it to STS', async () => {
  const client = new LambdaClient(settings);
  const code = zipSync({
    'index.mjs': Buffer.from(
      `import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
       export const handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn;`,
    ),
  });
  await client.send(
    new CreateFunctionCommand({
      FunctionName: 'who-am-i',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/the-role',
      Timeout: 10,
      Code: { ZipFile: code },
    }),
  );
  const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'who-am-i' }));
  assert.equal(Buffer.from(Payload ?? []).toString(), '"arn:aws:sts::000000000000:assumed-role/the-role/who-am-i"');
});

test('CloudWatch Logs has what a function wrote', async () => {
  await fetch(`${samlet.url}/`);
  const { events } = await new CloudWatchLogsClient(settings).send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${mainFunction}`, filterPattern: '"the function speaks"' }),
  );
  assert.ok((events?.length ?? 0) > 0);
});

test('API Gateway lists the API and its stage, which answers under its own host and path', async () => {
  const client = new APIGatewayClient(settings);
  const { items } = await client.send(new GetRestApisCommand({}));
  const [api] = items ?? [];
  const { item } = await client.send(new GetStagesCommand({ restApiId: api?.id }));
  assert.ok(item?.some((stage) => stage.stageName === 'Prod'));
  const byPath = await fetch(`${samlet.endpoint}/restapis/${api?.id}/Prod/_user_request_/`);
  assert.equal(byPath.status, 200);
  // By a header: not every machine resolves names below localhost.
  const { port } = new URL(samlet.endpoint);
  const headers = { Host: `${api?.id}.execute-api.us-east-1.amazonaws.com` };
  const [byHost] = (await once(get({ port, host: '127.0.0.1', path: '/Prod/', headers }), 'response')) as [
    IncomingMessage,
  ];
  byHost.resume();
  assert.equal(byHost.statusCode, 200);
});

test('the document client writes, updates and queries', async () => {
  const client = new DynamoDBClient(settings);
  const { CreateTableCommand, waitUntilTableExists } = await import('@aws-sdk/client-dynamodb');
  await client.send(
    new CreateTableCommand({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'customer', AttributeType: 'S' },
        { AttributeName: 'number', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'customer', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: 'orders' });
  const table = DynamoDBDocumentClient.from(client);
  for (const number of [10, 9, 100, -1]) {
    await table.send(new PutCommand({ TableName: 'orders', Item: { customer: 'c1', number, lines: ['a'] } }));
  }
  await table.send(
    new UpdateCommand({
      TableName: 'orders',
      Key: { customer: 'c1', number: 9 },
      UpdateExpression: 'SET #l = list_append(#l, :more), #t = if_not_exists(#t, :zero) + :one',
      ExpressionAttributeNames: { '#l': 'lines', '#t': 'total' },
      ExpressionAttributeValues: { ':more': ['b'], ':zero': 0, ':one': 1 },
    }),
  );
  const { Items } = await table.send(
    new QueryCommand({
      TableName: 'orders',
      KeyConditionExpression: 'customer = :c AND #n > :n',
      ExpressionAttributeNames: { '#n': 'number' },
      ExpressionAttributeValues: { ':c': 'c1', ':n': 0 },
    }),
  );
  assert.deepEqual(Items, [
    { customer: 'c1', number: 9, lines: ['a', 'b'], total: 1 },
    { customer: 'c1', number: 10, lines: ['a'] },
    { customer: 'c1', number: 100, lines: ['a'] },
  ]);
});

const environment = {
  ...process.env,
  AWS_ENDPOINT_URL: samlet.endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_PAGER: '',
};

test('boto3 works unchanged', { skip: withoutBoto3 }, async () => {
  const program = `
import boto3
from decimal import Decimal
db = boto3.resource('dynamodb')
table = db.create_table(TableName='python', BillingMode='PAY_PER_REQUEST',
  AttributeDefinitions=[{'AttributeName': 'id', 'AttributeType': 'S'}], KeySchema=[{'AttributeName': 'id', 'KeyType': 'HASH'}])
table.wait_until_exists()
table.put_item(Item={'id': 'a', 'n': Decimal('12345678901234567890.123456789'), 'b': b'\\x00\\xff', 's': {'x', 'y'}})
item = table.get_item(Key={'id': 'a'})['Item']
assert item['n'] == Decimal('12345678901234567890.123456789'), item
assert item['b'].value == b'\\x00\\xff' and item['s'] == {'x', 'y'}, item
try:
  table.put_item(Item={'id': 'a'}, ConditionExpression='attribute_not_exists(id)')
  raise SystemExit('the condition was not checked')
except db.meta.client.exceptions.ConditionalCheckFailedException as error:
  assert error.response['Error']['Message'] == 'The conditional request failed', error.response
print(boto3.client('sts').get_caller_identity()['Arn'], len(boto3.client('lambda').list_functions()['Functions']) > 0)
`;
  const { stdout } = await promisify(execFile)('python3', ['-c', program], { env: environment });
  assert.equal(stdout, 'arn:aws:iam::000000000000:root True\n');
});

test('the aws command works unchanged', { skip: withoutAwsCli, timeout: 120_000 }, async () => {
  const aws = async (...args: string[]) =>
    JSON.parse(
      (await promisify(execFile)('aws', [...args, '--output', 'json'], { env: environment })).stdout || 'null',
    );
  assert.equal((await aws('sts', 'get-caller-identity')).Account, '000000000000');
  await aws(
    'dynamodb',
    'create-table',
    '--table-name',
    'cli',
    '--billing-mode',
    'PAY_PER_REQUEST',
    '--attribute-definitions',
    'AttributeName=id,AttributeType=S',
    '--key-schema',
    'AttributeName=id,KeyType=HASH',
  );
  await aws('dynamodb', 'put-item', '--table-name', 'cli', '--item', '{"id":{"S":"1"},"v":{"N":"1.50"}}');
  assert.deepEqual((await aws('dynamodb', 'get-item', '--table-name', 'cli', '--key', '{"id":{"S":"1"}}')).Item, {
    id: { S: '1' },
    v: { N: '1.5' },
  });
  assert.ok((await aws('apigateway', 'get-rest-apis')).items.length > 0);
  assert.ok((await aws('logs', 'describe-log-groups')).logGroups.length > 0);
});
