import assert from 'node:assert/strict';
import type { CreateUsagePlanRequest } from '@aws-sdk/client-api-gateway';
import { gatewayRules, type MethodSpec, mock, refusal, ruleLab, type TestApi, until } from './gateway-rules-lab.ts';

const lab = await ruleLab();
const { gateway } = lab;
const keyed = (template?: string): MethodSpec => ({ ...mock(template), method: { apiKeyRequired: true } });
let count = 0;

interface Key {
  readonly id: string;
  readonly value: string;
}

async function newKey(planId?: string, enabled = true): Promise<Key> {
  const { id = '', value = '' } = await gateway.createApiKey({ name: `key${count++}`, enabled });
  if (planId !== undefined) await gateway.createUsagePlanKey({ usagePlanId: planId, keyId: id, keyType: 'API_KEY' });
  return { id, value };
}

async function newPlan(api: TestApi, more: Partial<CreateUsagePlanRequest> = {}, stage = 'test'): Promise<string> {
  const { id = '' } = await gateway.createUsagePlan({
    name: `plan${count++}`,
    apiStages: [{ apiId: api.id, stage }],
    ...more,
  });
  return id;
}

const get = (api: TestApi, key?: string, path = '/', stage = 'test') =>
  api.send({ path, stage, headers: key === undefined ? {} : { 'x-api-key': key } });

/** The status and the message of an answer. */
async function told(answer: ReturnType<typeof get>): Promise<readonly [number, string]> {
  const { status, json } = await answer;
  return [status, json.message];
}

/** A burst of one, which a rate this small does not fill again while a test runs. */
const ONCE = { rateLimit: 0.01, burstLimit: 1 };
const dayQuota = (limit: number) => ({ quota: { limit, period: 'DAY' as const } });

const today = () => new Date().toISOString().slice(0, 10);
const usage = async (usagePlanId: string, keyId: string) => {
  const { items = {} } = await gateway.getUsage({ usagePlanId, keyId, startDate: today(), endDate: today() });
  return items[keyId]?.[0];
};

gatewayRules('keys', {
  async no_key() {
    const api = await lab.api({ 'GET /': keyed() });
    assert.deepEqual(await told(get(api)), [403, 'Forbidden']);
  },
  async wrong_key() {
    const api = await lab.api({ 'GET /': keyed() });
    await newKey(await newPlan(api));
    assert.deepEqual(await told(get(api, 'not-a-key-of-this-account')), [403, 'Forbidden']);
  },
  async key_in_context() {
    const api = await lab.api({
      'GET /': keyed('{"value":"$context.identity.apiKey","id":"$context.identity.apiKeyId"}'),
    });
    const { id, value } = await newKey(await newPlan(api));
    assert.deepEqual((await get(api, value)).json, { value, id });
  },
  async error_type_forbidden() {
    const api = await lab.api({ 'GET /': keyed() });
    assert.equal((await get(api)).headers['x-amzn-errortype'], 'ForbiddenException');
  },
  async error_type_quota() {
    const api = await lab.api({ 'GET /': keyed() });
    const { value } = await newKey(await newPlan(api, dayQuota(1)));
    await get(api, value);
    assert.equal((await get(api, value)).headers['x-amzn-errortype'], 'LimitExceededException');
  },
  async disabled_key() {
    const api = await lab.api({ 'GET /': keyed() });
    const { id, value } = await newKey(await newPlan(api), false);
    assert.deepEqual(await told(get(api, value)), [403, 'Forbidden']);
    await gateway.updateApiKey({ apiKey: id, patchOperations: [{ op: 'replace', path: '/enabled', value: 'true' }] });
    assert.equal((await get(api, value)).status, 200);
  },
  async plan_on_other_stage() {
    const api = await lab.api({ 'GET /': keyed() });
    await api.deploy('other');
    const { value } = await newKey(await newPlan(api, {}, 'other'));
    assert.deepEqual(await told(get(api, value)), [403, 'Forbidden']);
    assert.equal((await get(api, value, '/', 'other')).status, 200);
  },
  async removed_from_plan() {
    const api = await lab.api({ 'GET /': keyed() });
    const usagePlanId = await newPlan(api);
    const { id: keyId, value } = await newKey(usagePlanId);
    assert.equal((await get(api, value)).status, 200);
    await gateway.deleteUsagePlanKey({ usagePlanId, keyId });
    assert.deepEqual(await told(get(api, value)), [403, 'Forbidden']);
  },
  async key_value_length() {
    const refused = await refusal(gateway.createApiKey({ name: 'short', value: 'x'.repeat(19) }));
    assert.equal(refused.name, 'BadRequestException');
    await gateway.createApiKey({ name: 'long', value: 'x'.repeat(20) });
  },
  async plan_throttle() {
    const api = await lab.api({ 'GET /': keyed() });
    const { value } = await newKey(await newPlan(api, { throttle: ONCE }));
    assert.equal((await get(api, value)).status, 200);
    const { status, json, headers } = await get(api, value);
    assert.deepEqual([status, json], [429, { message: 'Too Many Requests' }]);
    assert.equal(headers['x-amzn-errortype'], 'TooManyRequestsException');
  },
  async plan_throttle_per_key() {
    const api = await lab.api({ 'GET /': keyed() });
    const planId = await newPlan(api, { throttle: ONCE });
    const [first, second] = [await newKey(planId), await newKey(planId)];
    const statuses: number[] = [];
    for (const { value } of [first, first, second]) statuses.push((await get(api, value)).status);
    assert.deepEqual(statuses, [200, 429, 200]);
  },
  async plan_quota() {
    const api = await lab.api({ 'GET /': keyed() });
    const { value } = await newKey(await newPlan(api, dayQuota(2)));
    for (const status of [200, 200]) assert.equal((await get(api, value)).status, status);
    assert.deepEqual(await told(get(api, value)), [429, 'Limit Exceeded']);
  },
  async usage_counts() {
    const api = await lab.api({ 'GET /': keyed() });
    const planId = await newPlan(api, dayQuota(10));
    const { id, value } = await newKey(planId);
    for (let sent = 0; sent < 3; sent++) await get(api, value);
    assert.ok(await until(async () => (await usage(planId, id))?.[0] === 3, 4_000));
    assert.deepEqual(await usage(planId, id), [3, 7]);
  },
  async update_usage_extends() {
    const api = await lab.api({ 'GET /': keyed() });
    const usagePlanId = await newPlan(api, dayQuota(1));
    const { id: keyId, value } = await newKey(usagePlanId);
    await get(api, value);
    assert.equal((await get(api, value)).status, 429);
    const patchOperations = [{ op: 'replace' as const, path: '/remaining', value: '2' }];
    await gateway.updateUsage({ usagePlanId, keyId, patchOperations });
    const statuses = [await get(api, value), await get(api, value), await get(api, value)].map(({ status }) => status);
    assert.deepEqual(statuses, [200, 200, 429]);
  },
  async plan_change_at_once() {
    const api = await lab.api({ 'GET /': keyed() });
    const usagePlanId = await newPlan(api, { throttle: ONCE });
    const { value } = await newKey(usagePlanId);
    await get(api, value);
    assert.equal((await get(api, value)).status, 429);
    await gateway.updateUsagePlan({
      usagePlanId,
      patchOperations: [
        { op: 'replace', path: '/throttle/rateLimit', value: '1000' },
        { op: 'replace', path: '/throttle/burstLimit', value: '1000' },
      ],
    });
    assert.ok(await until(async () => (await get(api, value)).status === 200, 2_000));
  },
  async stage_method_throttle() {
    const api = await lab.api({ 'GET /a': mock(), 'GET /b': mock() });
    await api.stage({ '/~1a/GET/throttling/rateLimit': '0.01', '/~1a/GET/throttling/burstLimit': '1' });
    assert.equal((await get(api, undefined, '/a')).status, 200);
    assert.deepEqual(await told(get(api, undefined, '/a')), [429, 'Too Many Requests']);
    for (let sent = 0; sent < 3; sent++) assert.equal((await get(api, undefined, '/b')).status, 200);
  },
  async throttle_per_stage() {
    const api = await lab.api({ 'GET /': mock() });
    await api.deploy('other');
    await api.stage({ '/*/*/throttling/rateLimit': '0.01', '/*/*/throttling/burstLimit': '1' });
    await get(api);
    assert.equal((await get(api)).status, 429);
    for (let sent = 0; sent < 3; sent++) assert.equal((await get(api, undefined, '/', 'other')).status, 200);
  },
  async throttled_response_customised() {
    const api = await lab.api({ 'GET /': mock() }, { deployment: false });
    await gateway.putGatewayResponse({
      restApiId: api.id,
      responseType: 'THROTTLED',
      statusCode: '503',
      responseParameters: { 'gatewayresponse.header.Retry-After': "'7'" },
      responseTemplates: { 'application/json': '{"slow":"$context.error.message"}' },
    });
    await api.deploy();
    await api.stage({ '/*/*/throttling/rateLimit': '0.01', '/*/*/throttling/burstLimit': '1' });
    await get(api);
    const { status, json, headers } = await get(api);
    assert.deepEqual([status, json, headers['retry-after']], [503, { slow: 'Too Many Requests' }, '7']);
  },
});
