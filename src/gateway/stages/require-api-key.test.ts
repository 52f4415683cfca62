import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyedApi } from '../../../test/support/keyed-api.ts';

const forbidden = [403, '{"message":"Forbidden"}'];

test('a method that requires a key is forbidden without one, with an unknown one, and with a key in no plan', async () => {
  const { gateway, newKey, plan, send } = await keyedApi();
  assert.deepEqual(await send(undefined), forbidden);
  assert.deepEqual(await send('unknown-unknown-unknown'), forbidden);
  assert.deepEqual(await send((await newKey()).value), forbidden);
  assert.equal((await send((await plan()).value))[0], 200);
  assert.equal((await gateway.send()).headers['x-amzn-ErrorType'], 'ForbiddenException');
});

test('a method that requires no key takes any request', async () => {
  const { send } = await keyedApi();
  assert.equal((await send(undefined, '/open'))[0], 200);
  assert.equal((await send('unknown-unknown-unknown', '/open'))[0], 200);
});

test('a disabled key is forbidden until it is enabled', async () => {
  const { gateway, plan, send } = await keyedApi();
  const { keyId, value } = await plan();
  const enable = (enabled: string) =>
    gateway.operate('UpdateApiKey', {
      apiKey: keyId,
      patchOperations: [{ op: 'replace', path: '/enabled', value: enabled }],
    });
  await enable('false');
  assert.deepEqual(await send(value), forbidden);
  await enable('true');
  assert.equal((await send(value))[0], 200);
});

test('a key opens the stages of its plans, and no other', async () => {
  const { gateway, apiId, plan, send } = await keyedApi();
  await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'other' });
  const { value, planId, keyId } = await plan();
  const other = () => gateway.send({ stageName: 'other', headers: { 'x-api-key': value } });
  assert.equal((await other()).status, 403);
  const change = (op: string, stage: string) =>
    gateway.operate('UpdateUsagePlan', {
      usagePlanId: planId,
      patchOperations: [{ op, path: '/apiStages', value: `${apiId}:${stage}` }],
    });
  await change('add', 'other');
  assert.equal((await other()).status, 200);
  await change('remove', 'test');
  assert.deepEqual(await send(value), forbidden);
  await gateway.operate('DeleteUsagePlanKey', { usagePlanId: planId, keyId });
  assert.equal((await other()).status, 403);
});

test('the stage keys of a key open nothing without a plan', async () => {
  const { gateway, apiId, send } = await keyedApi();
  const stageKeys = [{ restApiId: apiId, stageName: 'test' }];
  const { value, ...key } = await gateway.operate('CreateApiKey', { enabled: true, stageKeys });
  assert.deepEqual(key.stageKeys, [`${apiId}/test`]);
  assert.deepEqual(await send(value), forbidden);
});

test('a deleted key is forbidden', async () => {
  const { gateway, plan, send } = await keyedApi();
  const { keyId, value } = await plan();
  await gateway.operate('DeleteApiKey', { apiKey: keyId });
  assert.deepEqual(await send(value), forbidden);
});

test('the backend is told the key', async () => {
  const { plan, send } = await keyedApi();
  const { keyId, value } = await plan();
  const { identity } = JSON.parse(String((await send(value))[1]));
  assert.deepEqual([identity.apiKey, identity.apiKeyId], [value, keyId]);
  const open = JSON.parse(String((await send(value, '/open'))[1]));
  assert.equal('apiKey' in open.identity, false);
});
