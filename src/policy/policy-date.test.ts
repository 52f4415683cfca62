import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyDate } from './policy-date.ts';

const cases: readonly [string, string | undefined][] = [
  ['2020-04-01T00:00:00Z', '2020-04-01T00:00:00.000Z'],
  ['2020-04-01t02:30:00.593194+02:30', '2020-04-01T00:00:00.593Z'],
  ['2020-04-01T00:00-05', '2020-04-01T05:00:00.000Z'],
  ['2020-04-01', '2020-04-01T00:00:00.000Z'],
  ['2020-04', '2020-04-01T00:00:00.000Z'],
  ['2020', '2020-01-01T00:00:00.000Z'],
  ['1585699200', '2020-04-01T00:00:00.000Z'],
  ['1585699200.5', '2020-04-01T00:00:00.500Z'],
  ['-1', '1969-12-31T23:59:59.000Z'],
  ['2020-13-01', undefined],
  ['2020-04-01T25:00:00Z', undefined],
  ['2020-04-01T00:00:00+1', undefined],
  ['234-13', undefined],
  ['9223372036854775808', undefined],
  ['tomorrow', undefined],
  ['', undefined],
];

for (const [text, expected] of cases) {
  test(`'${text}' is ${expected ?? 'no date'}`, () => {
    const date = policyDate(text);
    assert.equal(date === undefined ? undefined : new Date(date).toISOString(), expected);
  });
}
