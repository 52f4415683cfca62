import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../../../test/support/deployed-api.ts';
import { type KeyedApi, keyedApi } from '../../../test/support/keyed-api.ts';

const throttled = [429, '{"message":"Too Many Requests"}'];
const exceeded = [429, '{"message":"Limit Exceeded"}'];

const statuses = async (api: KeyedApi, key: string | undefined, count: number, path = '/') => {
  const found: number[] = [];
  for (let at = 0; at < count; at++) found.push((await api.send(key, path))[0]);
  return found;
};

test("a plan's throttle refuses what is over its burst, and fills up by its rate", async () => {
  const api = await keyedApi();
  const { value } = await api.plan({ throttle: { burstLimit: 2, rateLimit: 1 } });
  assert.deepEqual(await statuses(api, value, 2), [200, 200]);
  assert.deepEqual(await api.send(value), throttled);
  await api.gateway.clock.advance(999);
  assert.deepEqual(await api.send(value), throttled);
  await api.gateway.clock.advance(1);
  assert.deepEqual(await statuses(api, value, 2), [200, 429]);
  await api.gateway.clock.advance(60_000);
  assert.deepEqual(await statuses(api, value, 3), [200, 200, 429]);
});

test("a plan's throttle counts each key for itself, over all its methods", async () => {
  const api = await keyedApi();
  const { planId, value } = await api.plan({ throttle: { burstLimit: 1, rateLimit: 1 } });
  const other = await api.newKey(planId);
  assert.deepEqual([...(await statuses(api, value, 1)), ...(await statuses(api, value, 1, '/other'))], [200, 429]);
  assert.deepEqual(await statuses(api, other.value, 2), [200, 429]);
});

test('a plan throttles single methods of a stage', async () => {
  const api = await keyedApi();
  const { value, planId } = await api.plan({}, { '/other/GET': { burstLimit: 1, rateLimit: 1 } });
  assert.deepEqual(await statuses(api, value, 2, '/other'), [200, 429]);
  assert.deepEqual(await statuses(api, value, 3), [200, 200, 200]);
  await api.gateway.operate('UpdateUsagePlan', {
    usagePlanId: planId,
    patchOperations: [
      { op: 'replace', path: `/apiStages/${api.apiId}:test/throttle/~1/GET/burstLimit`, value: '0' },
      { op: 'remove', path: `/apiStages/${api.apiId}:test/throttle/~1other/GET` },
    ],
  });
  assert.deepEqual(await api.send(value), throttled);
  assert.deepEqual(await statuses(api, value, 3, '/other'), [200, 200, 200]);
});

test('a changed throttle holds for the next request', async () => {
  const api = await keyedApi();
  const { value, planId } = await api.plan();
  assert.deepEqual(await statuses(api, value, 5), [200, 200, 200, 200, 200]);
  const patchOperations = [
    { op: 'replace', path: '/throttle/burstLimit', value: '1' },
    { op: 'replace', path: '/throttle/rateLimit', value: '1' },
  ];
  await api.gateway.operate('UpdateUsagePlan', { usagePlanId: planId, patchOperations });
  assert.deepEqual(await statuses(api, value, 2), [200, 429]);
  const remove = [{ op: 'remove', path: '/throttle' }];
  await api.gateway.operate('UpdateUsagePlan', { usagePlanId: planId, patchOperations: remove });
  assert.equal((await api.send(value))[0], 200);
});

test('a stage throttles a method and leaves others and other stages alone', async () => {
  const api = await keyedApi();
  const { gateway, apiId } = api;
  await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'free' });
  const patchOperations = [
    { op: 'replace', path: '/open/GET/throttling/burstLimit', value: '1' },
    { op: 'replace', path: '/open/GET/throttling/rateLimit', value: '1' },
  ];
  await gateway.operate('UpdateStage', {
    restApiId: apiId,
    stageName: 'test',
    patchOperations: patchOperations.map((one) => ({ ...one, path: one.path.replace('/open', '/~1open') })),
  });
  assert.deepEqual(await statuses(api, undefined, 2, '/open'), [200, 429]);
  assert.equal((await gateway.send({ path: '/open', stageName: 'free' })).status, 200);
  assert.equal((await gateway.send({ path: '/' })).status, 403);
  const { headers } = await gateway.send({ path: '/open' });
  assert.equal(headers['x-amzn-ErrorType'], 'TooManyRequestsException');
});

test("a stage's default throttle is that of each method", async () => {
  const gateway = testGateway(lambdaAnswering(() => ({ statusCode: 200 })));
  const apiId = await gateway.deploy(aDocument({ '/': { get: lambdaOperation(), post: lambdaOperation() } }));
  const patchOperations = [{ op: 'replace', path: '/*/*/throttling/burstLimit', value: '1' }];
  await gateway.operate('UpdateStage', { restApiId: apiId, stageName: 'test', patchOperations });
  const status = async (method: string) => (await gateway.send({ method })).status;
  assert.deepEqual([await status('GET'), await status('GET'), await status('POST')], [200, 429, 200]);
});

test("the account's limit holds for all APIs together", async () => {
  const gateway = testGateway(lambdaAnswering(() => ({ statusCode: 200 })));
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  const answers = await Promise.all(Array.from({ length: 5_001 }, () => gateway.send()));
  assert.deepEqual(
    answers.map(({ status }) => status).filter((status) => status !== 200),
    [429],
  );
  await gateway.clock.advance(1);
  const next = await Promise.all(Array.from({ length: 11 }, () => gateway.send()));
  assert.equal(next.filter(({ status }) => status === 429).length, 1);
});

test('a used-up quota refuses until its period ends', async () => {
  const api = await keyedApi();
  const { value } = await api.plan({ quota: { limit: 2, period: 'DAY' } });
  assert.deepEqual(await statuses(api, value, 2), [200, 200]);
  assert.deepEqual(await api.send(value), exceeded);
  const { headers } = await api.gateway.send({ headers: { 'x-api-key': value } });
  assert.equal(headers['x-amzn-ErrorType'], 'LimitExceededException');
  await api.gateway.clock.advance(86_400_000 - 1);
  assert.deepEqual(await api.send(value), exceeded);
  await api.gateway.clock.advance(1);
  assert.equal((await api.send(value))[0], 200);
});

test('a throttled request uses nothing of the quota', async () => {
  const api = await keyedApi();
  const { value } = await api.plan({
    quota: { limit: 2, period: 'MONTH' },
    throttle: { burstLimit: 1, rateLimit: 1 },
  });
  assert.deepEqual(await statuses(api, value, 5), [200, 429, 429, 429, 429]);
  await api.gateway.clock.advance(1000);
  assert.equal((await api.send(value))[0], 200);
  await api.gateway.clock.advance(1000);
  assert.deepEqual(await api.send(value), exceeded);
});

test('the answer to a throttled call can be customised', async () => {
  const api = await keyedApi({
    'x-amazon-apigateway-gateway-responses': {
      THROTTLED: { statusCode: 503, responseTemplates: { 'application/json': '{"slow":"down"}' } },
    },
  });
  const { value } = await api.plan({ throttle: { burstLimit: 0, rateLimit: 0 } });
  assert.deepEqual(await api.send(value), [503, '{"slow":"down"}']);
});
