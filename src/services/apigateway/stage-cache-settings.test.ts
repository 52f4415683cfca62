import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestGateway,
  testGateway,
} from '../../../test/support/deployed-api.ts';

const SIZES = '[0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237]';

async function deployed(stage: object = {}) {
  const gateway = testGateway();
  const apiId = await gateway.deploy(aDocument({ '/a': { get: lambdaOperation() } }), stage);
  const at = { restApiId: apiId, stageName: 'test' };
  const patch = (path: string, value: string) =>
    gateway.operate('UpdateStage', { ...at, patchOperations: [{ op: 'replace', path, value }] });
  return { gateway, at, patch, stage: () => gateway.operate('GetStage', at) };
}

const clusterOf = async (gateway: TestGateway, at: object) => {
  const { cacheClusterEnabled, cacheClusterSize, cacheClusterStatus } = await gateway.operate('GetStage', at);
  return [cacheClusterEnabled, cacheClusterSize, cacheClusterStatus];
};

test('a stage tells its cache cluster, whose size is 0.5 GB when none is asked for', async () => {
  const { gateway, at, patch } = await deployed();
  assert.deepEqual(await clusterOf(gateway, at), [false, undefined, 'NOT_AVAILABLE']);
  await patch('/cacheClusterEnabled', 'true');
  assert.deepEqual(await clusterOf(gateway, at), [true, '0.5', 'AVAILABLE']);
  await patch('/cacheClusterSize', '6.1');
  assert.deepEqual(await clusterOf(gateway, at), [true, '6.1', 'AVAILABLE']);
  await gateway.operate('CreateDeployment', { ...at, cacheClusterSize: '118' });
  assert.deepEqual(await clusterOf(gateway, at), [true, '118', 'AVAILABLE']);
  await gateway.operate('CreateDeployment', { ...at, cacheClusterEnabled: false });
  assert.deepEqual(await clusterOf(gateway, at), [false, '118', 'NOT_AVAILABLE']);
});

test('a size that no cluster has is refused', async () => {
  const { gateway, at, patch } = await deployed();
  const refusal = (member: string) => ({
    code: 'ValidationException',
    message: `1 validation error detected: Value '2' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: ${SIZES}`,
  });
  const { deploymentId } = await gateway.operate('GetStage', at);
  const size = { cacheClusterSize: '2' };
  await assert.rejects(
    gateway.operate('CreateStage', { ...at, stageName: 'new', deploymentId, ...size }),
    refusal('createStageInput.cacheClusterSize'),
  );
  await assert.rejects(
    gateway.operate('CreateDeployment', { ...at, ...size }),
    refusal('createDeploymentInput.cacheClusterSize'),
  );
  await assert.rejects(patch('/cacheClusterSize', '2'), refusal('updateStageInput.cacheClusterSize'));
});

for (const value of ['3601', '-1', '1.5', 'long', '']) {
  test(`a time to live of ${JSON.stringify(value)} is refused`, async () => {
    const { patch } = await deployed();
    await assert.rejects(patch('/*/*/caching/ttlInSeconds', value), {
      code: 'BadRequestException',
      message: 'Invalid time-to-live setting, must be an integer no greater than 3600',
    });
  });
}

test('an unknown answer to unauthorized invalidation is refused', async () => {
  const { patch } = await deployed();
  await assert.rejects(patch('/*/*/caching/unauthorizedCacheControlHeaderStrategy', 'SHRUG'), {
    code: 'BadRequestException',
    message:
      'Invalid unauthorized cache control header strategy: SHRUG. Must be one of: [FAIL_WITH_403, SUCCEED_WITH_RESPONSE_HEADER, SUCCEED_WITHOUT_RESPONSE_HEADER]',
  });
});

test('a method but GET does not take over that the stage caches', async () => {
  const { patch, stage } = await deployed();
  await patch('/*/*/caching/enabled', 'true');
  await patch('/~1a/GET/throttling/burstLimit', '5');
  await patch('/~1a/POST/throttling/burstLimit', '5');
  const { methodSettings } = await stage();
  assert.deepEqual([methodSettings['a/GET'].cachingEnabled, methodSettings['a/POST'].cachingEnabled], [true, false]);
});

test('UpdateIntegration adds and removes cache key parameters, for the next deployment', async () => {
  let count = 0;
  const gateway = testGateway(lambdaAnswering(() => ({ statusCode: 200, body: String(++count) })));
  const apiId = await gateway.deploy(aDocument({ '/a': { get: lambdaOperation() } }), { cacheClusterEnabled: true });
  const at = { restApiId: apiId, stageName: 'test' };
  const enabled = [{ op: 'replace', path: '/*/*/caching/enabled', value: 'true' }];
  await gateway.operate('UpdateStage', { ...at, patchOperations: enabled });
  const { items } = await gateway.operate('GetResources', { restApiId: apiId });
  const resourceId = items.find(({ path }: { path: string }) => path === '/a').id;
  const update = async (op: string) => {
    const patchOperations = [{ op, path: '/cacheKeyParameters/method.request.querystring.q' }];
    const changed = await gateway.operate('UpdateIntegration', {
      ...at,
      resourceId,
      httpMethod: 'GET',
      patchOperations,
    });
    await gateway.operate('CreateDeployment', at);
    return changed.cacheKeyParameters;
  };
  const both = async () => [
    (await gateway.send({ path: '/a?q=1' })).body,
    (await gateway.send({ path: '/a?q=2' })).body,
  ];
  assert.deepEqual(await both(), ['1', '1']);
  assert.deepEqual(await update('add'), ['method.request.querystring.q']);
  assert.deepEqual(await both(), ['2', '3']);
  assert.deepEqual(await update('remove'), []);
  assert.deepEqual(await both(), ['1', '1']);
});
