import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';
import { keyedApi } from '../../../test/support/keyed-api.ts';
import { stageRegistry } from '../../gateway/stage-registry.ts';
import { derivedIds } from '../../std/ids.ts';
import { apigateway } from './index.ts';
import { newApigatewayState, restoreStages } from './state.ts';

const refused = (code: string, message: string) => ({ code, message });

test('a key is disabled unless asked otherwise, and tells its value once', async () => {
  const { operate } = testGateway();
  const { value, ...created } = await operate('CreateApiKey', { name: 'mine' });
  assert.match(value, /^[0-9a-z]{40}$/);
  const { id, createdDate, lastUpdatedDate } = created;
  assert.deepEqual(created, { id, name: 'mine', enabled: false, stageKeys: [], createdDate, lastUpdatedDate });
  assert.deepEqual((await operate('GetApiKeys')).items, [created]);
  assert.deepEqual((await operate('GetApiKey', { apiKey: id })).value, undefined);
  assert.equal((await operate('GetApiKey', { apiKey: id, includeValue: true })).value, value);
  assert.equal((await operate('GetApiKeys', { includeValues: true })).items[0].value, value);
});

test('keys are listed newest first, by the start of their names, in pages', async () => {
  const { operate, clock } = testGateway();
  for (const name of ['test1', 'test2', 'Other']) {
    await operate('CreateApiKey', { name });
    await clock.advance(1);
  }
  const names = async (input: object) =>
    (await operate('GetApiKeys', input)).items.map((key: { name: string }) => key.name);
  assert.deepEqual(await names({}), ['Other', 'test2', 'test1']);
  assert.deepEqual(await names({ nameQuery: 'test' }), ['test2', 'test1']);
  assert.deepEqual(await names({ nameQuery: 'Test' }), []);
  assert.deepEqual(await names({ nameQuery: 'est1' }), []);
  const { position } = await operate('GetApiKeys', { limit: 2 });
  assert.deepEqual(await names({ limit: 2, position }), ['test1']);
});

test('keys are refused in the words of AWS', async () => {
  const { operate } = testGateway();
  const create = (input: object) => operate('CreateApiKey', input);
  await assert.rejects(
    create({ value: 'short' }),
    refused('BadRequestException', 'API Key value should be at least 20 characters'),
  );
  await assert.rejects(
    create({ value: 'a'.repeat(129) }),
    refused('BadRequestException', 'API Key value exceeds maximum size of 128 characters'),
  );
  await assert.rejects(
    create({ name: 'a'.repeat(1025) }),
    refused('BadRequestException', 'Invalid API Key name, can be at most 1024 characters.'),
  );
  const value = 'a'.repeat(20);
  const { id } = await create({ value, name: '' });
  await assert.rejects(create({ value }), refused('ConflictException', 'API Key already exists'));
  await assert.rejects(
    operate('UpdateApiKey', { apiKey: id, patchOperations: [{ op: 'replace', path: '/id', value: 'x' }] }),
    refused(
      'BadRequestException',
      "Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]",
    ),
  );
  await assert.rejects(
    operate('GetApiKey', { apiKey: 'unknown' }),
    refused('NotFoundException', 'Invalid API Key identifier specified'),
  );
  const patchOperations = [{ op: 'replace', path: '/enabled', value: 'yes' }];
  const updated = await operate('UpdateApiKey', { apiKey: id, patchOperations });
  assert.deepEqual([updated.enabled, updated.tags, 'name' in updated], [false, {}, false]);
});

test('a plan lists its keys newest first; a plan that is not there lists none', async () => {
  const { gateway, newKey } = await keyedApi();
  const { operate } = gateway;
  const plan = await operate('CreateUsagePlan', { name: 'plan', throttle: { burstLimit: 20, rateLimit: 10 } });
  assert.deepEqual(plan, {
    id: plan.id,
    name: 'plan',
    apiStages: [],
    throttle: { burstLimit: 20, rateLimit: 10 },
  });
  const first = await newKey(plan.id);
  const second = await newKey(plan.id);
  const keys = async (input: object) => (await operate('GetUsagePlanKeys', input)).items;
  const told = (key: { keyId: string; value: string }, name: string) => ({
    id: key.keyId,
    name,
    type: 'API_KEY',
    value: key.value,
  });
  assert.deepEqual(await keys({ usagePlanId: plan.id }), [told(second, 'key1'), told(first, 'key0')]);
  assert.deepEqual(await keys({ usagePlanId: plan.id, nameQuery: 'key1' }), [told(second, 'key1')]);
  assert.deepEqual(await keys({ usagePlanId: plan.id, nameQuery: 'KEY' }), []);
  assert.deepEqual(await keys({ usagePlanId: 'unknown' }), []);
  assert.deepEqual((await operate('GetUsagePlans', { keyId: first.keyId })).items, [plan]);
  await operate('DeleteApiKey', { apiKey: first.keyId });
  assert.deepEqual(await keys({ usagePlanId: plan.id }), [told(second, 'key1')]);
});

test('plans are refused in the words of AWS', async () => {
  const { gateway, apiId, plan } = await keyedApi();
  const { operate } = gateway;
  const create = (input: object) => operate('CreateUsagePlan', { name: 'p', ...input });
  await assert.rejects(
    create({ apiStages: [{ apiId, stage: 'nope' }] }),
    refused('NotFoundException', `API Stage not found: ${apiId}:nope`),
  );
  await assert.rejects(
    create({ quota: { limit: 5, period: 'DAY', offset: 1 } }),
    refused('BadRequestException', 'Usage Plan quota offset must be zero in the DAY period'),
  );
  const { planId, keyId } = await plan();
  await assert.rejects(
    operate('DeleteUsagePlan', { usagePlanId: planId }),
    refused(
      'BadRequestException',
      `Cannot delete Usage Plan ${planId} because there are API Stages associated with it, including ${apiId}:test`,
    ),
  );
  const second = await create({ apiStages: [{ apiId, stage: 'test' }] });
  await assert.rejects(
    operate('CreateUsagePlanKey', { usagePlanId: second.id, keyId, keyType: 'API_KEY' }),
    refused(
      'ConflictException',
      `Usage plan ${second.id} cannot be added because API Key ${keyId} cannot reference multiple usage plans with the same API stage: ${apiId}:test`,
    ),
  );
  await assert.rejects(
    operate('GetUsagePlan', { usagePlanId: 'nope' }),
    refused('NotFoundException', 'Invalid Usage Plan ID specified'),
  );
});

test('usage tells used and remaining requests of each day, and more can be granted', async () => {
  const { gateway, plan, send } = await keyedApi();
  const { operate, clock } = gateway;
  const { planId, keyId, value } = await plan({ quota: { limit: 3, period: 'WEEK' } });
  await send(value);
  await send(value);
  // Thursday becomes Friday, in the same week.
  await clock.advance(86_400_000);
  await send(value);
  assert.deepEqual(await send(value), [429, '{"message":"Limit Exceeded"}']);
  const span = { usagePlanId: planId, startDate: '2025-12-31', endDate: '2026-01-02' };
  assert.deepEqual(await operate('GetUsage', span), {
    ...span,
    items: {
      [keyId]: [
        [0, 3],
        [2, 1],
        [1, 0],
      ],
    },
  });
  const patchOperations = [{ op: 'replace', path: '/remaining', value: '1' }];
  const { items } = await operate('UpdateUsage', { usagePlanId: planId, keyId, patchOperations });
  assert.deepEqual(items, { [keyId]: [[1, 1]] });
  assert.deepEqual([(await send(value))[0], (await send(value))[0]], [200, 429]);
  // Saturday, then Sunday.
  await clock.advance(2 * 86_400_000);
  assert.equal((await send(value))[0], 200);
});

test('a changed quota keeps what was used', async () => {
  const { gateway, plan, send } = await keyedApi();
  const { planId, value } = await plan({ quota: { limit: 1, period: 'MONTH' } });
  assert.deepEqual([(await send(value))[0], (await send(value))[0]], [200, 429]);
  const patchOperations = [{ op: 'replace', path: '/quota/limit', value: '2' }];
  await gateway.operate('UpdateUsagePlan', { usagePlanId: planId, patchOperations });
  assert.deepEqual([(await send(value))[0], (await send(value))[0]], [200, 429]);
});

test('keys, plans and what was used of them survive a restart', async () => {
  const { gateway, apiId, plan, send } = await keyedApi();
  const { planId, keyId, value } = await plan({ quota: { limit: 3, period: 'DAY' } });
  await send(value);
  await send(value);
  await gateway.clock.advance(100);
  const platform = { ...gateway.state.platform, stages: stageRegistry() };
  const state = newApigatewayState(platform);
  await restoreStages(state);
  const { keys, usage } = platform.stages;
  const admitted = keys.admit(value, `${apiId}/test`);
  assert.deepEqual([admitted?.key.id, admitted?.plan?.id], [keyId, planId]);
  const now = gateway.clock.now();
  const quota = admitted?.plan?.quota;
  assert.deepEqual(usage.read(planId, keyId, quota, now).days, { '2026-01-01': [2, 1] });
  assert.deepEqual([usage.count(planId, keyId, quota, now), usage.count(planId, keyId, quota, now)], [true, false]);
});

test('stopping keeps what was counted last', async () => {
  const { gateway, plan, send } = await keyedApi();
  const { planId, keyId, value } = await plan();
  await send(value);
  await apigateway.stop?.(gateway.state);
  const record = await gateway.state.usage.get(`${planId}/${keyId}`);
  assert.deepEqual(record?.days, { '2026-01-01': [1, 0] });
});

test('keys are imported from CSV, with the plans they go into', async () => {
  const { gateway, apiId, send } = await keyedApi();
  const { operate } = gateway;
  const { id } = await operate('CreateUsagePlan', { name: 'p', apiStages: [{ apiId, stage: 'test' }] });
  const csv = [
    'Name,key,description,Enabled,usageplanIds',
    `first,${'a'.repeat(20)},"said, ""quoted""",TRUE,${id}`,
    `second,${'b'.repeat(20)},,FALSE,"${id}"`,
    `again,${'a'.repeat(20)},,TRUE,`,
  ].join('\r\n');
  const { ids, warnings } = await operate('ImportApiKeys', { format: 'csv', body: Buffer.from(csv) });
  assert.deepEqual([ids.length, warnings], [2, ['API Key already exists: again']]);
  assert.equal((await operate('GetApiKey', { apiKey: ids[0] })).description, 'said, "quoted"');
  assert.equal((await send('a'.repeat(20)))[0], 200);
  assert.equal((await send('b'.repeat(20)))[0], 403);
});

test('keys and plans have tags', async () => {
  const { gateway, plan } = await keyedApi();
  const { planId, keyId } = await plan();
  for (const place of [`apikeys/${keyId}`, `usageplans/${planId}`]) {
    const resourceArn = `arn:aws:apigateway:us-east-1::/${place}`;
    await gateway.operate('TagResource', { resourceArn, tags: { team: 'a' } });
    assert.deepEqual((await gateway.operate('GetTags', { resourceArn })).tags, { team: 'a' });
  }
});

test('a template deploys keys, plans and their links, changes and deletes them', async () => {
  const { gateway, apiId, send } = await keyedApi();
  const typeOf = (type: string) => {
    const found = apigateway.resources?.find((one) => one.type === `AWS::ApiGateway::${type}`);
    assert.ok(found, type);
    return found;
  };
  const context = (logicalId: string) => ({
    ...gateway.call,
    ids: derivedIds('stack', logicalId),
    stackName: 'stack',
    logicalId,
    templateDir: '/nowhere',
    metadata: {},
    physicalName: () => `stack-${logicalId}`,
  });
  const key = { Value: 'k'.repeat(20), Enabled: 'true' };
  const { physicalId: KeyId } = await typeOf('ApiKey').create(key, context('Key'));
  const plan = {
    ApiStages: [{ ApiId: apiId, Stage: 'test', Throttle: { '/other/GET': { BurstLimit: '0', RateLimit: 0 } } }],
    Quota: { Limit: '2', Period: 'DAY' },
  };
  const { physicalId: UsagePlanId, attributes } = await typeOf('UsagePlan').create(plan, context('Plan'));
  assert.deepEqual(attributes, { Id: UsagePlanId });
  const link = { KeyId, KeyType: 'API_KEY', UsagePlanId };
  const linked = await typeOf('UsagePlanKey').create(link, context('Link'));
  assert.equal(linked.physicalId, `${KeyId}:${UsagePlanId}`);
  assert.equal((await send(key.Value))[0], 200);
  assert.equal((await send(key.Value, '/other'))[0], 429);

  await typeOf('UsagePlan').update(
    UsagePlanId,
    { ApiStages: [{ ApiId: apiId, Stage: 'test' }] },
    plan,
    context('Plan'),
  );
  assert.equal((await send(key.Value, '/other'))[0], 200);
  await typeOf('ApiKey').update(KeyId, { ...key, Enabled: false }, key, context('Key'));
  assert.equal((await send(key.Value))[0], 403);

  await typeOf('UsagePlanKey').delete(linked.physicalId, link, context('Link'));
  await typeOf('UsagePlan').delete(UsagePlanId, plan, context('Plan'));
  await typeOf('ApiKey').delete(KeyId, key, context('Key'));
  await typeOf('ApiKey').delete(KeyId, key, context('Key'));
  assert.deepEqual((await gateway.operate('GetUsagePlans')).items, []);
});
