import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestRequest,
  testGateway,
} from '../../../test/support/deployed-api.ts';
import type { CallService } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

// biome-ignore lint/suspicious/noExplicitAny: an event
type Handler = (event: any) => unknown;

const policy = (Effect: string, Resource: unknown = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }],
});
const allow: Handler = () => ({ principalId: 'me', policyDocument: policy('Allow') });

/** What Lambda does when the authorizer is invoked. */
type Invoke = () => Promise<unknown>;

/** An API with `/users/{id}` and `/`, whose GET and POST ask `authorizer`; `asked` holds the events it got. */
async function authorized(authorizer: Handler, settings: object = {}, more: object = {}, invoke?: Invoke) {
  // biome-ignore lint/suspicious/noExplicitAny: events
  const asked: any[] = [];
  const isAuthorizer = (input: unknown) => (input as { FunctionName: string }).FunctionName === functionArn('auth');
  const answering = lambdaAnswering((event, input) => {
    if (!isAuthorizer(input)) return { statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) };
    asked.push(event);
    return authorizer(event);
  });
  const callService: CallService = (service, operation, input) =>
    invoke !== undefined && isAuthorizer(input) ? invoke() : answering(service, operation, input);
  const gateway = testGateway(callService);
  const operation = lambdaOperation('f', { security: [{ auth: [] }] });
  const paths = { get: operation, post: operation };
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn('auth')}/invocations`;
  const scheme = {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: uri, ...settings },
  };
  const apiId = await gateway.deploy(
    aDocument({ '/': paths, '/users/{id}': paths }, { securityDefinitions: { auth: scheme }, ...more }),
    { variables: { colour: 'red' } },
  );
  const send = (token?: string, request: TestRequest = {}) =>
    gateway.send({
      ...request,
      headers: { ...(token === undefined ? {} : { Authorization: token }), ...request.headers },
    });
  return { gateway, apiId, asked, send };
}

const outcome = ({ status, body }: { status: number; body: unknown }) => [status, body];
const unauthorized = [401, '{"message":"Unauthorized"}'];
const denied = [403, '{"Message":"User is not authorized to access this resource"}'];
const broken = [500, '{"message":null}'];

test('a caller whom the policy allows gets through, and the backend is told of them in texts', async () => {
  const context = { text: 'a', number: 1.5, flag: true, nothing: null };
  const { send } = await authorized(() => ({ principalId: 'me', policyDocument: policy('Allow'), context }));
  const { status, body } = await send('token');
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(String(body)), {
    principalId: 'me',
    text: 'a',
    number: '1.5',
    flag: 'true',
    integrationLatency: 0,
  });
});

test('the authorizer gets the token and the ARN of the method as it was called', async () => {
  const { apiId, asked, send } = await authorized(allow);
  await send('Bearer x', { path: '/users/a%20b?q=1', method: 'POST' });
  await send('Bearer y');
  assert.deepEqual(asked, [
    {
      type: 'TOKEN',
      methodArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/test/POST/users/a%20b`,
      authorizationToken: 'Bearer x',
    },
    {
      type: 'TOKEN',
      methodArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/test/GET/`,
      authorizationToken: 'Bearer y',
    },
  ]);
});

test('a request without a token is unauthorized, and nobody is asked', async () => {
  const { asked, send } = await authorized(allow);
  assert.deepEqual(outcome(await send()), unauthorized);
  const { headers, status } = await send('');
  assert.deepEqual([status, headers['x-amzn-ErrorType']], [401, 'UnauthorizedException']);
  assert.equal(asked.length, 0);
});

test('the header of the token is what the identity source says', async () => {
  const { asked, send } = await authorized(allow, { identitySource: 'method.request.header.X-Token' });
  assert.deepEqual(outcome(await send('here')), unauthorized);
  assert.equal((await send(undefined, { headers: { 'x-token': 'there' } })).status, 200);
  assert.equal(asked[0].authorizationToken, 'there');
});

test('a token that does not match the validation expression whole is unauthorized, and nobody is asked', async () => {
  const { asked, send } = await authorized(allow, { identityValidationExpression: 'Bearer [a-z]+' });
  assert.deepEqual(outcome(await send('Bearer 123')), unauthorized);
  assert.deepEqual(outcome(await send('Bearer abc1')), unauthorized);
  assert.equal(asked.length, 0);
  assert.equal((await send('Bearer abc')).status, 200);
});

test('a validation expression that backtracks without end refuses the token instead of hanging', async () => {
  const { send } = await authorized(allow, { identityValidationExpression: '(a+)+b' });
  assert.deepEqual(outcome(await send('a'.repeat(60))), unauthorized);
});

test('a policy that allows another method refuses this one', async () => {
  const { send } = await authorized(({ methodArn }) => ({
    principalId: 'me',
    policyDocument: policy('Allow', methodArn.replace('/POST/', '/GET/').replace(/[^/]+$/, '*')),
  }));
  const { headers } = await send('a', { method: 'POST', path: '/users/1' });
  assert.equal(headers['x-amzn-ErrorType'], 'AccessDeniedException');
  assert.deepEqual(outcome(await send('b', { method: 'POST', path: '/users/1' })), denied);
  assert.equal((await send('b', { path: '/users/1' })).status, 200);
});

test('an explicit deny goes before an allow', async () => {
  const { send } = await authorized(() => ({
    principalId: 'me',
    policyDocument: { Version: '2012-10-17', Statement: [...policy('Allow').Statement, ...policy('Deny').Statement] },
  }));
  assert.deepEqual(outcome(await send('t')), [
    403,
    '{"Message":"User is not authorized to access this resource with an explicit deny"}',
  ]);
});

test('conditions of the policy are held against the request', async () => {
  const only = (ip: string) => ({
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': ip } } }],
  });
  const { send } = await authorized(({ authorizationToken }) => ({
    principalId: 'me',
    policyDocument: only(authorizationToken),
  }));
  assert.equal((await send('127.0.0.0/8')).status, 200);
  assert.deepEqual(outcome(await send('10.0.0.0/8')), denied);
});

const invoking = (invoke: Invoke) => authorized(allow, {}, {}, invoke);
const failing = (payload: object) =>
  invoking(async () => ({
    StatusCode: 200,
    FunctionError: 'Unhandled',
    Payload: Buffer.from(JSON.stringify(payload)),
  }));

test('an authorizer that raises Unauthorized makes it a 401; one that raises anything else a 500', async () => {
  assert.deepEqual(outcome(await (await failing({ errorMessage: 'Unauthorized' })).send('t')), unauthorized);
  const { send, gateway } = await failing({ errorMessage: 'secret' });
  const { headers, ...answer } = await send('t');
  assert.deepEqual(outcome(answer), broken);
  assert.equal(headers['x-amzn-ErrorType'], 'AuthorizerFailureException');
  assert.match(gateway.logged.join('\n'), /the authorizer arn:.* failed \(Unhandled\)/);
});

const bad: readonly (readonly [string, unknown, RegExp])[] = [
  ['a text', '"Allow"', /returned no object/],
  ['no principal', { policyDocument: policy('Allow') }, /no principalId/],
  ['no policy', { principalId: 'me' }, /no policyDocument/],
  ['a policy without statements', { principalId: 'me', policyDocument: { Statement: [] } }, /needs a Statement/],
  ['another effect', { principalId: 'me', policyDocument: policy('Maybe') }, /needs a Statement/],
  [
    'an object in its context',
    { principalId: 'me', policyDocument: policy('Allow'), context: { a: { b: 1 } } },
    /the value of a in the authorizer's context/,
  ],
];
for (const [what, answer, reason] of bad) {
  test(`an authorizer that returns ${what} is a 500, with the reason in the log`, async () => {
    const { send, gateway } = await authorized(() => answer);
    const { headers, ...response } = await send('t');
    assert.deepEqual(outcome(response), broken);
    assert.equal(headers['x-amzn-ErrorType'], 'AuthorizerConfigurationException');
    assert.match(gateway.logged.join('\n'), reason);
  });
}

test('an authorizer that cannot be invoked is a 500', async () => {
  const { send } = await invoking(async () => {
    throw new ServiceError('ResourceNotFoundException', 'Function not found', 404);
  });
  const { headers, ...answer } = await send('t');
  assert.deepEqual(outcome(answer), broken);
  assert.equal(headers['x-amzn-ErrorType'], 'AuthorizerConfigurationException');
});

test('an authorizer that never answers is a 500 after 29 seconds', async () => {
  const { gateway, send } = await invoking(() => new Promise(() => {}));
  const answer = send('t');
  await gateway.clock.advance(29_000);
  assert.deepEqual(outcome(await answer), broken);
});

test('an answer is kept for its time by token, and told of other methods of the API too', async () => {
  const { gateway, asked, send } = await authorized(({ methodArn }) => ({
    principalId: 'me',
    policyDocument: policy('Allow', methodArn),
  }));
  assert.equal((await send('a')).status, 200);
  assert.equal((await send('a')).status, 200);
  assert.deepEqual(outcome(await send('a', { path: '/users/1' })), denied);
  assert.equal(asked.length, 1);
  assert.equal((await send('b', { path: '/users/1' })).status, 200);
  assert.equal(asked.length, 2);
  await gateway.clock.advance(299_999);
  await send('a');
  assert.equal(asked.length, 2);
  await gateway.clock.advance(1);
  await send('a');
  assert.equal(asked.length, 3);
});

test('without a time to live each request is asked about', async () => {
  const { asked, send } = await authorized(allow, { authorizerResultTtlInSeconds: 0 });
  await send('a');
  await send('a');
  assert.equal(asked.length, 2);
});

test('kept answers are forgotten by FlushStageAuthorizersCache and by a new deployment', async () => {
  const { gateway, apiId, asked, send } = await authorized(allow);
  await send('a');
  await gateway.operate('FlushStageAuthorizersCache', { restApiId: apiId, stageName: 'test' });
  await send('a');
  assert.equal(asked.length, 2);
  await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
  await send('a');
  assert.equal(asked.length, 3);
  await assert.rejects(gateway.operate('FlushStageAuthorizersCache', { restApiId: apiId, stageName: 'no' }), {
    message: 'Invalid stage identifier specified',
  });
});

const request = {
  type: 'request',
  identitySource: 'method.request.header.X-Auth, method.request.querystring.name,stageVariables.colour,context.stage',
};

test('a REQUEST authorizer is not asked when an identity source is missing', async () => {
  const { asked, send } = await authorized(allow, request);
  const headers = { 'X-Auth': 'h' };
  assert.deepEqual(outcome(await send(undefined, { headers })), unauthorized);
  assert.deepEqual(outcome(await send(undefined, { headers, path: '/?name=' })), unauthorized);
  assert.deepEqual(outcome(await send(undefined, { path: '/?name=n' })), unauthorized);
  assert.equal(asked.length, 0);
  assert.equal((await send(undefined, { headers, path: '/?name=n' })).status, 200);
});

test('a REQUEST authorizer gets the request, with empty objects for what it has not', async () => {
  const { apiId, asked, send } = await authorized(allow, {
    ...request,
    identitySource: 'method.request.header.X-Auth',
  });
  await send(undefined, { headers: { 'X-Auth': 'h' }, path: '/users/1?q=1&q=2' });
  const { headers, multiValueHeaders, requestContext, ...event } = asked[0];
  assert.deepEqual(event, {
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/test/GET/users/1`,
    resource: '/users/{id}',
    path: '/users/1',
    httpMethod: 'GET',
    queryStringParameters: { q: '2' },
    multiValueQueryStringParameters: { q: ['1', '2'] },
    pathParameters: { id: '1' },
    stageVariables: { colour: 'red' },
  });
  assert.deepEqual([headers['X-Auth'], multiValueHeaders['X-Auth']], ['h', ['h']]);
  assert.deepEqual([requestContext.resourcePath, requestContext.path], ['/users/{id}', '/test/users/1']);
  assert.equal('authorizer' in requestContext, false);
  await send(undefined, { headers: { 'X-Auth': 'other' } });
  assert.deepEqual([asked[1].queryStringParameters, asked[1].pathParameters], [{}, {}]);
});

test('answers of a REQUEST authorizer are kept by all of its identity sources', async () => {
  const { asked, send } = await authorized(allow, request);
  const ask = (header: string, name: string) =>
    send(undefined, { headers: { 'X-Auth': header }, path: `/?name=${name}` });
  await ask('a', 'b');
  await ask('a', 'b');
  assert.equal(asked.length, 1);
  await ask('a', 'c');
  await ask('b', 'b');
  assert.equal(asked.length, 3);
});

test('an API may take keys from its authorizer', async () => {
  const { gateway, apiId, send } = await authorized(
    ({ authorizationToken }) => ({
      principalId: 'me',
      policyDocument: policy('Allow'),
      ...(authorizationToken === 'none' ? {} : { usageIdentifierKey: authorizationToken }),
    }),
    {},
    { 'x-amazon-apigateway-api-key-source': 'AUTHORIZER' },
  );
  const { items } = await gateway.operate('GetResources', { restApiId: apiId });
  const resourceId = items.find((one: { path: string }) => one.path === '/').id;
  const patchOperations = [{ op: 'replace', path: '/apiKeyRequired', value: 'true' }];
  await gateway.operate('UpdateMethod', { restApiId: apiId, resourceId, httpMethod: 'GET', patchOperations });
  await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
  const { id: keyId, value } = await gateway.operate('CreateApiKey', { name: 'k', enabled: true });
  const { id: usagePlanId } = await gateway.operate('CreateUsagePlan', {
    name: 'p',
    apiStages: [{ apiId, stage: 'test' }],
  });
  await gateway.operate('CreateUsagePlanKey', { usagePlanId, keyId, keyType: 'API_KEY' });
  assert.equal((await send(value)).status, 200);
  for (const token of ['none', 'unknown']) {
    const answer = await send(token, { headers: { 'x-api-key': value } });
    assert.deepEqual(outcome(answer), [403, '{"message":"Forbidden"}']);
  }
});

test('an API whose document names a key source keeps it', async () => {
  const { gateway, apiId } = await authorized(allow, {}, { 'x-amazon-apigateway-api-key-source': 'AUTHORIZER' });
  assert.equal((await gateway.operate('GetRestApi', { restApiId: apiId })).apiKeySource, 'AUTHORIZER');
});

test('an authorizer is changed by patches, which hold with the next deployment', async () => {
  const { gateway, apiId, asked, send } = await authorized(allow);
  const { items } = await gateway.operate('GetAuthorizers', { restApiId: apiId });
  const patch = (path: string, value: string) =>
    gateway.operate('UpdateAuthorizer', {
      restApiId: apiId,
      authorizerId: items[0].id,
      patchOperations: [{ op: 'replace', path, value }],
    });
  assert.equal((await patch('/authorizerResultTtlInSeconds', '0')).authorizerResultTtlInSeconds, 0);
  await patch('/identitySource', 'method.request.header.Other');
  await assert.rejects(patch('/id', 'x'), /Invalid patch path {2}'\/id' specified for op 'replace'/);
  assert.equal((await send('t')).status, 200);
  await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
  assert.equal((await send('t')).status, 401);
  assert.equal(asked.length, 1);
});
