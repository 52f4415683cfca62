import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principals } from './principals.ts';

const ROLE = 'arn:aws:iam::000000000000:role/reader';
const USER = 'arn:aws:iam::000000000000:user/ann';

test('what acts as a role that was deleted, or as a user, has no rights left', async () => {
  const registry = principals();
  assert.equal(await registry.policiesOf(ROLE), undefined);
  registry.readFrom(async () => ({
    identity: [{ id: 'p', text: '{"Version":"2012-10-17","Statement":[]}' }],
    tags: {},
  }));
  registry.changed();
  assert.equal((await registry.policiesOf(ROLE))?.identity.length, 1);

  registry.readFrom(async () => undefined);
  registry.changed();
  assert.deepEqual(await registry.policiesOf(ROLE), { identity: [], tags: {} });
  assert.deepEqual(await registry.policiesOf(USER), { identity: [], tags: {} });
  assert.equal(await registry.policiesOf(`${ROLE}2`), undefined);
});
