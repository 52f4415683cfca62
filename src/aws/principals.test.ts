import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principals } from './principals.ts';

const ROLE = 'arn:aws:iam::000000000000:role/reader';
const USER = 'arn:aws:iam::000000000000:user/ann';

test('what acts as a user who is not there has no rights, a role that nobody knows is not limited', async () => {
  const registry = principals();
  assert.equal(await registry.policiesOf(ROLE), undefined);
  assert.deepEqual(await registry.policiesOf(USER), { identity: [], tags: {} });
});

test('policies are read again after a change', async () => {
  const registry = principals();
  registry.readFrom(async () => ({
    identity: [{ id: 'p', text: '{"Version":"2012-10-17","Statement":[]}' }],
    tags: {},
  }));
  assert.equal((await registry.policiesOf(ROLE))?.identity.length, 1);
  registry.readFrom(async () => ({ identity: [], tags: {} }));
  assert.equal((await registry.policiesOf(ROLE))?.identity.length, 1);
  registry.changed();
  assert.deepEqual(await registry.policiesOf(ROLE), { identity: [], tags: {} });
});
