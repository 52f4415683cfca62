import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AttributeValue } from './attribute-value.ts';
import { compareStrings, compareValues, equalValues } from './compare.ts';

test('equality looks at type and content, and at no order in sets', () => {
  const equal: [AttributeValue, AttributeValue][] = [
    [{ S: 'a' }, { S: 'a' }],
    [{ N: '1.5' }, { N: '1.5' }],
    [{ B: 'AA==' }, { B: 'AA==' }],
    [{ BOOL: true }, { BOOL: true }],
    [{ NULL: true }, { NULL: true }],
    [{ SS: ['a', 'b'] }, { SS: ['b', 'a'] }],
    [{ NS: ['1', '2'] }, { NS: ['2', '1'] }],
    [{ BS: ['AA==', 'AQ=='] }, { BS: ['AQ==', 'AA=='] }],
    [{ L: [{ S: 'a' }, { NS: ['1', '2'] }] }, { L: [{ S: 'a' }, { NS: ['2', '1'] }] }],
    [{ M: { a: { S: 'x' }, b: { L: [] } } }, { M: { b: { L: [] }, a: { S: 'x' } } }],
  ];
  for (const [a, b] of equal) assert.ok(equalValues(a, b), JSON.stringify([a, b]));
  const different: [AttributeValue, AttributeValue][] = [
    [{ S: '1' }, { N: '1' }],
    [{ S: 'AA==' }, { B: 'AA==' }],
    [{ BOOL: true }, { BOOL: false }],
    [{ SS: ['a'] }, { SS: ['a', 'b'] }],
    [{ SS: ['1'] }, { NS: ['1'] }],
    [{ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] }],
    [{ L: [] }, { M: {} }],
    [{ M: { a: { S: 'x' } } }, { M: { b: { S: 'x' } } }],
    [{ M: { a: { S: 'x' } } }, { M: { a: { S: 'x' }, b: { S: 'x' } } }],
    [{ M: { toString: { S: 'x' } } }, { M: { a: { S: 'x' } } }],
  ];
  for (const [a, b] of different) assert.ok(!equalValues(a, b), JSON.stringify([a, b]));
});

test('only strings, numbers and binaries of one type have an order', () => {
  const sign = (a: AttributeValue, b: AttributeValue) => {
    const order = compareValues(a, b);
    return order === undefined ? undefined : Math.sign(order);
  };
  assert.equal(sign({ N: '9' }, { N: '10' }), -1);
  assert.equal(sign({ S: '9' }, { S: '10' }), 1);
  assert.equal(sign({ B: 'fw==' }, { B: 'gA==' }), -1);
  assert.equal(sign({ B: 'AA==' }, { B: 'AAA=' }), -1);
  assert.equal(sign({ S: '1' }, { N: '1' }), undefined);
  assert.equal(sign({ BOOL: true }, { BOOL: false }), undefined);
  assert.equal(sign({ L: [] }, { L: [] }), undefined);
});

test('strings sort by their UTF-8 bytes', () => {
  assert.ok(compareStrings('\u{1F600}', '\uFFFD') > 0);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      assert.equal(Math.sign(compareStrings(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
