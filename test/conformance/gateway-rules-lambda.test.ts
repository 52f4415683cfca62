import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreateAuthorizerRequest } from '@aws-sdk/client-api-gateway';
import {
  ACCOUNT,
  type AnswerSpec,
  type ApiOptions,
  functionUri,
  gatewayRules,
  lambdaProxy,
  type MethodSpec,
  mock,
  REGION,
  ruleLab,
  type TestApi,
} from './gateway-rules-lab.ts';

const lab = await ruleLab();
const { gateway } = lab;

/** Answers its event. */
const echo = await lab.fn('exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });');
/** Answers what the query string `answer` says. */
const saying = await lab.fn(
  "exports.handler = async (event) => JSON.parse(Buffer.from(event.queryStringParameters.answer, 'hex').toString());",
);
/** Returns its event, or raises what the event's member `raise` says. */
const custom = await lab.fn(
  'exports.handler = async (event) => { if (event.raise) throw new Error(event.raise); return event; };',
);

const proxied = await lab.api({
  'ANY /': lambdaProxy(echo),
  'ANY /say': lambdaProxy(saying),
  'ANY /go/{proxy+}': lambdaProxy(echo),
});
/** What a function of a proxy integration that answers so makes the gateway answer. */
const says = (answer: unknown) =>
  proxied.send({ path: `/say?answer=${Buffer.from(JSON.stringify(answer)).toString('hex')}` });
const BAD_ANSWER = [502, { message: 'Internal server error' }];

const customOf = (
  requestTemplate: string,
  answers: readonly AnswerSpec[] = [{}],
  integration: MethodSpec['integration'] = {},
): MethodSpec => ({
  integration: {
    type: 'AWS',
    integrationHttpMethod: 'POST',
    uri: functionUri(custom),
    requestTemplates: { 'application/json': requestTemplate },
    ...integration,
  },
  answers,
});

/** Makes an API with a guarded `GET /` and `GET /other`, and the functions' own `POST /{proxy+}`. */
async function guarded(
  authorizer: Partial<CreateAuthorizerRequest>,
  methods: Readonly<Record<string, MethodSpec>> = { 'GET /': mock(), 'GET /other': mock() },
  options: ApiOptions = {},
): Promise<TestApi> {
  const api = await lab.api({}, { ...options, deployment: false });
  const { id } = await gateway.createAuthorizer({
    restApiId: api.id,
    name: 'guard',
    type: 'TOKEN',
    identitySource: 'method.request.header.Authorization',
    ...authorizer,
  });
  await api.add(
    Object.fromEntries(
      Object.entries(methods).map(([route, spec]) => [
        route,
        { ...spec, method: { authorizationType: 'CUSTOM', authorizerId: id, ...spec.method } },
      ]),
    ),
  );
  await api.deploy('test', options.deployment === false ? {} : options.deployment);
  return api;
}

/** Does what its token, or the header `Authorization`, says; tells how often it was asked. */
const guardArn = await lab.fn(`
  let calls = 0;
  const statement = (Effect, Resource) => ({ Action: 'execute-api:Invoke', Effect, Resource });
  const policy = (...Statement) => ({ Version: '2012-10-17', Statement });
  exports.handler = async (event) => {
    calls += 1;
    const token = event.authorizationToken ?? event.headers.Authorization;
    const all = event.methodArn.split('/').slice(0, 2).join('/') + '/*';
    const allow = policy(statement('Allow', all));
    const context = { calls, text: 'words', flag: true, event: JSON.stringify(event) };
    switch (token.split(' ')[0]) {
      case 'allow': return { principalId: 'who', policyDocument: allow, context };
      case 'this': return { principalId: 'who', policyDocument: policy(statement('Allow', event.methodArn)) };
      case 'else': return { principalId: 'who', policyDocument: policy(statement('Allow', all.replace('*', 'POST/elsewhere'))) };
      case 'deny': return { principalId: 'who', policyDocument: policy(statement('Deny', all)) };
      case 'unauthorized': throw new Error('Unauthorized');
      case 'object': return { principalId: 'who', policyDocument: allow, context: { deep: { a: 1 } } };
      default: return { principalId: 'who' };
    }
  };`);
const TOKEN = { authorizerUri: functionUri(guardArn), authorizerResultTtlInSeconds: 0 };
const CACHED = { ...TOKEN, authorizerResultTtlInSeconds: 300 };
const REQUEST = { ...TOKEN, type: 'REQUEST' as const };
const as = (token: string, path = '/') => ({ path, headers: { Authorization: token } });
const callsMock = { 'GET /': mock('$context.authorizer.calls'), 'GET /other': mock('$context.authorizer.calls') };
/** How often the authorizer had been asked when it let each of these in. */
async function askedBy(api: TestApi, ...tokens: readonly string[]): Promise<number[]> {
  const asked: number[] = [];
  for (const token of tokens) asked.push(Number((await api.send(as(token))).text));
  return asked;
}

gatewayRules('lambda', {
  async event_members() {
    const { json } = await proxied.send();
    assert.deepEqual(
      Object.keys(json).sort(),
      'body headers httpMethod isBase64Encoded multiValueHeaders multiValueQueryStringParameters path pathParameters queryStringParameters requestContext resource stageVariables'.split(
        ' ',
      ),
    );
    assert.deepEqual(
      Object.keys(json.requestContext).sort(),
      'accountId apiId deploymentId domainName domainPrefix extendedRequestId httpMethod identity path protocol requestId requestTime requestTimeEpoch resourceId resourcePath stage'.split(
        ' ',
      ),
    );
  },
  async event_identity() {
    const { json } = await proxied.send();
    assert.deepEqual(
      Object.keys(json.requestContext.identity).sort(),
      'accessKey accountId caller cognitoAuthenticationProvider cognitoAuthenticationType cognitoIdentityId cognitoIdentityPoolId principalOrgId sourceIp user userAgent userArn'.split(
        ' ',
      ),
    );
    assert.equal(json.requestContext.identity.sourceIp, '127.0.0.1');
  },
  async event_values() {
    const { json } = await proxied.send({ path: '/go/a/b?q=1', method: 'PUT' });
    const { requestContext: context } = json;
    assert.deepEqual([json.resource, json.path, json.httpMethod], ['/go/{proxy+}', '/go/a/b', 'PUT']);
    assert.deepEqual([json.pathParameters, json.queryStringParameters], [{ proxy: 'a/b' }, { q: '1' }]);
    assert.deepEqual([context.path, context.resourcePath, context.stage], ['/test/go/a/b', '/go/{proxy+}', 'test']);
    assert.deepEqual([context.accountId, context.apiId, context.httpMethod], [ACCOUNT, proxied.id, 'PUT']);
    assert.equal(context.resourceId, proxied.resources.get('/go/{proxy+}'));
    assert.match(context.requestTime, /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  },
  async event_nulls() {
    const { json } = await proxied.send();
    const { body, queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables } = json;
    assert.deepEqual(
      [body, queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables],
      [null, null, null, null, null],
    );
  },
  async event_multi_query() {
    const { json } = await proxied.send({ path: '/?a=1&b=x&a=2' });
    assert.deepEqual(json.queryStringParameters, { a: '2', b: 'x' });
    assert.deepEqual(json.multiValueQueryStringParameters, { a: ['1', '2'], b: ['x'] });
  },
  async event_query_decoding() {
    const { json } = await proxied.send({ path: '/?p=1%2B2&s=a+b&t=a%20b&twice=%2520' });
    assert.deepEqual(json.queryStringParameters, { p: '1+2', s: 'a b', t: 'a b', twice: '%20' });
  },
  async event_path_encoding() {
    const { json } = await proxied.send({ path: '/go/me%2Byou@example.com' });
    assert.equal(json.path, '/go/me%2Byou@example.com');
    assert.deepEqual(json.pathParameters, { proxy: 'me%2Byou@example.com' });
  },
  async event_forwarded_headers() {
    const { json } = await proxied.send();
    for (const name of ['Host', 'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto', 'X-Amzn-Trace-Id']) {
      assert.equal(typeof json.headers[name], 'string', name);
    }
  },
  async event_binary_body() {
    const api = await lab.api({ 'POST /': lambdaProxy(echo) }, { binaryMediaTypes: ['image/png'] });
    const body = Buffer.from([0, 255, 128, 10]);
    const binary = (await api.send({ method: 'POST', body, headers: { 'Content-Type': 'image/png' } })).json;
    assert.deepEqual([binary.isBase64Encoded, binary.body], [true, body.toString('base64')]);
    const text = (await api.send({ method: 'POST', body: 'x', headers: { 'Content-Type': 'text/plain' } })).json;
    assert.deepEqual([text.isBase64Encoded, text.body], [false, 'x']);
  },
  async answer_base64_without_media_type() {
    const { status, text } = await says({ statusCode: 200, body: 'aGVsbG8=', isBase64Encoded: true });
    assert.deepEqual([status, text], [200, 'aGVsbG8=']);
  },
  async answer_passed() {
    const answer = await says({ statusCode: 201, headers: { 'X-Mine': 'yes', 'X-Flag': true }, body: 'made' });
    assert.deepEqual([answer.status, answer.text], [201, 'made']);
    const { 'x-mine': mine, 'x-flag': flag, 'content-type': type } = answer.headers;
    assert.deepEqual([mine, flag, type], ['yes', 'true', 'application/json']);
  },
  async answer_status_as_string() {
    assert.equal((await says({ statusCode: '203' })).status, 203);
    const { status, json } = await says({ statusCode: 'fine' });
    assert.deepEqual([status, json], BAD_ANSWER);
  },
  async answer_malformed() {
    for (const answer of ['just text', {}, { statusCode: 200, wrong: 'member' }]) {
      const { status, json } = await says(answer);
      assert.deepEqual([status, json], BAD_ANSWER, JSON.stringify(answer));
    }
  },
  async answer_bad_multi_headers() {
    const { status, json } = await says({ statusCode: 200, multiValueHeaders: { 'X-Many': 'one' } });
    assert.deepEqual([status, json], BAD_ANSWER);
  },
  async function_error() {
    const arn = await lab.fn("exports.handler = async () => { throw new Error('a secret'); };");
    const { status, json, headers } = await (await lab.api({ 'GET /': lambdaProxy(arn) })).send();
    assert.deepEqual([status, json], BAD_ANSWER);
    assert.equal(headers['x-amzn-errortype'], 'InternalServerErrorException');
  },
  async permission_by_source_arn() {
    const arn = await lab.fn('exports.handler = async () => ({ statusCode: 200 });', {
      sourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:anotherapi/*`,
    });
    const api = await lab.api({ 'GET /': lambdaProxy(arn) });
    const { status, json } = await api.send();
    assert.deepEqual([status, json], [500, { message: 'Internal server error' }]);
    await lab.lambda.addPermission({
      FunctionName: arn,
      StatementId: 'this-api',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api.id}/*/GET/`,
    });
    assert.equal((await api.send()).status, 200);
  },
  async missing_function() {
    const api = await lab.api({ 'GET /': lambdaProxy(`arn:aws:lambda:${REGION}:${ACCOUNT}:function:nowhere`) });
    const { status, json } = await api.send();
    assert.deepEqual([status, json], [500, { message: 'Internal server error' }]);
  },
  async trace_id_header() {
    assert.match((await proxied.send()).headers['x-amzn-trace-id'] ?? '', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/);
  },
  async stage_variable_function() {
    const name = echo.split(':').at(-1) ?? '';
    const arn = echo.replace(/[^:]+$/, '${stageVariables.fn}');
    const api = await lab.api({ 'GET /': lambdaProxy(arn) }, { deployment: { variables: { fn: name } } });
    const { status, json } = await api.send();
    assert.deepEqual([status, json.stageVariables], [200, { fn: name }]);
  },
  async custom_templates() {
    const api = await lab.api({
      'POST /': customOf('{"sent":$input.json("$.a"),"by":"$context.httpMethod"}', [
        { template: '{"got":$input.json("$.sent"),"via":"$input.path(\'$.by\')"}' },
      ]),
    });
    const { status, json } = await api.send({ method: 'POST', body: '{"a":[1,2]}' });
    assert.deepEqual([status, json], [200, { got: [1, 2], via: 'POST' }]);
  },
  async custom_error_pattern() {
    const api = await lab.api({
      'GET /': customOf('{"raise":"Bad: thing"}', [{}, { status: '400', selectionPattern: 'Bad: .*' }]),
    });
    const { status, json } = await api.send();
    assert.deepEqual([status, json.errorMessage, json.errorType], [400, 'Bad: thing', 'Error']);
  },
  async custom_pattern_not_on_status() {
    const api = await lab.api({
      'GET /': customOf('{"statusCode":404}', [{}, { status: '404', selectionPattern: '4\\d{2}' }]),
    });
    const { status, json } = await api.send();
    assert.deepEqual([status, json], [200, { statusCode: 404 }]);
  },
  async custom_async() {
    const slow = await lab.fn('exports.handler = () => new Promise((resolve) => setTimeout(resolve, 5000));');
    const api = await lab.api({
      'GET /': customOf('{}', [{}], {
        uri: functionUri(slow),
        requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
      }),
    });
    const startedAt = performance.now();
    const { status, text } = await api.send();
    assert.deepEqual([status, text], [200, '']);
    assert.ok(performance.now() - startedAt < 4_000);
  },
  async token_allow() {
    const api = await guarded(TOKEN, { 'GET /': lambdaProxy(echo) });
    const { status, json } = await api.send(as('allow'));
    const { authorizer } = json.requestContext;
    assert.deepEqual([status, authorizer.principalId, authorizer.text, authorizer.flag], [200, 'who', 'words', 'true']);
    assert.equal(typeof authorizer.calls, 'string');
  },
  async token_context_in_templates() {
    const api = await guarded(TOKEN, { 'GET /': mock('$context.authorizer.principalId $context.authorizer.text') });
    assert.equal((await api.send(as('allow'))).text, 'who words');
  },
  async token_missing() {
    const api = await guarded(TOKEN);
    const { status, json, headers } = await api.send();
    assert.deepEqual([status, json], [401, { message: 'Unauthorized' }]);
    assert.equal(headers['x-amzn-errortype'], 'UnauthorizedException');
    assert.equal((await api.send(as('allow'))).status, 200);
  },
  async token_regex() {
    const api = await guarded({ ...TOKEN, identityValidationExpression: '^allow \\d+$' }, callsMock);
    const [before = 0] = await askedBy(api, 'allow 1');
    const { status, json } = await api.send(as('allow x'));
    assert.deepEqual([status, json], [401, { message: 'Unauthorized' }]);
    assert.deepEqual(await askedBy(api, 'allow 22'), [before + 1]);
  },
  async token_implicit_deny() {
    const { status, json, headers } = await (await guarded(TOKEN)).send(as('else'));
    assert.deepEqual([status, json], [403, { Message: 'User is not authorized to access this resource' }]);
    assert.equal(headers['x-amzn-errortype'], 'AccessDeniedException');
  },
  async token_unauthorized() {
    const { status, json } = await (await guarded(TOKEN)).send(as('unauthorized'));
    assert.deepEqual([status, json], [401, { message: 'Unauthorized' }]);
  },
  async token_bad_policy() {
    const { status, json, headers } = await (await guarded(TOKEN)).send(as('nothing'));
    assert.deepEqual([status, json], [500, { message: null }]);
    assert.equal(headers['x-amzn-errortype'], 'AuthorizerConfigurationException');
  },
  async token_context_object() {
    assert.equal((await (await guarded(TOKEN)).send(as('object'))).status, 500);
  },
  async token_event() {
    const api = await guarded(TOKEN, { 'GET /other': lambdaProxy(echo) });
    const { json } = await api.send(as('allow me', '/other'));
    assert.deepEqual(JSON.parse(json.requestContext.authorizer.event), {
      type: 'TOKEN',
      methodArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api.id}/test/GET/other`,
      authorizationToken: 'allow me',
    });
  },
  async token_cached() {
    const api = await guarded(CACHED, callsMock);
    const [first = 0, second, third] = await askedBy(api, 'allow a', 'allow a', 'allow b');
    assert.deepEqual([second, third], [first, first + 1]);
  },
  async token_cached_policy_paths() {
    const api = await guarded(CACHED);
    assert.equal((await api.send(as('this one'))).status, 200);
    assert.equal((await api.send(as('this one', '/other'))).status, 403);
    assert.equal((await api.send(as('this two', '/other'))).status, 200);
  },
  async token_cache_flush() {
    const api = await guarded(CACHED, callsMock);
    const [first = 0, second] = await askedBy(api, 'allow', 'allow');
    assert.equal(second, first);
    await gateway.flushStageAuthorizersCache({ restApiId: api.id, stageName: 'test' });
    assert.deepEqual(await askedBy(api, 'allow'), [first + 1]);
  },
  async request_allow() {
    const identitySource = 'method.request.header.Authorization, method.request.querystring.q';
    const api = await guarded({ ...REQUEST, identitySource });
    assert.equal((await api.send(as('allow', '/?q=1'))).status, 200);
  },
  async request_source_missing() {
    const identitySource = 'method.request.header.Authorization, method.request.querystring.q';
    const api = await guarded({ ...CACHED, type: 'REQUEST', identitySource }, callsMock);
    const asked = async (q: number) => Number((await api.send(as('allow', `/?q=${q}`))).text);
    const before = await asked(1);
    const { status, json } = await api.send(as('allow'));
    assert.deepEqual([status, json], [401, { message: 'Unauthorized' }]);
    assert.equal(await asked(2), before + 1);
  },
  async request_event() {
    const api = await guarded(
      REQUEST,
      { 'GET /of/{id}': lambdaProxy(echo) },
      { deployment: { variables: { colour: 'blue' } } },
    );
    const { json } = await api.send(as('allow', '/of/7?q=1'));
    const event = JSON.parse(json.requestContext.authorizer.event);
    assert.deepEqual(
      [event.type, event.methodArn, event.resource, event.path, event.httpMethod],
      ['REQUEST', `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api.id}/test/GET/of/7`, '/of/{id}', '/of/7', 'GET'],
    );
    assert.deepEqual(
      [event.headers.Authorization, event.queryStringParameters, event.pathParameters, event.stageVariables],
      ['allow', { q: '1' }, { id: '7' }, { colour: 'blue' }],
    );
    assert.equal(event.requestContext.apiId, api.id);
  },
  async request_deny() {
    const { status, json } = await (await guarded(REQUEST)).send(as('deny'));
    assert.equal(status, 403);
    assert.match(json.Message, /^User is not authorized to access this resource with an explicit deny/);
  },
});

test('a function that API Gateway may not invoke answers 500, also as an authorizer', async () => {
  const closed = await lab.fn('exports.handler = async () => ({ statusCode: 200 });', { permitted: false });
  const { status, json } = await (await lab.api({ 'GET /': lambdaProxy(closed) })).send();
  assert.deepEqual([status, json], [500, { message: 'Internal server error' }]);
  const behind = await (await guarded({ ...TOKEN, authorizerUri: functionUri(closed) })).send(as('allow'));
  assert.deepEqual([behind.status, behind.json], [500, { message: null }]);
});
