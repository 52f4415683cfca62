import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestGateway,
  type TestGatewayOptions,
  testGateway,
} from '../../../test/support/deployed-api.ts';
import type { ResponseCache } from '../cache/response-cache.ts';
import { memoryResponseCache } from '../cache/response-cache.ts';

/** `caching/enabled` of `*` and its like, by path. */
type Settings = Readonly<Record<string, string>>;

const CACHED: Settings = { '/*/*/caching/enabled': 'true' };
const OPEN: Settings = { ...CACHED, '/*/*/caching/requireAuthorizationForCacheControl': 'false' };
const FRESH = { 'Cache-Control': 'max-age=0' };

interface CachedApi extends TestGateway {
  readonly apiId: string;
  /** How often the function ran. */
  calls(): number;
  /** The answer's body: the number of the call that made it. */
  get(path?: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<string>;
  patch(settings: Settings): Promise<void>;
  /** `hit` and `miss` of each answer so far. */
  readonly seen: (string | undefined)[];
}

/** An API whose function answers how often it was called, in a stage with a cache cluster. */
async function cachedApi(
  paths: object,
  settings: Settings = CACHED,
  {
    answer = {},
    stage = {},
    document = {},
    ...options
  }: TestGatewayOptions & {
    answer?: object;
    stage?: object;
    document?: object;
  } = {},
): Promise<CachedApi> {
  let count = 0;
  const seen: (string | undefined)[] = [];
  const gateway = testGateway(
    lambdaAnswering(() => ({ statusCode: 200, body: String(++count), ...answer })),
    { onAnswered: ({ call }) => void seen.push(call.trail.cache), ...options },
  );
  const apiId = await gateway.deploy(aDocument(paths, document), { cacheClusterEnabled: true, ...stage });
  const patch = async (changes: Settings) => {
    const patchOperations = Object.entries(changes).map(([path, value]) => ({ op: 'replace', path, value }));
    await gateway.operate('UpdateStage', { restApiId: apiId, stageName: 'test', patchOperations });
  };
  await patch(settings);
  return {
    ...gateway,
    apiId,
    seen,
    patch,
    calls: () => count,
    get: async (path = '/', headers = {}, method = 'GET') =>
      String((await gateway.send({ method, path, headers })).body),
  };
}

/** An operation whose answers are told apart by these parameters. */
function keyed(...cacheKeyParameters: readonly string[]): object {
  const operation = lambdaOperation() as { 'x-amazon-apigateway-integration': object };
  return { 'x-amazon-apigateway-integration': { ...operation['x-amazon-apigateway-integration'], cacheKeyParameters } };
}

test('a GET is answered from the cache, with ids of its own', async () => {
  const answer = { headers: { 'X-Own': 'kept', 'Set-Cookie': 'a=1' } };
  const { send, calls, seen } = await cachedApi({ '/': { get: lambdaOperation() } }, CACHED, { answer });
  const first = await send();
  const second = await send();
  assert.deepEqual([first.status, second.status, first.body, second.body], [200, 200, '1', '1']);
  assert.equal(calls(), 1);
  assert.deepEqual(seen, ['miss', 'hit']);
  const { 'x-amzn-RequestId': firstId, 'x-amz-apigw-id': firstExtended, 'X-Amzn-Trace-Id': _, ...kept } = first.headers;
  const { 'x-amzn-RequestId': secondId, 'x-amz-apigw-id': secondExtended, ...told } = second.headers;
  assert.deepEqual(told, kept);
  assert.deepEqual(told, { 'X-Own': 'kept', 'Set-Cookie': 'a=1', 'Content-Type': 'application/json' });
  assert.notEqual(secondId, firstId);
  assert.notEqual(secondExtended, firstExtended);
});

test('nothing is cached without a cluster, and without a setting', async () => {
  const without = await cachedApi({ '/': { get: lambdaOperation() } }, CACHED, {
    stage: { cacheClusterEnabled: false },
  });
  assert.deepEqual([await without.get(), await without.get()], ['1', '2']);
  await without.patch({ '/cacheClusterEnabled': 'true' });
  assert.deepEqual([await without.get(), await without.get()], ['3', '3']);
  assert.deepEqual(without.seen, [undefined, undefined, 'miss', 'hit']);
  const unset = await cachedApi({ '/': { get: lambdaOperation() } }, {});
  assert.deepEqual([await unset.get(), await unset.get()], ['1', '2']);
});

test('an answer is kept for 300 seconds, or as long as the setting says', async () => {
  const { get, clock, patch } = await cachedApi({ '/': { get: lambdaOperation() } });
  assert.equal(await get(), '1');
  await clock.advance(299_999);
  assert.equal(await get(), '1');
  await clock.advance(1);
  assert.equal(await get(), '2');
  await patch({ '/~1/GET/caching/ttlInSeconds': '1' });
  await clock.advance(300_000);
  assert.equal(await get(), '3');
  await clock.advance(999);
  assert.equal(await get(), '3');
  await clock.advance(1);
  assert.equal(await get(), '4');
});

test('a time to live of 0 means no caching', async () => {
  const { get, patch } = await cachedApi(
    { '/': { get: lambdaOperation() } },
    { ...CACHED, '/*/*/caching/ttlInSeconds': '0' },
  );
  assert.deepEqual([await get(), await get()], ['1', '2']);
  await patch({ '/*/*/caching/ttlInSeconds': '3600' });
  assert.deepEqual([await get(), await get()], ['3', '3']);
});

test('only GET is cached, unless the settings name another method', async () => {
  const operations = { get: lambdaOperation(), post: lambdaOperation() };
  const { get, patch } = await cachedApi({ '/a': operations });
  assert.deepEqual([await get('/a', {}, 'POST'), await get('/a', {}, 'POST')], ['1', '2']);
  await patch({ '/~1a/POST/throttling/burstLimit': '100' });
  assert.deepEqual([await get('/a', {}, 'POST'), await get('/a', {}, 'POST')], ['3', '4']);
  await patch({ '/~1a/POST/caching/enabled': 'true' });
  assert.deepEqual([await get('/a', {}, 'POST'), await get('/a', {}, 'POST')], ['5', '5']);
  assert.deepEqual([await get('/a'), await get('/a')], ['6', '6']);
});

test('of a method ANY the GET requests are cached', async () => {
  const any = { 'x-amazon-apigateway-any-method': lambdaOperation() };
  const { get, patch } = await cachedApi({ '/a': any });
  assert.deepEqual([await get('/a'), await get('/a'), await get('/a', {}, 'PUT')], ['1', '1', '2']);
  assert.equal(await get('/a', {}, 'PUT'), '3');
  await patch({ '/~1a/PUT/caching/enabled': 'true' });
  assert.deepEqual([await get('/a', {}, 'PUT'), await get('/a', {}, 'PUT')], ['4', '4']);
  assert.equal(await get('/a'), '1');
});

test("a method's own setting goes before the stage's", async () => {
  const { get, patch } = await cachedApi({ '/a': { get: lambdaOperation() }, '/b': { get: lambdaOperation() } });
  await patch({ '/~1a/GET/caching/enabled': 'false' });
  assert.deepEqual([await get('/a'), await get('/a'), await get('/b'), await get('/b')], ['1', '2', '3', '3']);
});

test('stages have caches of their own', async () => {
  const { send, operate, apiId, calls } = await cachedApi({ '/': { get: lambdaOperation() } });
  await operate('CreateDeployment', { restApiId: apiId, stageName: 'other', cacheClusterEnabled: true });
  const patchOperations = [{ op: 'replace', path: '/*/*/caching/enabled', value: 'true' }];
  await operate('UpdateStage', { restApiId: apiId, stageName: 'other', patchOperations });
  const bodies: unknown[] = [];
  for (const stageName of ['test', 'other', 'test', 'other']) bodies.push((await send({ stageName })).body);
  assert.deepEqual(bodies, ['1', '2', '1', '2']);
  assert.equal(calls(), 2);
});

test('requests to one resource have one answer, whatever their path, query and headers are', async () => {
  const { get, calls } = await cachedApi({ '/a/{id}': { get: lambdaOperation() } });
  assert.deepEqual([await get('/a/1?q=1'), await get('/a/2?q=2'), await get('/a/3', { 'X-A': 'b' })], ['1', '1', '1']);
  assert.equal(calls(), 1);
});

const sameAndOther: Record<
  string,
  [path: string, parameter: string, ...requests: [string, Record<string, string>?][]]
> = {
  'a query parameter': [
    '/a',
    'method.request.querystring.q',
    ['/a?q=1'],
    ['/a?z=9&q=1'],
    ['/a?q=2'],
    ['/a?q='],
    ['/a'],
  ],
  'all values of a query parameter': [
    '/a',
    'method.request.multivaluequerystring.q',
    ['/a?q=1&q=2'],
    ['/a?q=1&x=1&q=2'],
    ['/a?q=12'],
    ['/a?q=1,2'],
    ['/a?q=2&q=1'],
  ],
  'a header, in any case': [
    '/a',
    'method.request.header.X-Tenant',
    ['/a', { 'x-tenant': 'one' }],
    ['/a', { 'X-TENANT': 'one', 'X-Other': 'y' }],
    ['/a', { 'X-Tenant': 'two' }],
    ['/a', { 'X-Tenant': '' }],
    ['/a'],
  ],
  'a path parameter': ['/a/{id}', 'method.request.path.id', ['/a/1'], ['/a/1?q=2'], ['/a/2'], ['/a/11'], ['/a/1%20']],
};

for (const [what, [path, parameter, ...requests]] of Object.entries(sameAndOther)) {
  test(`${what} among the cache key parameters tells answers apart`, async () => {
    const { get } = await cachedApi({ [path]: { get: keyed(parameter) } });
    const bodies: string[] = [];
    for (const [url, headers] of requests) bodies.push(await get(url, headers));
    assert.deepEqual(bodies, ['1', '1', '2', '3', '4']);
  });
}

test('values of several key parameters are not taken for each other', async () => {
  const { get } = await cachedApi({
    '/a': { get: keyed('method.request.querystring.a', 'method.request.querystring.b') },
  });
  const urls = ['/a?a=1&b=2', '/a?b=1&a=2', '/a?a=1', '/a?b=1', '/a?a=1%20method.request.querystring.b%3D1:2'];
  const bodies: string[] = [];
  for (const url of [...urls, ...urls]) bodies.push(await get(url));
  assert.deepEqual(bodies, ['1', '2', '3', '4', '5', '1', '2', '3', '4', '5']);
});

test('a parameter of the integration counts by what is mapped to it', async () => {
  const integration = {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    requestParameters: { 'integration.request.header.Lang': 'method.request.header.Accept-Language' },
    cacheKeyParameters: ['integration.request.header.Lang'],
    responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '$context.requestId' } } },
  };
  const { get } = await cachedApi({ '/a': { get: { 'x-amazon-apigateway-integration': integration } } });
  const [german, again, french] = [
    await get('/a', { 'accept-language': 'de' }),
    await get('/a', { 'accept-language': 'de' }),
    await get('/a', { 'accept-language': 'fr' }),
  ];
  assert.equal(again, german);
  assert.notEqual(french, german);
});

test('resources of one cache namespace share answers', async () => {
  const operation = keyed('method.request.path.id') as { 'x-amazon-apigateway-integration': object };
  const shared = {
    'x-amazon-apigateway-integration': { ...operation['x-amazon-apigateway-integration'], cacheNamespace: 'users' },
  };
  const { get } = await cachedApi({ '/v1/{id}': { get: shared }, '/v2/{id}': { get: shared } });
  assert.deepEqual([await get('/v1/7'), await get('/v2/7'), await get('/v2/8')], ['1', '1', '2']);
});

test('each form of an answer that Accept chooses is kept by itself', async () => {
  const responseTemplates = {
    'application/json': '{"id":"$context.requestId"}',
    'text/xml': '<id>$context.requestId</id>',
  };
  const integration = {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    responses: { default: { statusCode: '200', responseTemplates } },
  };
  const { get } = await cachedApi({ '/a': { get: { 'x-amazon-apigateway-integration': integration } } });
  const json = await get('/a', { Accept: 'application/json' });
  const xml = await get('/a', { Accept: 'text/xml' });
  assert.match(xml, /^<id>/);
  assert.deepEqual([await get('/a'), await get('/a', { Accept: 'text/xml;q=1' })], [await get('/a'), xml]);
  assert.equal(await get('/a', { Accept: 'application/json' }), json);
});

test('what the backend answers is kept with any status, what the gateway refuses is not', async () => {
  const answer = { statusCode: 429 };
  const slow = await cachedApi({ '/': { get: lambdaOperation() } }, CACHED, { answer });
  assert.deepEqual([(await slow.send()).status, (await slow.send()).status, slow.calls()], [429, 429, 1]);
  const broken = await cachedApi({ '/': { get: lambdaOperation() } }, CACHED, { answer: { statusCode: 'none' } });
  assert.deepEqual([(await broken.send()).status, (await broken.send()).status, broken.calls()], [502, 502, 2]);
});

test('an answer of up to 1,048,576 bytes is kept, a larger one is not, and encryption makes it larger', async () => {
  const sized = (bytes: number, settings = CACHED) =>
    cachedApi({ '/': { get: lambdaOperation() } }, settings, { answer: { body: 'x'.repeat(bytes) } });
  const encrypted = { ...CACHED, '/*/*/caching/dataEncrypted': 'true' };
  const counts: number[] = [];
  for (const api of [await sized(1_048_576), await sized(1_048_577), await sized(1_048_576, encrypted)]) {
    await api.get();
    await api.get();
    counts.push(api.calls());
  }
  assert.deepEqual(counts, [1, 2, 2]);
});

test('an encrypted cache answers the same', async () => {
  const { send, calls } = await cachedApi(
    { '/': { get: lambdaOperation() } },
    { ...CACHED, '/*/*/caching/dataEncrypted': 'true' },
    { answer: { body: 'zażółć', headers: { 'Content-Type': 'text/plain' } } },
  );
  const [, second] = [await send(), await send()];
  assert.deepEqual([second.status, second.body, second.headers['Content-Type']], [200, 'zażółć', 'text/plain']);
  assert.equal(calls(), 1);
});

test('FlushStageCache forgets the answers of its stage', async () => {
  const { get, operate, apiId } = await cachedApi({ '/': { get: lambdaOperation() } });
  assert.deepEqual([await get(), await get()], ['1', '1']);
  assert.deepEqual(await operate('FlushStageCache', { restApiId: apiId, stageName: 'test' }), {});
  assert.deepEqual([await get(), await get()], ['2', '2']);
  await assert.rejects(operate('FlushStageCache', { restApiId: apiId, stageName: 'none' }), {
    code: 'NotFoundException',
    message: 'Invalid stage identifier specified',
  });
});

test('answers outlive a deployment, but not a cluster of another size, nor the stage', async () => {
  const { get, operate, apiId, patch } = await cachedApi({ '/': { get: lambdaOperation() } });
  assert.equal(await get(), '1');
  await operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
  assert.equal(await get(), '1');
  await patch({ '/cacheClusterSize': '1.6' });
  assert.equal(await get(), '2');
  await patch({ '/cacheClusterEnabled': 'false' });
  await patch({ '/cacheClusterEnabled': 'true' });
  assert.equal(await get(), '3');
  const { deploymentId } = await operate('GetStage', { restApiId: apiId, stageName: 'test' });
  await operate('DeleteStage', { restApiId: apiId, stageName: 'test' });
  await operate('CreateStage', { restApiId: apiId, stageName: 'test', deploymentId, cacheClusterEnabled: true });
  await patch(CACHED);
  assert.equal(await get(), '4');
});

test('whoever a method refuses gets no cached answer', async () => {
  const parameters = [{ name: 'q', in: 'query', required: true, type: 'string' }];
  const { operate, apiId, send, get } = await cachedApi(
    {
      '/key': { get: { ...lambdaOperation(), security: [{ api_key: [] }] } },
      '/valid': { get: { ...lambdaOperation(), parameters, 'x-amazon-apigateway-request-validator': 'all' } },
    },
    CACHED,
    {
      document: {
        securityDefinitions: { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } },
        'x-amazon-apigateway-request-validators': {
          all: { validateRequestParameters: true, validateRequestBody: false },
        },
      },
    },
  );
  const { id: planId } = await operate('CreateUsagePlan', { name: 'p', apiStages: [{ apiId, stage: 'test' }] });
  const { id: keyId, value } = await operate('CreateApiKey', { name: 'k', enabled: true });
  await operate('CreateUsagePlanKey', { usagePlanId: planId, keyId, keyType: 'API_KEY' });
  assert.deepEqual([await get('/key', { 'x-api-key': value }), await get('/key', { 'x-api-key': value })], ['1', '1']);
  const keyless = await send({ path: '/key' });
  assert.deepEqual([keyless.status, keyless.body], [403, '{"message":"Forbidden"}']);
  assert.equal(await get('/valid?q=1'), '2');
  const incomplete = await send({ path: '/valid' });
  assert.deepEqual(
    [incomplete.status, incomplete.body],
    [400, '{"message": "Missing required request parameters: [q]"}'],
  );
});

test('requests answered from the cache are throttled like others', async () => {
  const { send } = await cachedApi(
    { '/': { get: lambdaOperation() } },
    { ...CACHED, '/*/*/throttling/burstLimit': '2', '/*/*/throttling/rateLimit': '1' },
  );
  assert.deepEqual([(await send()).status, (await send()).status, (await send()).status], [200, 200, 429]);
});

for (const control of ['max-age=0', 'no-transform, MAX-AGE = "0"', 'max-age=00 ,no-store']) {
  test(`Cache-Control: ${control} refreshes the answer where no permission is asked for`, async () => {
    const { get, seen } = await cachedApi({ '/': { get: lambdaOperation() } }, OPEN);
    assert.deepEqual([await get(), await get('/', { 'Cache-Control': control }), await get()], ['1', '2', '2']);
    assert.deepEqual(seen, ['miss', 'miss', 'hit']);
  });
}

for (const control of ['max-age=1', 'max-age=05', 's-max-age=0', 'no-cache', 'no-store', '']) {
  test(`Cache-Control: ${control} changes nothing`, async () => {
    const { get } = await cachedApi({ '/': { get: lambdaOperation() } }, OPEN);
    assert.deepEqual([await get(), await get('/', { 'Cache-Control': control })], ['1', '1']);
  });
}

const strategy = (value: string): Settings => ({
  ...CACHED,
  '/*/*/caching/unauthorizedCacheControlHeaderStrategy': value,
});

test('without the permission max-age=0 is ignored with a warning, which is what a stage does by default', async () => {
  const { send, calls, seen } = await cachedApi({ '/': { get: lambdaOperation() } });
  const first = await send({ headers: FRESH });
  const second = await send({ headers: FRESH });
  const warning = '199 Cache-control headers were ignored because the caller was unauthorized.';
  assert.deepEqual([first.status, first.body, first.headers['Warning']], [200, '1', warning]);
  assert.deepEqual([second.status, second.body, second.headers['Warning']], [200, '1', warning]);
  assert.equal((await send()).headers['Warning'], undefined);
  assert.equal(calls(), 1);
  assert.deepEqual(seen, ['miss', 'hit', 'hit']);
});

test('without the permission max-age=0 is ignored without a word', async () => {
  const { send, calls } = await cachedApi(
    { '/': { get: lambdaOperation() } },
    strategy('SUCCEED_WITHOUT_RESPONSE_HEADER'),
  );
  const answers = [await send({ headers: FRESH }), await send({ headers: FRESH })];
  assert.deepEqual(
    answers.map(({ status, body, headers }) => [status, body, headers['Warning']]),
    [
      [200, '1', undefined],
      [200, '1', undefined],
    ],
  );
  assert.equal(calls(), 1);
});

test('without the permission max-age=0 is refused, and the answer is kept', async () => {
  const { send, get, calls, logged } = await cachedApi({ '/': { get: lambdaOperation() } }, strategy('FAIL_WITH_403'));
  assert.equal(await get(), '1');
  const { status, headers, body } = await send({ headers: FRESH });
  assert.deepEqual([status, body], [403, '{"Message":"User is not authorized to access this resource"}']);
  const { 'x-amzn-RequestId': _, 'x-amz-apigw-id': __, ...told } = headers;
  assert.deepEqual(told, { 'x-amzn-ErrorType': 'AccessDeniedException', 'Content-Type': 'application/json' });
  assert.equal(await get(), '1');
  assert.equal(calls(), 1);
  assert.match(logged.join('\n'), /without the permission execute-api:InvalidateCache/);
});

test('with the permission max-age=0 refreshes the answer', async () => {
  const asked: string[] = [];
  const { get } = await cachedApi({ '/a/{id}': { get: lambdaOperation() } }, strategy('FAIL_WITH_403'), {
    mayInvalidateCache: async (call) => {
      asked.push(call.path);
      return call.request.headers['x-may'] === 'yes';
    },
  });
  assert.deepEqual(
    [await get('/a/1'), await get('/a/1', { ...FRESH, 'X-May': 'yes' }), await get('/a/1')],
    ['1', '2', '2'],
  );
  assert.match(await get('/a/1', FRESH), /not authorized/);
  assert.deepEqual(asked, ['/a/1', '/a/1']);
});

test('a cache elsewhere, that takes its time, serves as the one in memory does', async () => {
  const memory = memoryResponseCache();
  const remote: ResponseCache = {
    find: async (...question) => memory.find(...question),
    keep: async (...given) => memory.keep(...given),
    flush: async (place) => memory.flush(place),
  };
  const { get, seen } = await cachedApi({ '/': { get: lambdaOperation() } }, OPEN, { responses: remote });
  assert.deepEqual([await get(), await get(), await get('/', FRESH), await get()], ['1', '1', '2', '2']);
  assert.deepEqual(seen, ['miss', 'hit', 'miss', 'hit']);
});

test('a cluster that is filled with misses stays within its memory and goes on answering', async () => {
  const responses = memoryResponseCache(100_000);
  const { get } = await cachedApi({ '/a': { get: keyed('method.request.querystring.q') } }, CACHED, { responses });
  for (let at = 0; at < 1000; at++) {
    await get(`/a?q=${at}`);
    assert.ok(responses.usedBytes() <= 100_000);
  }
  assert.equal(await get('/a?q=999'), '1000');
  assert.equal(await get('/a?q=0'), '1001');
});

test('the Trail tells the key of an answer, but no credentials', async () => {
  const told: string[] = [];
  const onAnswered: TestGatewayOptions['onAnswered'] = ({ call }) => {
    for (const { step, text } of call.trail.decisions()) if (step === 'cache' && text !== undefined) told.push(text);
  };
  const { get } = await cachedApi(
    {
      '/a': { get: keyed('method.request.querystring.q') },
      '/b': { get: keyed('method.request.header.Authorization') },
    },
    CACHED,
    { onAnswered },
  );
  await get('/a?q=hello');
  await get('/b', { Authorization: 'Bearer abc' });
  assert.match(told[0] ?? '', /^the key is \w+ GET method\.request\.querystring\.q=5:hello$/);
  assert.deepEqual(told.slice(1), ['kept for 300000 ms', 'the key is (with credentials)', 'kept for 300000 ms']);
});

test('an answer that Accept makes bytes of is kept beside the text', async () => {
  const { send, apiId, operate } = await cachedApi({ '/a': { get: lambdaOperation() } }, CACHED, {
    answer: {
      body: Buffer.from([1, 2, 3]).toString('base64'),
      isBase64Encoded: true,
      headers: { 'Content-Type': 'image/png' },
    },
  });
  const patchOperations = [{ op: 'add', path: '/binaryMediaTypes/image~1png' }];
  await operate('UpdateRestApi', { restApiId: apiId, patchOperations });
  await operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
  for (const Accept of ['image/png', 'text/plain', 'image/png', 'text/plain']) {
    const { body } = await send({ path: '/a', headers: { Accept } });
    assert.deepEqual(typeof body === 'string' ? body : [...body], Accept === 'text/plain' ? 'AQID' : [1, 2, 3]);
  }
});
