import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { aDocument, type TestGatewayOptions, testGateway } from '../../../test/support/deployed-api.ts';
import { serviceRequests } from '../../aws/service-requests.ts';
import { cloudwatch } from '../../services/cloudwatch/index.ts';
import { dynamodb } from '../../services/dynamodb/index.ts';
import { iam } from '../../services/iam/index.ts';
import { sts } from '../../services/sts/index.ts';

const ROLE = 'arn:aws:iam::000000000000:role/api';

const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

/** A gateway over DynamoDB with the table `notes`, and the role `api`, which may do `actions` to it. */
async function gatewayOverServices({
  actions = ['dynamodb:*'],
  trusted = 'apigateway.amazonaws.com',
  ...options
}: TestGatewayOptions & { actions?: string[]; trusted?: string } = {}) {
  const endpoint = testEndpoint([iam, sts, cloudwatch, dynamodb]);
  const { callService } = endpoint.services;
  await callService('iam', 'CreateRole', { RoleName: 'api', AssumeRolePolicyDocument: trust(trusted) });
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  await callService('iam', 'PutRolePolicy', {
    RoleName: 'api',
    PolicyName: 'own',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  await callService('dynamodb', 'CreateTable', {
    TableName: 'notes',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  return testGateway(callService, {
    ...options,
    services: serviceRequests(endpoint.services, endpoint.handle),
    credentials: endpoint.credentials,
  });
}

const dynamodbAction = (action: string, template: object | string, more: object = {}) => ({
  'x-amazon-apigateway-integration': {
    type: 'aws',
    httpMethod: 'POST',
    credentials: ROLE,
    uri: `arn:aws:apigateway:us-east-1:dynamodb:action/${action}`,
    requestTemplates: { 'application/json': typeof template === 'string' ? template : JSON.stringify(template) },
    responses: { default: { statusCode: 200 } },
    ...more,
  },
});

const putNote = dynamodbAction(
  'PutItem',
  `{"TableName": "notes", "Item": {"id": {"S": "$input.params('id')"}, "text": {"S": $input.json('$.text')}}}`,
);
const getNote = (more: object = {}) =>
  dynamodbAction('GetItem', `{"TableName": "notes", "Key": {"id": {"S": "$input.params('id')"}}}`, more);

test('a method writes and reads items of DynamoDB through its templates', async () => {
  const gateway = await gatewayOverServices();
  await gateway.deploy(aDocument({ '/notes/{id}': { put: putNote, get: getNote() } }));
  const put = await gateway.send({ method: 'PUT', path: '/notes/n1', body: '{"text": "say \\"hi\\""}' });
  assert.deepEqual([put.status, put.body], [200, '{}']);
  const got = await gateway.send({ path: '/notes/n1' });
  assert.deepEqual(JSON.parse(String(got.body)), { Item: { id: { S: 'n1' }, text: { S: 'say "hi"' } } });
  assert.equal(got.headers['Content-Type'], 'application/json');
  assert.match(String(got.headers['X-Amzn-Trace-Id']), /^Root=1-/);
});

test('a response template reads what the service answered', async () => {
  const gateway = await gatewayOverServices();
  const responseTemplates = { 'application/json': `{"text": "$input.path('$.Item.text.S')"}` };
  const get = getNote({ responses: { default: { statusCode: 200, responseTemplates } } });
  await gateway.deploy(aDocument({ '/notes/{id}': { put: putNote, get } }));
  await gateway.send({ method: 'PUT', path: '/notes/n1', body: '{"text": "hello"}' });
  assert.equal((await gateway.send({ path: '/notes/n1' })).body, '{"text": "hello"}');
});

test('patterns are held against the status of the service, whose refusal is the body', async () => {
  const gateway = await gatewayOverServices();
  const responses = { '4\\d{2}': { statusCode: 422 }, default: { statusCode: 200 } };
  const scan = dynamodbAction('Scan', { TableName: 'nothing' }, { responses });
  await gateway.deploy(aDocument({ '/': { get: scan } }));
  const { status, body } = await gateway.send();
  assert.equal(status, 422);
  assert.deepEqual(JSON.parse(String(body)), {
    __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
    message: 'Requested resource not found',
  });
});

test('the role of an integration is held to its policies', async () => {
  const gateway = await gatewayOverServices({ actions: ['dynamodb:GetItem'] });
  const responses = { '400': { statusCode: 400 }, default: { statusCode: 200 } };
  const scan = dynamodbAction('Scan', { TableName: 'notes' }, { responses });
  await gateway.deploy(aDocument({ '/': { get: scan }, '/{id}': { get: getNote() } }));
  assert.equal((await gateway.send({ path: '/n1' })).status, 200);
  const { status, body } = await gateway.send();
  assert.equal(status, 400);
  assert.match(
    String(body),
    /AccessDeniedException.*User: arn:aws:sts::000000000000:assumed-role\/api\/BackplaneAssumeRoleSession is not authorized to perform: dynamodb:Scan/,
  );
});

test('a role that does not trust API Gateway cannot be assumed: a 500, and the log says why', async () => {
  const gateway = await gatewayOverServices({ trusted: 'lambda.amazonaws.com' });
  await gateway.deploy(aDocument({ '/{id}': { get: getNote() } }));
  const { status, body } = await gateway.send({ path: '/n1' });
  assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
  assert.match(
    gateway.logged.join(),
    /API Gateway does not have permission to assume the provided role arn:aws:iam::000000000000:role\/api/,
  );
});

test("the caller's own credentials need a method that asks for a signature", async () => {
  const gateway = await gatewayOverServices();
  await gateway.deploy(aDocument({ '/{id}': { get: getNote({ credentials: 'arn:aws:iam::*:user/*' }) } }));
  assert.equal((await gateway.send({ path: '/n1' })).status, 500);
  assert.match(gateway.logged.join(), /acts with the credentials of its caller/);
});

test('a query service is asked by mapped parameters, and answers JSON', async () => {
  const gateway = await gatewayOverServices({ actions: ['sts:*'] });
  const integration = {
    type: 'aws',
    httpMethod: 'POST',
    credentials: ROLE,
    uri: 'arn:aws:apigateway:us-east-1:sts:action/GetCallerIdentity',
    requestParameters: { 'integration.request.querystring.Version': "'2011-06-15'" },
    responses: { default: { statusCode: 200 } },
  };
  await gateway.deploy(aDocument({ '/': { get: { 'x-amazon-apigateway-integration': integration } } }));
  const { GetCallerIdentityResponse: answer } = JSON.parse(String((await gateway.send()).body));
  assert.equal(
    answer.GetCallerIdentityResult.Arn,
    'arn:aws:sts::000000000000:assumed-role/api/BackplaneAssumeRoleSession',
  );
  assert.match(answer.ResponseMetadata.RequestId, /^[0-9a-f-]{36}$/);
});

test('a path is asked with its body as the form of a query', async () => {
  const gateway = await gatewayOverServices({ actions: ['cloudwatch:*'] });
  const integration = {
    type: 'aws',
    httpMethod: 'POST',
    credentials: ROLE,
    uri: 'arn:aws:apigateway:us-east-1:monitoring:path//',
    requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
    requestTemplates: {
      'application/json':
        "Action=PutMetricData&Namespace=$util.urlEncode($input.params('ns'))&MetricData.member.1.MetricName=M&MetricData.member.1.Value=1",
    },
    responses: { default: { statusCode: 200 }, '[45]..': { statusCode: 500 } },
  };
  await gateway.deploy(aDocument({ '/': { post: { 'x-amazon-apigateway-integration': integration } } }));
  const { status, body } = await gateway.send({ method: 'POST', path: '/?ns=My%20App' });
  assert.equal(status, 200, String(body));
  assert.deepEqual(Object.keys(JSON.parse(String(body))), ['PutMetricDataResponse']);
});

test('a path is asked as an SDK asks it, by a mapped X-Amz-Target', async () => {
  const gateway = await gatewayOverServices();
  const integration = {
    type: 'aws',
    httpMethod: 'POST',
    credentials: ROLE,
    uri: 'arn:aws:apigateway:us-east-1:dynamodb:path//',
    requestParameters: {
      'integration.request.header.X-Amz-Target': "'DynamoDB_20120810.ListTables'",
      'integration.request.header.Content-Type': "'application/x-amz-json-1.0'",
    },
    requestTemplates: { 'application/json': '{}' },
    responses: { default: { statusCode: 200 } },
  };
  await gateway.deploy(aDocument({ '/': { get: { 'x-amazon-apigateway-integration': integration } } }));
  assert.equal((await gateway.send()).body, '{"TableNames":["notes"]}');
});

test('what an integration decided is told of the request', async () => {
  const decided: (string | undefined)[] = [];
  const gateway = await gatewayOverServices({
    onAnswered: ({ call }) => decided.push(...call.trail.decisions().map(({ text }) => text)),
  });
  await gateway.deploy(aDocument({ '/notes/{id}': { get: getNote() } }));
  await gateway.send({ path: '/notes/n1' });
  assert.deepEqual(
    decided.filter((text) => text !== undefined && /template|answered|integration response/.test(text)),
    [
      'a request template made a body of 50 characters',
      'dynamodb:GetItem answered 200 to arn:aws:sts::000000000000:assumed-role/api/BackplaneAssumeRoleSession',
      'the default integration response: 200',
    ],
  );
});

test('a service that samlet does not run is told at the deployment, and answers 500', async () => {
  const gateway = await gatewayOverServices();
  const integration = {
    type: 'aws',
    httpMethod: 'POST',
    credentials: ROLE,
    uri: 'arn:aws:apigateway:us-east-1:sqs:path/000000000000/queue',
    responses: { default: { statusCode: 200 } },
  };
  await gateway.deploy(aDocument({ '/': { post: { 'x-amazon-apigateway-integration': integration } } }));
  assert.match(gateway.logged.join(), /POST \/: samlet does not run the service sqs, so the method answers 500/);
  const { status, body } = await gateway.send({ method: 'POST' });
  assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
});

test('the URI of an action and its role may hold stage variables', async () => {
  const gateway = await gatewayOverServices();
  const get = getNote({
    uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/${stageVariables.action}',
    credentials: 'arn:aws:iam::000000000000:role/${stageVariables.role}',
  });
  await gateway.deploy(aDocument({ '/{id}': { get } }), { variables: { action: 'GetItem', role: 'api' } });
  assert.deepEqual((await gateway.send({ path: '/n1' })).body, '{}');
});
