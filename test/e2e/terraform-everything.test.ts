import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withoutTerraform } from '../support/installed.ts';
import { zipOf } from '../support/lambda-service.ts';
import { terraformIn } from '../support/terraform.ts';

import { aFolder, clientOf, counted, leftOvers, running, succeeded } from '../support/terraform-stack.ts';

const BUDGET = { timeout: 300_000 };

test('Terraform makes, keeps, changes and destroys every kind of resource of an API, its functions, tables, logs, alarms and users', {
  skip: withoutTerraform,
  ...BUDGET,
}, async (t) => {
  const { samlet, settings } = await running(t);
  const folder = aFolder();
  cpSync(fileURLToPath(new URL('./terraform/everything.tf', import.meta.url)), join(folder, 'main.tf'));
  writeFileSync(
    join(folder, 'function.zip'),
    await zipOf({ 'index.js': 'exports.handler = async () => ({ statusCode: 200, body: "{}" });' }),
  );
  const terraform = terraformIn(folder, samlet.endpoint);
  succeeded(await terraform('init'));
  assert.equal(counted(await terraform('apply', '-auto-approve')), 'Resources: 72 added, 0 changed, 0 destroyed.');
  const unchanged = await terraform('plan', '-detailed-exitcode');
  assert.equal(unchanged.code, 0, unchanged.output);

  const call = clientOf(samlet.endpoint, succeeded(await terraform('output', '-raw', 'orders')));
  const keyed = {
    'x-api-key': 'a-key-of-twenty-characters-or-more',
    'x-trace': '1',
    'content-type': 'application/json',
  };
  assert.equal((await call('POST', '/live/orders', { sku: 'a' })).status, 403);
  assert.equal((await call('POST', '/live/orders', {}, keyed)).status, 400);
  const made = await call('POST', '/live/orders', { sku: 'a' }, keyed);
  assert.deepEqual([made.status, made.body], [201, { made: true, state: 'first' }]);
  assert.equal(made.headers.get('x-made-by'), 'samlet');
  const unauthorized = await call('GET', '/live/orders/1');
  assert.deepEqual([unauthorized.status, unauthorized.headers.get('authorization')], [401, 'Basic']);
  const document = clientOf(samlet.endpoint, succeeded(await terraform('output', '-raw', 'document')));
  assert.deepEqual((await document('GET', '/v1/hello?who=you')).body, { hello: 'you' });

  const changed = counted(await terraform('apply', '-auto-approve', '-var', 'changed=true'));
  assert.match(changed, /^Resources: 2 added, 2\d changed, 2 destroyed\.$/);
  const kept = await terraform('plan', '-detailed-exitcode', '-var', 'changed=true');
  assert.equal(kept.code, 0, kept.output);
  assert.equal((await call('POST', '/live/orders', { sku: 'a' }, keyed)).status, 400);
  assert.equal((await call('POST', '/live/orders', { sku: 'ab' }, keyed)).body['state'], 'second');

  assert.equal(
    counted(await terraform('destroy', '-auto-approve', '-refresh=false', '-var', 'changed=true')),
    'Resources: 72 destroyed.',
  );
  assert.deepEqual(await leftOvers(settings), []);
});
