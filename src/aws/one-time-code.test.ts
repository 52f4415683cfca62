import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOneTimeCode, oneTimeCode } from './one-time-code.ts';

const seed = Buffer.from('12345678901234567890');

test('codes are those of RFC 6238, appendix B', () => {
  const codes = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
  assert.deepEqual(
    codes.map((seconds) => oneTimeCode(seed, seconds * 1000)),
    ['287082', '081804', '050471', '005924', '279037', '353130'],
  );
});

test('a code holds a step before and a step after its own', () => {
  const now = 1_234_567_890_000;
  const code = oneTimeCode(seed, now);
  for (const ms of [-30_000, 0, 30_000]) assert.equal(isOneTimeCode(seed, code, now + ms), true);
  for (const ms of [-90_000, 90_000]) assert.equal(isOneTimeCode(seed, code, now + ms), false);
  for (const wrong of ['', '1', `${code}0`]) assert.equal(isOneTimeCode(seed, wrong, now), false);
});
