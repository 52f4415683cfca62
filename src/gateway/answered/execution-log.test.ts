import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation } from '../../../test/support/deployed-api.ts';
import { observedApi } from '../../../test/support/observed-api.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:hello';
const INVOKE = `https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/${FUNCTION}/invocations`;
const ok = () => ({ statusCode: 200, body: 'hi' });

/** An API whose methods log like this. Messages come without the request id that each begins with. */
async function loggingApi(
  settings: Readonly<Record<string, string>>,
  { document = aDocument({ '/users/{id}': { get: lambdaOperation() } }), handler = ok as () => unknown } = {},
) {
  const api = observedApi(lambdaAnswering(handler));
  const restApiId = await api.gateway.deploy(document);
  await api.patch(restApiId, settings);
  return {
    ...api,
    restApiId,
    async logOf(requestId: unknown) {
      const messages = await api.logged(`API-Gateway-Execution-Logs_${restApiId}/test`);
      const prefix = `(${requestId}) `;
      for (const message of messages) assert.ok(message.startsWith(prefix), message);
      return messages.map((message) => message.slice(prefix.length));
    },
  };
}

const INFO = { '/*/*/logging/loglevel': 'INFO' };
const TRACED = { ...INFO, '/*/*/logging/dataTrace': 'true' };

test('at INFO the log tells the steps of a request in API Gateway’s words', async () => {
  const { gateway, logOf, restApiId } = await loggingApi(INFO);
  const { headers } = await gateway.send({ path: '/users/7' });
  const id = headers['x-amzn-RequestId'];
  assert.deepEqual(await logOf(id), [
    `Extended Request Id: ${headers['x-amz-apigw-id']}`,
    `Verifying Usage Plan for request: ${id}. API Key:  API Stage: ${restApiId}/test`,
    "API Key  authorized because method 'GET /users/{id}' does not require API Key. Request will not contribute to throttle or quota limits",
    `Usage Plan check succeeded for API Key  and API Stage ${restApiId}/test`,
    `Starting execution for request: ${id}`,
    'HTTP Method: GET, Resource Path: /users/{id}',
    `Sending request to ${INVOKE}`,
    'Received response. Status: 200, Integration latency: 0 ms',
    'Successfully completed execution',
    'Method completed with status: 200',
  ]);
});

test('data tracing adds requests and responses whole, with their secrets hidden', async () => {
  const { gateway, logOf, restApiId } = await loggingApi(TRACED);
  const { headers } = await gateway.send({
    path: '/users/7?a=1&b=2',
    headers: { Authorization: 'Bearer abcdef123456', 'x-api-key': 'abc' },
    body: '{"x":1}',
  });
  const lines = await logOf(headers['x-amzn-RequestId']);
  const at = (start: string) => lines.find((line) => line.startsWith(start)) ?? assert.fail(`no line ${start}`);
  assert.equal(at('Method request path'), 'Method request path: {id=7}');
  assert.equal(at('Method request query string'), 'Method request query string: {a=1, b=2}');
  assert.match(at('Method request headers'), /Authorization=\*{13}123456, x-api-key=\*\*\*, X-Amzn-Trace-Id=Root=1-/);
  assert.equal(at('Method request body'), 'Method request body before transformations: {"x":1}');
  assert.equal(at('Endpoint request URI'), `Endpoint request URI: ${INVOKE}`);
  assert.match(
    at('Endpoint request headers'),
    new RegExp(
      `x-amzn-apigateway-api-id=${restApiId}, X-Amz-Source-Arn=arn:aws:execute-api:us-east-1:000000000000:${restApiId}/test/GET/users/{id}, `,
    ),
  );
  assert.match(
    at('Endpoint request body'),
    /^Endpoint request body after transformations: \{"resource":"\/users\/\{id\}".* \[TRUNCATED\]$/,
  );
  assert.equal(
    at('Endpoint response body'),
    'Endpoint response body before transformations: {"statusCode":200,"body":"hi"}',
  );
  assert.equal(at('Method response body'), 'Method response body after transformations: hi');
  assert.match(
    at('Method response headers'),
    /^Method response headers: \{X-Amzn-Trace-Id=.*, Content-Type=application\/json\}$/,
  );
});

test('no event is longer than 1,024 bytes', async () => {
  const { gateway, logged, restApiId } = await loggingApi(TRACED, {
    handler: () => ({ statusCode: 200, body: 'é'.repeat(5000) }),
  });
  await gateway.send({ path: '/users/7', body: 'x'.repeat(5000) });
  const messages = await logged(`API-Gateway-Execution-Logs_${restApiId}/test`);
  assert.equal(messages.filter((message) => message.endsWith(' [TRUNCATED]')).length, 4);
  for (const message of messages) assert.ok(Buffer.byteLength(message) <= 1024, message);
});

test('at ERROR only what went wrong is told', async () => {
  const { gateway, logOf } = await loggingApi(
    { '/*/*/logging/loglevel': 'ERROR', '/*/*/logging/dataTrace': 'true' },
    { handler: () => 'no answer' },
  );
  const { headers } = await gateway.send({ path: '/users/7' });
  assert.deepEqual(await logOf(headers['x-amzn-RequestId']), [
    'Execution failed due to configuration error: Malformed Lambda proxy response: the function answered no JSON',
    'Gateway response type: API_CONFIGURATION_ERROR with status code: 502',
    'Method completed with status: 502',
  ]);
});

test('a request without the key it needs is told before any execution', async () => {
  const { gateway, logOf, restApiId } = await loggingApi(INFO, {
    document: aDocument(
      { '/': { get: lambdaOperation('f', { security: [{ key: [] }] }) } },
      { securityDefinitions: { key: { type: 'apiKey', name: 'x-api-key', in: 'header' } } },
    ),
  });
  const { headers } = await gateway.send({ headers: { 'x-api-key': 'abcdefghij' } });
  const id = headers['x-amzn-RequestId'];
  assert.deepEqual(await logOf(id), [
    `Extended Request Id: ${headers['x-amz-apigw-id']}`,
    `Verifying Usage Plan for request: ${id}. API Key: ****efghij API Stage: ${restApiId}/test`,
    `API Key ****efghij not authorized because method 'GET /' requires API Key and API Key is not associated with a Usage Plan for API Stage ${restApiId}/test: No Usage Plan found for key and API Stage`,
    'Gateway response type: INVALID_API_KEY with status code: 403',
    'Method completed with status: 403',
  ]);
});

test('a throttled request tells the limit', async () => {
  const { gateway, logOf, restApiId } = await loggingApi({
    '/*/*/logging/loglevel': 'ERROR',
    '/*/*/throttling/rateLimit': '1',
    '/*/*/throttling/burstLimit': '1',
  });
  await gateway.send({ path: '/users/7' });
  const { status, headers } = await gateway.send({ path: '/users/7' });
  assert.equal(status, 429);
  const [line] = await logOf(headers['x-amzn-RequestId']);
  assert.match(
    line ?? '',
    new RegExp(
      `^Key throttle limit exceeded for RestApi ${restApiId}, Stage test, Resource \\w+, HttpMethod GET. Limit: 1.00 Burst: 1$`,
    ),
  );
});

test('a body that fails its model is told with its faults', async () => {
  const post = lambdaOperation('f', {
    'x-amazon-apigateway-request-validator': 'body',
    parameters: [{ in: 'body', name: 'body', schema: { type: 'object', required: ['name'] } }],
  });
  const { gateway, logOf } = await loggingApi(INFO, {
    document: aDocument(
      { '/': { post } },
      { 'x-amazon-apigateway-request-validators': { body: { validateRequestBody: true } } },
    ),
  });
  const { headers } = await gateway.send({ method: 'POST', body: '{}' });
  const lines = await logOf(headers['x-amzn-RequestId']);
  assert.deepEqual(lines.slice(4), [
    `Starting execution for request: ${headers['x-amzn-RequestId']}`,
    'HTTP Method: POST, Resource Path: /',
    'Request body does not match model schema for content type application/json: [object has missing required properties (["name"])]',
    'Gateway response type: BAD_REQUEST_BODY with status code: 400',
    'Method completed with status: 400',
  ]);
});

test('only methods whose settings ask for it log', async () => {
  const { gateway, logged, restApiId } = await loggingApi(
    { '/~1quiet/GET/logging/loglevel': 'OFF', ...INFO },
    { document: aDocument({ '/quiet': { get: lambdaOperation() }, '/told': { get: lambdaOperation() } }) },
  );
  await gateway.send({ path: '/quiet' });
  await gateway.send({ path: '/nope' });
  assert.deepEqual(await logged(`API-Gateway-Execution-Logs_${restApiId}/test`), []);
  await gateway.send({ path: '/told' });
  assert.equal((await logged(`API-Gateway-Execution-Logs_${restApiId}/test`)).length, 10);
});

test('an answer of the cache is executed without a backend', async () => {
  const { gateway, logged, restApiId } = await loggingApi({
    ...INFO,
    '/cacheClusterEnabled': 'true',
    '/cacheClusterSize': '0.5',
    '/*/*/caching/enabled': 'true',
  });
  await gateway.send({ path: '/users/7' });
  const group = `API-Gateway-Execution-Logs_${restApiId}/test`;
  const before = (await logged(group)).length;
  const { headers } = await gateway.send({ path: '/users/7' });
  const prefix = `(${headers['x-amzn-RequestId']}) `;
  const messages = (await logged(group)).slice(before + 4).map((message) => message.replace(prefix, ''));
  assert.deepEqual(messages, [
    `Starting execution for request: ${headers['x-amzn-RequestId']}`,
    'HTTP Method: GET, Resource Path: /users/{id}',
    'Successfully completed execution',
    'Method completed with status: 200',
  ]);
});

test('requests of a canary are logged with their stage’s, and once more by themselves', async () => {
  const { gateway, logged, restApiId } = await loggingApi(INFO);
  const { id } = await gateway.operate('CreateDeployment', { restApiId });
  await gateway.operate('UpdateStage', {
    restApiId,
    stageName: 'test',
    patchOperations: [
      { op: 'replace', path: '/canarySettings/percentTraffic', value: '100' },
      { op: 'replace', path: '/canarySettings/deploymentId', value: id },
    ],
  });
  await gateway.send({ path: '/users/7' });
  const group = `API-Gateway-Execution-Logs_${restApiId}/test`;
  assert.equal((await logged(group)).length, 10);
  assert.deepEqual(await logged(`${group}/Canary`), await logged(group));
});

test('an authorizer is told before the usage plan, with the identity hidden', async () => {
  const authorizerUri =
    'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:auth/invocations';
  const auth = {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri },
  };
  const policyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }],
  };
  const { gateway, logOf, logged, restApiId } = await loggingApi(TRACED, {
    document: aDocument(
      { '/': { get: lambdaOperation('f', { security: [{ auth: [] }] }) } },
      { securityDefinitions: { auth } },
    ),
    handler: ((event: { type?: string }) =>
      event.type === 'TOKEN' ? { principalId: 'principal', policyDocument } : ok()) as () => unknown,
  });
  const { headers } = await gateway.send({ headers: { Authorization: 'secret-token' } });
  const lines = await logOf(headers['x-amzn-RequestId']);
  const told = lines.slice(1, lines.indexOf('Successfully completed authorizer execution') + 2);
  assert.match(told[0] ?? '', new RegExp(`^Starting authorizer: \\w+ for request: ${headers['x-amzn-RequestId']}$`));
  assert.equal(told[1], 'Incoming identity: ******-token');
  assert.match(told.at(-4) ?? '', /^Authorizer result body before parsing: \{"principalId":"principal"/);
  assert.deepEqual(told.slice(-3), [
    'Using valid authorizer policy for principal: ***ncipal',
    'Successfully completed authorizer execution',
    `Verifying Usage Plan for request: ${headers['x-amzn-RequestId']}. API Key:  API Stage: ${restApiId}/test`,
  ]);

  const before = lines.length;
  const refused = await gateway.send();
  const group = `API-Gateway-Execution-Logs_${restApiId}/test`;
  const rest = (await logged(group)).slice(before);
  assert.ok(
    rest.includes(
      `(${refused.headers['x-amzn-RequestId']}) Unauthorized request: ${refused.headers['x-amzn-RequestId']}`,
    ),
  );
});

test('a mapped body is told once, as it goes to the function', async () => {
  const get = lambdaOperation();
  const integration = (get as Record<string, object>)['x-amazon-apigateway-integration'];
  const { gateway, logOf } = await loggingApi(TRACED, {
    document: aDocument({
      '/': {
        post: {
          'x-amazon-apigateway-integration': {
            ...integration,
            type: 'aws',
            requestTemplates: { 'application/json': '{"name": "$input.path(\'$.n\')"}' },
            responses: { default: { statusCode: 200, responseTemplates: { 'application/json': '[$input.body]' } } },
          },
        },
      },
    }),
    handler: () => 7,
  });
  const { headers } = await gateway.send({ method: 'POST', body: '{"n":"x"}' });
  const bodies = (await logOf(headers['x-amzn-RequestId'])).filter((line) => / body /.test(line));
  assert.deepEqual(bodies, [
    'Method request body before transformations: {"n":"x"}',
    'Endpoint request body after transformations: {"name": "x"}',
    'Endpoint response body before transformations: 7',
    'Method response body after transformations: [7]',
  ]);
});
