import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { randomIds } from '../std/ids.ts';
import { memoryStore } from '../store/memory-store.ts';
import { newAccessKeyId } from './access-key-id.ts';
import type { Caller } from './caller.ts';
import { type CredentialStore, credentialStore, type LongTermKey } from './credentials.ts';
import { sealingKey } from './sealing.ts';

const account = '000000000000';
const clock = manualClock();
const storeWith = (key: Uint8Array) => credentialStore({ account, clock, ids: randomIds, sealingKey: key });
const role = {
  roleArn: `arn:aws:iam::${account}:role/app/worker`,
  roleId: 'AROAEXAMPLE',
  sessionName: 'me',
  durationMs: 3_600_000,
};
const found = (store: CredentialStore, id: string, token: string | undefined) => {
  const known = store.find(id, token);
  assert.ok(known !== undefined && known !== 'invalid');
  return known;
};

test('a session token says, after a restart as before, who the key acts for', () => {
  const key = randomBytes(32);
  const before = storeWith(key);
  const issued = before.issueForRole({
    ...role,
    session: { tags: { team: 'a' }, sourceIdentity: 'ann', policies: [{ id: 'inline', text: '{}' }] },
  });
  const after = found(storeWith(key), issued.accessKeyId, issued.sessionToken);
  assert.deepEqual(after.credentials, issued);
  assert.deepEqual(after, found(before, issued.accessKeyId, issued.sessionToken));
  assert.deepEqual(after.caller, {
    arn: `arn:aws:sts::${account}:assumed-role/worker/me`,
    userId: 'AROAEXAMPLE:me',
    account,
    kind: 'assumedRole',
    roleArn: role.roleArn,
    accessKeyId: issued.accessKeyId,
    session: {
      issuedAt: clock.now(),
      tags: { team: 'a' },
      sourceIdentity: 'ann',
      policies: [{ id: 'inline', text: '{}' }],
    },
  });
});

test('the sealing key is made once for a store', async () => {
  const store = memoryStore();
  const [one, other] = await Promise.all([sealingKey(store), sealingKey(store)]);
  assert.equal(one.length, 32);
  const hex = (key: Uint8Array) => Buffer.from(key).toString('hex');
  assert.equal(hex(one), hex(other));
  assert.equal(hex(await sealingKey(store)), hex(one));
  assert.notEqual(hex(await sealingKey(memoryStore())), hex(one));
});

test('a token that was changed anywhere, cut off, made longer or is of another key is invalid', () => {
  const key = randomBytes(32);
  const issuing = storeWith(key);
  const { accessKeyId, sessionToken = '' } = issuing.issueForRole(role);
  const other = issuing.issueForRole(role);
  const bytes = Buffer.from(sessionToken, 'base64');
  const forged = [
    ...Array.from({ length: bytes.length }, (_, at) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      return changed.toString('base64');
    }),
    ...Array.from({ length: 40 }, (_, cut) => sessionToken.slice(0, -1 - cut)),
    `${sessionToken}A`,
    `${sessionToken} `,
    ` ${sessionToken}`,
    `${sessionToken}, ${sessionToken}`,
    other.sessionToken,
    '',
    'x'.repeat(100_000),
    undefined,
  ];
  // Of a store that has issued it, and of one that has to open it.
  for (const store of [issuing, storeWith(key)]) {
    for (const token of forged) assert.equal(store.find(accessKeyId, token), 'invalid', token);
    assert.equal(store.find(other.accessKeyId, sessionToken), 'invalid');
    assert.equal(found(store, accessKeyId, sessionToken).credentials.accessKeyId, accessKeyId);
  }
});

test('a token of another data folder is invalid', () => {
  const { accessKeyId, sessionToken } = storeWith(randomBytes(32)).issueForRole(role);
  assert.equal(storeWith(randomBytes(32)).find(accessKeyId, sessionToken), 'invalid');
});

test('temporary keys of other accounts are keys that nobody owns', () => {
  const store = storeWith(randomBytes(32));
  assert.equal(store.find('ASIAY34FZKBOKMUTVV7A', 'any'), undefined);
  assert.equal(store.find('ASIAIOSFODNN7EXAMPLE'), undefined);
});

test('a key of the account that no user has any more is invalid', () => {
  const deleted = newAccessKeyId('AKIA', account, randomIds);
  assert.equal(storeWith(randomBytes(32)).find(deleted), 'invalid');
  assert.equal(storeWith(randomBytes(32)).find(newAccessKeyId('AKIA', '123456789012', randomIds)), undefined);
});

test('keys of users act for them while they are active, and never with a session token', () => {
  const store = storeWith(randomBytes(32));
  const ann: Caller = { arn: `arn:aws:iam::${account}:user/ann`, userId: 'AIDAANN', account, kind: 'user' };
  let key: LongTermKey = { secretAccessKey: 'secret', caller: ann, status: 'Active' };
  const uses: unknown[] = [];
  store.readLongTermKeys({
    find: (id) => (id === 'AKIAANN' ? key : undefined),
    onUse: (...use) => void uses.push(use),
  });
  const known = found(store, 'AKIAANN', undefined);
  assert.deepEqual(known.caller, { ...ann, accessKeyId: 'AKIAANN' });
  assert.equal(known.credentials.secretAccessKey, 'secret');
  assert.equal(found(store, 'AKIAANN', undefined), known);
  assert.equal(store.find('AKIAANN', 'token'), 'invalid');
  assert.equal(store.find('AKIABOB'), undefined);

  key = { ...key, status: 'Inactive' };
  assert.equal(store.find('AKIAANN'), 'invalid');

  store.used('AKIAANN', 'dynamodb', 'us-east-1');
  store.used('test', 'dynamodb', 'us-east-1');
  assert.deepEqual(uses, [['AKIAANN', 'dynamodb', 'us-east-1', clock.now()]]);
});
