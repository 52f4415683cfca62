import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { hmacSha256 } from './hmac-sha256.ts';

test('texts of every length have the HMAC that node:crypto gives them', () => {
  for (const keyBytes of [0, 1, 32, 63, 64, 65, 200]) {
    const key = Uint8Array.from({ length: keyBytes }, (_, at) => (at * 7) % 256);
    const hmac = hmacSha256(key);
    for (const length of [0, 1, 130, 191, 192, 193, 5000, 10]) {
      const text = 'AWS4-HMAC-SHA256\n'.repeat(length).slice(0, length);
      assert.equal(hmac(text), createHmac('sha256', key).update(text).digest('hex'), `${keyBytes} and ${length}`);
    }
  }
});
