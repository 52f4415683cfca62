import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainScalar } from './plain-scalar.ts';

const cases: readonly (readonly [source: string, value: null | boolean | number | string])[] = [
  ['', null],
  ['~', null],
  ['null', null],
  ['true', true],
  ['True', true],
  ['yes', true],
  ['off', false],
  ['y', 'y'],
  ['nO', 'nO'],
  ['42', 42],
  ['-7', -7],
  ['+7', 7],
  ['1_000', 1000],
  ['0755', 493],
  ['0x1F', 31],
  ['0b101', 5],
  ['3.5', 3.5],
  ['1.0', '1.0'],
  ['2.10', '2.10'],
  ['1e3', '1e3'],
  ['.', '.'],
  ['1.2.3', '1.2.3'],
  ['2010-09-09', '2010-09-09'],
  ['2012-10-17', '2012-10-17'],
  ['012345678901', '012345678901'],
  ['123456789012', 123456789012],
  ['12345678901234567890', '12345678901234567890'],
  ['12:30', '12:30'],
  ['hello', 'hello'],
];

for (const [source, value] of cases) {
  test(`the plain scalar "${source}" is ${typeof value} ${JSON.stringify(value)}`, () =>
    assert.equal(plainScalar(source), value));
}

test('a number that must be one is one however it is written', () => assert.equal(plainScalar('1.0', true), 1));
