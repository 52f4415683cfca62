import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation } from '../../../test/support/deployed-api.ts';
import { observedApi } from '../../../test/support/observed-api.ts';
import type { MetricDatum } from '../../telemetry/metric-store.ts';

/** An API named `test` with `/ok`, which answers 200, and `/bad`, which answers 500. */
async function measuredApi() {
  const api = observedApi(lambdaAnswering((event) => ({ statusCode: event.path === '/bad' ? 500 : 200, body: '' })));
  const restApiId = await api.gateway.deploy(
    aDocument({ '/ok': { get: lambdaOperation() }, '/bad': { get: lambdaOperation() } }),
  );
  return { ...api, restApiId };
}

const valuesOf = (metrics: readonly MetricDatum[], name: string, dimensions: object) =>
  metrics
    .filter((one) => one.name === name && JSON.stringify(one.dimensions) === JSON.stringify(dimensions))
    .map(({ values }) => values);

test('requests are counted by API and by stage, errors as a share of them', async () => {
  const { gateway, metrics, flush } = await measuredApi();
  for (const path of ['/ok', '/ok', '/bad', '/nope']) await gateway.send({ path });
  await flush();
  for (const dimensions of [{ ApiName: 'test' }, { ApiName: 'test', Stage: 'test' }]) {
    const shares = (times: number) => [
      [
        { value: 0, count: 4 - times },
        { value: 1, count: times },
      ],
    ];
    assert.deepEqual(valuesOf(metrics, 'Count', dimensions), [[{ value: 1, count: 4 }]]);
    assert.deepEqual(valuesOf(metrics, '4XXError', dimensions), shares(1));
    assert.deepEqual(valuesOf(metrics, '5XXError', dimensions), shares(1));
    assert.deepEqual(valuesOf(metrics, 'Latency', dimensions), [[{ value: 0, count: 4 }]]);
    // The request that matched no method called no backend.
    assert.deepEqual(valuesOf(metrics, 'IntegrationLatency', dimensions), [[{ value: 0, count: 3 }]]);
    assert.deepEqual(valuesOf(metrics, 'CacheHitCount', dimensions), []);
  }
  for (const { namespace, unit, name } of metrics) {
    assert.equal(namespace, 'AWS/ApiGateway');
    assert.equal(unit, /Latency/.test(name) ? 'Milliseconds' : 'Count');
  }
});

test('methods have metrics of their own only where the stage’s settings ask for them', async () => {
  const { gateway, metrics, flush, patch, restApiId } = await measuredApi();
  await patch(restApiId, { '/~1ok/GET/metrics/enabled': 'true' });
  await gateway.send({ path: '/ok' });
  await gateway.send({ path: '/bad' });
  await flush();
  const detailed = metrics.filter(({ dimensions }) => 'Resource' in dimensions);
  assert.deepEqual(
    new Set(detailed.map(({ dimensions }) => JSON.stringify(dimensions))),
    new Set(['{"ApiName":"test","Stage":"test","Resource":"/ok","Method":"GET"}']),
  );
  assert.deepEqual(
    detailed.map(({ name }) => name),
    ['Count', '4XXError', '5XXError', 'Latency', 'IntegrationLatency'],
  );
});

test('a request counts in the minute it came in', async () => {
  const { gateway, metrics, flush } = await measuredApi();
  await gateway.send({ path: '/ok' });
  await new Promise((resolve) => setImmediate(resolve));
  await gateway.clock.advance(60_000);
  await gateway.send({ path: '/ok' });
  await flush();
  const minutes = metrics.filter(({ name }) => name === 'Count').map(({ atMs }) => Math.floor(atMs / 60_000));
  const [first = 0] = minutes;
  assert.deepEqual(minutes, [first, first, first + 1, first + 1]);
});

test('answers of the cache count as hits, others as misses', async () => {
  const { gateway, metrics, flush, patch, restApiId } = await measuredApi();
  await patch(restApiId, {
    '/cacheClusterEnabled': 'true',
    '/cacheClusterSize': '0.5',
    '/*/*/caching/enabled': 'true',
  });
  for (let count = 0; count < 3; count += 1) await gateway.send({ path: '/ok' });
  await flush();
  const dimensions = { ApiName: 'test', Stage: 'test' };
  assert.deepEqual(valuesOf(metrics, 'CacheMissCount', dimensions), [[{ value: 1, count: 1 }]]);
  assert.deepEqual(valuesOf(metrics, 'CacheHitCount', dimensions), [[{ value: 1, count: 2 }]]);
  assert.deepEqual(valuesOf(metrics, 'IntegrationLatency', dimensions), [[{ value: 0, count: 1 }]]);
});

test('a renamed API is measured by its new name, without a deployment', async () => {
  const { gateway, metrics, flush, restApiId } = await measuredApi();
  await gateway.operate('UpdateRestApi', {
    restApiId,
    patchOperations: [{ op: 'replace', path: '/name', value: 'shop' }],
  });
  await gateway.send({ path: '/ok' });
  await flush();
  assert.deepEqual(new Set(metrics.map(({ dimensions }) => dimensions['ApiName'])), new Set(['shop']));
});

test('requests of a canary count as their stage’s, and once more by themselves', async () => {
  const { gateway, metrics, flush, restApiId } = await measuredApi();
  const { id } = await gateway.operate('CreateDeployment', { restApiId });
  await gateway.operate('UpdateStage', {
    restApiId,
    stageName: 'test',
    patchOperations: [
      { op: 'replace', path: '/canarySettings/percentTraffic', value: '100' },
      { op: 'replace', path: '/canarySettings/deploymentId', value: id },
    ],
  });
  await gateway.send({ path: '/ok' });
  await flush();
  const counted = metrics.filter(({ name }) => name === 'Count').map(({ dimensions }) => dimensions['Stage']);
  assert.deepEqual(counted, [undefined, 'test', 'test/Canary']);
});
