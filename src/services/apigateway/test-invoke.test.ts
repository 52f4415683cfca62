import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../../../test/support/deployed-api.ts';

const answering = (event: object) => ({ statusCode: 201, headers: { 'X-Own': 'a' }, body: JSON.stringify(event) });

/** An API that is not deployed, with one resource `/users/{id}`. */
async function undeployed(operation: object, more: object = {}, handler: (event: object) => unknown = answering) {
  const gateway = testGateway(lambdaAnswering(handler));
  const document = aDocument({ '/users/{id}': { post: operation } }, more);
  const { id: restApiId } = await gateway.operate('ImportRestApi', { body: Buffer.from(JSON.stringify(document)) });
  const { items } = await gateway.operate('GetResources', { restApiId });
  const { id: resourceId } = items.find((one: { path: string }) => one.path === '/users/{id}');
  const run = (input: object = {}) =>
    gateway.operate('TestInvokeMethod', { restApiId, resourceId, httpMethod: 'POST', ...input });
  return { ...gateway, restApiId, resourceId, run };
}

const TOKENS = {
  securityDefinitions: {
    tokens: {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      'x-amazon-apigateway-authorizer': {
        type: 'token',
        identityValidationExpression: '^good.*',
        authorizerUri:
          'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:auth/invocations',
      },
    },
    api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
  },
};

test('a method is tested without a deployment, an authorizer and a key', async () => {
  const closed = lambdaOperation('hello', { security: [{ tokens: [] }, { api_key: [] }] });
  const { run, restApiId, resourceId } = await undeployed(closed, TOKENS);
  const { status, body, headers, multiValueHeaders, latency } = await run({
    pathWithQueryString: '/users/7?a=1&a=2',
    headers: { 'X-One': '1' },
    multiValueHeaders: { 'X-Many': ['1', '2'] },
    body: '{"name":"A"}',
    stageVariables: { color: 'red' },
  });
  assert.deepEqual([status, headers['X-Own'], multiValueHeaders['X-Own'], latency], [201, 'a', ['a'], 0]);
  assert.deepEqual(
    Object.keys(headers).filter((name) => /requestid|apigw-id/i.test(name)),
    [],
  );
  const event = JSON.parse(body);
  assert.deepEqual(event.headers, { 'X-One': '1', 'X-Many': '2' });
  assert.deepEqual(event.multiValueHeaders, { 'X-One': ['1'], 'X-Many': ['1', '2'] });
  assert.deepEqual(event.multiValueQueryStringParameters, { a: ['1', '2'] });
  assert.deepEqual(
    [event.pathParameters, event.stageVariables, event.body],
    [{ id: '7' }, { color: 'red' }, '{"name":"A"}'],
  );
  const { stage, path, apiId, resourceId: told, domainName, domainPrefix, identity } = event.requestContext;
  assert.deepEqual(
    [stage, path, apiId, told, domainName, domainPrefix, identity.sourceIp],
    [
      'test-invoke-stage',
      '/users/7',
      restApiId,
      resourceId,
      'testPrefix.testDomainName',
      'testPrefix',
      'test-invoke-source-ip',
    ],
  );
});

test('the log of a test is in the words of AWS', async () => {
  const { run } = await undeployed(lambdaOperation());
  const { log } = await run({ pathWithQueryString: '/users/7?q=1', body: 'hi' });
  const lines = log.split('\n').map((line: string) => line.replace(/^.* : /, ''));
  assert.match(lines[0], /^Execution log for request [0-9a-f-]{36}$/);
  assert.match(log, /\nThu Jan 01 00:00:00 UTC 2026 : Starting execution for request: /);
  assert.deepEqual(lines.slice(2, 7), [
    'HTTP Method: POST, Resource Path: /users/{id}',
    'Method request path: {id=7}',
    'Method request query string: {q=1}',
    'Method request headers: {}',
    'Method request body before transformations: hi',
  ]);
  assert.deepEqual(lines.slice(-3), ['Successfully completed execution', 'Method completed with status: 201', '']);
});

test('a test that fails answers as the method would', async () => {
  const failing = await undeployed(lambdaOperation(), {}, () => ({ nothing: true }));
  const { status, body, log } = await failing.run();
  assert.deepEqual([status, body], [502, '{"message": "Internal server error"}']);
  assert.match(log, /Method completed with status: 502\n$/);
  await assert.rejects(failing.run({ httpMethod: 'GET' }), { message: 'Invalid Method identifier specified' });
  await assert.rejects(failing.run({ resourceId: 'x' }), { message: 'Invalid Resource identifier specified' });
});

test('a test leaves what is deployed alone', async () => {
  const { run, operate, restApiId } = await undeployed(lambdaOperation());
  await run();
  assert.deepEqual((await operate('GetDeployments', { restApiId })).items, []);
  assert.deepEqual((await operate('GetStages', { restApiId })).item, []);
});

const policyDocument = {
  Version: '2012-10-17',
  Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: '*' }],
};

async function authorizer(handler: (event: object) => unknown) {
  const gateway = await undeployed(lambdaOperation('hello', { security: [{ tokens: [] }] }), TOKENS, handler);
  const { restApiId } = gateway;
  const { items } = await gateway.operate('GetAuthorizers', { restApiId });
  const authorizerId = items[0].id;
  const ask = (input: object) => gateway.operate('TestInvokeAuthorizer', { restApiId, authorizerId, ...input });
  return { ...gateway, ask };
}

test('an authorizer is tested: its principal and its policy are told, whatever it decides', async () => {
  const { ask } = await authorizer((event) => ({
    principalId: 'me',
    policyDocument,
    context: { event: JSON.stringify(event) },
  }));
  const { log, latency, ...answer } = await ask({ headers: { Authorization: 'good token' } });
  assert.deepEqual(answer, {
    clientStatus: 200,
    principalId: 'me',
    policy: JSON.stringify(policyDocument),
    authorization: {},
  });
  assert.equal(latency, 0);
  assert.match(log, /^Execution log for request /);
});

test('an authorizer that lets the caller through is 200, and its log tells its execution', async () => {
  const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: '*' }];
  const { ask } = await authorizer(() => ({ principalId: 'me', policyDocument: { Version: '2012-10-17', Statement } }));
  const { clientStatus, log } = await ask({ headers: { Authorization: 'good' } });
  assert.equal(clientStatus, 200);
  assert.match(log, / : Starting authorizer: [0-9a-z]{6} for request: /);
  assert.match(log, / : Successfully completed authorizer execution\n$/);
});

test('a token that is bad or missing is 401, an authorizer that fails 500', async () => {
  const { ask } = await authorizer(() => ({ principalId: 'me' }));
  const status = async (input: object) => (await ask(input)).clientStatus;
  assert.equal(await status({ headers: { Authorization: 'bad' } }), 401);
  assert.equal(await status({}), 401);
  assert.equal(await status({ headers: { Authorization: 'good' } }), 500);
  await assert.rejects(ask({ authorizerId: 'x' }), { message: 'Invalid Authorizer identifier specified' });
});
