import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inlineSizeRefusal, policySize, policySizeRefusal } from './policy-size.ts';

const ofSize = (size: number) => `{"a":"${'x'.repeat(size - 8)}"}`;

test('white space between elements is not counted, within texts it is', () => {
  assert.equal(policySize('{ "a" :\n "b c\\" d" }'), '{"a":"b c\\" d"}'.length);
});

test('a managed policy has up to 6,144 characters, a trust policy 2,048', () => {
  assert.equal(policySizeRefusal(ofSize(6_144), 'identity'), undefined);
  assert.deepEqual(policySizeRefusal(ofSize(6_145), 'identity'), {
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for PolicySize: 6144',
  });
  assert.equal(policySizeRefusal(ofSize(2_048), 'trust'), undefined);
  assert.deepEqual(policySizeRefusal(ofSize(2_049), 'trust'), {
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for ACLSizePerRole: 2048',
  });
});

test('inline policies share one limit by their owner', () => {
  for (const [kind, limit] of [
    ['user', 2_048],
    ['group', 5_120],
    ['role', 10_240],
  ] as const) {
    const half = ofSize(limit / 2);
    assert.equal(inlineSizeRefusal([half, half], { kind, name: 'x' }), undefined);
    assert.deepEqual(inlineSizeRefusal([half, `${half.slice(0, -2)}y"}`], { kind, name: 'x' }), {
      code: 'LimitExceeded',
      message: `Maximum policy size of ${limit} bytes exceeded for ${kind} x`,
    });
  }
});
