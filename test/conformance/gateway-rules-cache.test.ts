import assert from 'node:assert/strict';
import type { PutIntegrationRequest, PutMethodRequest } from '@aws-sdk/client-api-gateway';
import { gatewayRules, http, type MethodSpec, ruleLab, type Sent, type TestApi, until } from './gateway-rules-lab.ts';

const lab = await ruleLab();

/** A method whose backend counts its calls, and answers with the count. */
function counting(
  integration: Partial<PutIntegrationRequest> = {},
  method: Partial<PutMethodRequest> = {},
): MethodSpec {
  let calls = 0;
  const backend = lab.backend(() => ({ body: `{"call":${++calls}}`, headers: { 'Content-Type': 'application/json' } }));
  return http(backend.url, integration, { method });
}

const CLUSTER = { cacheClusterEnabled: true, cacheClusterSize: '0.5' };
const ON = { '/*/*/caching/enabled': 'true', '/*/*/caching/ttlInSeconds': '300' };
/** Whoever invalidates needs no permission. */
const OPEN = { '/*/*/caching/requireAuthorizationForCacheControl': 'false' };

async function cached(
  methods: Readonly<Record<string, MethodSpec>>,
  settings: Readonly<Record<string, string>> = ON,
): Promise<TestApi> {
  const api = await lab.api(methods, { deployment: CLUSTER });
  await api.stage(settings);
  return api;
}

const calls = async (api: TestApi, ...requests: readonly Sent[]): Promise<number[]> => {
  const counts: number[] = [];
  for (const request of requests) counts.push((await api.send(request)).json.call);
  return counts;
};

const INVALIDATE = { headers: { 'Cache-Control': 'max-age=0' } };
const unauthorized = (strategy: string) => ({
  ...ON,
  '/*/*/caching/requireAuthorizationForCacheControl': 'true',
  '/*/*/caching/unauthorizedCacheControlHeaderStrategy': strategy,
});

gatewayRules('cache', {
  async not_without_cluster() {
    const api = await lab.api({ 'GET /': counting() });
    await api.stage({ '/*/*/caching/enabled': 'true' });
    assert.deepEqual(await calls(api, {}, {}), [1, 2]);
    await api.stage({ '/cacheClusterEnabled': 'true', '/cacheClusterSize': '0.5' });
    assert.ok(
      await until(async () => {
        const [first, second] = await calls(api, {}, {});
        return first === second;
      }),
    );
  },
  async query_key() {
    const api = await cached({
      'GET /': counting(
        { cacheKeyParameters: ['method.request.querystring.k'] },
        { requestParameters: { 'method.request.querystring.k': false, 'method.request.querystring.other': false } },
      ),
    });
    const paths = ['/?k=1', '/?k=2', '/?k=1', '/?k=2&other=x', '/'];
    assert.deepEqual(await calls(api, ...paths.map((path) => ({ path }))), [1, 2, 1, 2, 3]);
  },
  async header_key() {
    const api = await cached({
      'GET /': counting(
        { cacheKeyParameters: ['method.request.header.X-Kind'] },
        { requestParameters: { 'method.request.header.X-Kind': false } },
      ),
    });
    const kinds = ['a', 'b', 'a', 'b'].map((kind) => ({ headers: { 'X-Kind': kind } }));
    assert.deepEqual(await calls(api, ...kinds), [1, 2, 1, 2]);
  },
  async path_key() {
    const api = await cached({
      'GET /things/{id}': counting(
        { cacheKeyParameters: ['method.request.path.id'] },
        { requestParameters: { 'method.request.path.id': true } },
      ),
    });
    const paths = ['/things/1', '/things/2', '/things/1'].map((path) => ({ path }));
    assert.deepEqual(await calls(api, ...paths), [1, 2, 1]);
  },
  async post_not_cached() {
    const api = await cached({ 'GET /': counting(), 'POST /': counting() });
    assert.deepEqual(await calls(api, {}, {}), [1, 1]);
    assert.deepEqual(await calls(api, { method: 'POST' }, { method: 'POST' }), [1, 2]);
  },
  async method_setting_off() {
    const api = await cached(
      { 'GET /a': counting(), 'GET /b': counting() },
      { ...ON, '/~1a/GET/caching/enabled': 'false' },
    );
    assert.deepEqual(await calls(api, { path: '/a' }, { path: '/a' }), [1, 2]);
    assert.deepEqual(await calls(api, { path: '/b' }, { path: '/b' }), [1, 1]);
  },
  async ttl() {
    const api = await cached({ 'GET /': counting() }, { ...ON, '/*/*/caching/ttlInSeconds': '1' });
    assert.deepEqual(await calls(api, {}, {}), [1, 1]);
    assert.ok(await until(async () => (await calls(api, {}))[0] === 2, 4_000));
  },
  async ttl_zero() {
    const api = await cached({ 'GET /': counting() }, { ...ON, '/*/*/caching/ttlInSeconds': '0' });
    assert.deepEqual(await calls(api, {}, {}), [1, 2]);
    await api.stage({ '/*/*/caching/ttlInSeconds': '300' });
    assert.deepEqual(await calls(api, {}, {}), [3, 3]);
  },
  async per_stage() {
    const api = await cached({ 'GET /': counting() });
    await api.deploy('other', CLUSTER);
    await api.stage(ON, 'other');
    assert.deepEqual(await calls(api, {}, { stage: 'other' }, {}, { stage: 'other' }), [1, 2, 1, 2]);
  },
  async max_age_refreshes() {
    const api = await cached({ 'GET /': counting() }, { ...ON, ...OPEN });
    assert.deepEqual(await calls(api, {}, {}, INVALIDATE, {}), [1, 1, 2, 2]);
  },
  async unauthorized_with_warning() {
    const api = await cached({ 'GET /': counting() }, unauthorized('SUCCEED_WITH_RESPONSE_HEADER'));
    assert.deepEqual(await calls(api, {}), [1]);
    const { status, json, headers } = await api.send(INVALIDATE);
    assert.deepEqual([status, json], [200, { call: 1 }]);
    assert.notEqual(headers['warning'], undefined);
  },
  async unauthorized_silent() {
    const api = await cached({ 'GET /': counting() }, unauthorized('SUCCEED_WITHOUT_RESPONSE_HEADER'));
    assert.deepEqual(await calls(api, {}), [1]);
    const { status, json, headers } = await api.send(INVALIDATE);
    assert.deepEqual([status, json], [200, { call: 1 }]);
    assert.equal(headers['warning'], undefined);
  },
});
