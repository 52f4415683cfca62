import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { afterKey, compareKeys, prefixRange, tupleKey } from './keys.ts';

const bySign = Math.sign;

test('keys of strings sort as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      assert.equal(
        bySign(compareKeys(tupleKey(a), tupleKey(b))),
        bySign(Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
    }),
  );
});

test('keys of numbers sort by value', () => {
  const number = fc.double({ noNaN: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      assert.equal(bySign(compareKeys(tupleKey(a), tupleKey(b))), a === b ? 0 : a < b ? -1 : 1);
    }),
  );
});

test('keys of bytes sort as the bytes do, part by part', () => {
  const part = fc.uint8Array({ maxLength: 4, max: 3 });
  fc.assert(
    fc.property(part, part, part, part, (a, b, c, d) => {
      const first = bySign(Buffer.compare(a, c));
      assert.equal(
        bySign(compareKeys(tupleKey(a, b), tupleKey(c, d))),
        first === 0 ? bySign(Buffer.compare(b, d)) : first,
      );
    }),
  );
});

test('a prefix range holds the keys that continue it and no others', () => {
  const { from, to } = prefixRange(tupleKey('table', 'a'));
  const inside = (key: Uint8Array) => compareKeys(key, from) >= 0 && compareKeys(key, to) < 0;
  assert.ok(inside(tupleKey('table', 'a', 'x')));
  assert.ok(inside(tupleKey('table', 'a', 7, 'y')));
  assert.ok(!inside(tupleKey('table', 'ab')));
  assert.ok(!inside(tupleKey('table', 'a\u0000', 'x')));
  assert.deepEqual(prefixRange(new Uint8Array([1, 255, 255])).to, new Uint8Array([2]));
});

test('nothing sorts between a key and the one after it', () => {
  const key = tupleKey('a');
  assert.ok(compareKeys(key, afterKey(key)) < 0);
  assert.deepEqual(afterKey(key), new Uint8Array([...key, 0]));
});
