import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStore } from '../../store/memory-store.ts';
import { records } from '../../store/records.ts';
import { type KeyUse, keyRing } from './key-ring.ts';
import type { AccessKeyRecord, UserRecord } from './state.ts';

const ACCOUNT = '000000000000';

function aStore() {
  const store = memoryStore();
  const users = records<UserRecord>(store, 'iam', 'user');
  const accessKeys = records<AccessKeyRecord>(store, 'iam', 'access-key');
  const uses = records<KeyUse & { accessKeyId: string }>(store, 'iam', 'access-key-use');
  const open = () =>
    keyRing({ users, accessKeys, uses, account: ACCOUNT, onFault: (error) => assert.fail(String(error)) });
  return { users, accessKeys, uses, open };
}

const key = (accessKeyId: string, more: Partial<AccessKeyRecord>): AccessKeyRecord => ({
  accessKeyId,
  secretAccessKey: 's',
  status: 'Active',
  createdAt: 0,
  ...more,
});

const ann: UserRecord = {
  name: 'Ann',
  id: 'AIDA1',
  path: '/',
  arn: `arn:aws:iam::${ACCOUNT}:user/Ann`,
  createdAt: 0,
  tags: [],
  inlinePolicies: {},
  attachedPolicies: [],
  groups: [],
};

test('keys and their use are there after a restart', async () => {
  const { users, accessKeys, uses, open } = aStore();
  await users.put('ann', ann);
  await accessKeys.put('AKIA1', key('AKIA1', { user: 'ann' }));
  await accessKeys.put('AKIA2', key('AKIA2', { status: 'Inactive' }));
  const before = open();
  await before.reload();
  assert.deepEqual(before.find('AKIA1')?.caller, {
    arn: ann.arn,
    userId: 'AIDA1',
    account: ACCOUNT,
    kind: 'user',
    accessKeyId: 'AKIA1',
  });
  before.onUse?.('AKIA1', 's3', 'eu-west-1', 5000);
  assert.equal((await uses.list()).length, 1);

  const after = open();
  await after.reload();
  assert.deepEqual(after.lastUse('AKIA1'), { at: 5000, service: 's3', region: 'eu-west-1' });
  assert.deepEqual([after.find('AKIA2')?.caller.kind, after.find('AKIA2')?.status], ['root', 'Inactive']);
});

test('a key of a user that is gone signs nothing', async () => {
  const { accessKeys, open } = aStore();
  await accessKeys.put('AKIA1', key('AKIA1', { user: 'ann' }));
  const ring = open();
  await ring.reload();
  assert.equal(ring.find('AKIA1'), undefined);
});

test('uses are written at most once a minute for a service', async () => {
  const { uses, open } = aStore();
  const ring = open();
  for (const at of [0, 1000, 59_000]) ring.onUse?.('AKIA1', 's3', 'us-east-1', 100_000 + at);
  assert.equal((await uses.get('AKIA1'))?.at, 100_000);
  assert.equal(ring.lastUse('AKIA1')?.at, 159_000);
  ring.onUse?.('AKIA1', 's3', 'us-east-1', 160_000);
  assert.equal((await uses.get('AKIA1'))?.at, 160_000);
});
