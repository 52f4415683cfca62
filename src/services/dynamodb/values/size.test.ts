import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttributeValue } from './attribute-value.ts';
import { itemSizeBytes, valueSizeBytes } from './size.ts';

test('values count as DynamoDB documents it', () => {
  const cases: [AttributeValue, number][] = [
    [{ S: '' }, 0],
    [{ S: 'abc' }, 3],
    [{ S: 'é€\u{1F600}' }, 9],
    [{ N: '123' }, 3],
    [{ B: 'AAECAw==' }, 4],
    [{ BOOL: false }, 1],
    [{ NULL: true }, 1],
    [{ SS: ['ab', 'c'] }, 3],
    [{ NS: ['1', '123'] }, 5],
    [{ BS: ['AAE=', 'AA=='] }, 3],
    [{ L: [] }, 3],
    [{ L: [{ S: 'ab' }, { BOOL: true }] }, 3 + 1 + 2 + 1 + 1],
    [{ M: {} }, 3],
    [{ M: { key: { S: 'ab' } } }, 3 + 1 + 3 + 2],
  ];
  for (const [value, bytes] of cases) assert.equal(valueSizeBytes(value), bytes, JSON.stringify(value));
});

test('an item counts its names and values', () => {
  assert.equal(itemSizeBytes({}), 0);
  assert.equal(itemSizeBytes({ pk: { S: 'abc' }, é: { N: '1' } }), 2 + 3 + 2 + 2);
});
