import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomIds } from '../std/ids.ts';
import { accountOfAccessKeyId, newAccessKeyId } from './access-key-id.ts';

test('an access key id says its account', () => {
  for (const account of ['000000000000', '000000000001', '123456789012', '999999999999']) {
    for (const prefix of ['AKIA', 'ASIA'] as const) {
      const id = newAccessKeyId(prefix, account, randomIds);
      assert.match(id, new RegExp(`^${prefix}[A-Z2-7]{16}$`));
      assert.equal(accountOfAccessKeyId(id), account);
    }
  }
  assert.notEqual(newAccessKeyId('AKIA', '000000000000', randomIds), newAccessKeyId('AKIA', '000000000000', randomIds));
});

test('the account of an id that AWS made is read', () => {
  // From https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
  assert.equal(accountOfAccessKeyId('ASIAY34FZKBOKMUTVV7A'), '609629065308');
});

test('ids of an older form or of none say no account', () => {
  for (const id of ['AKIAIOSFODNN7EXAMPLE', 'test', '', 'ASIAQ', 'ASIAY34FZKBOKMUTVV71', 'asiay34fzkbokmutvv7a']) {
    assert.equal(accountOfAccessKeyId(id), undefined, id);
  }
});
