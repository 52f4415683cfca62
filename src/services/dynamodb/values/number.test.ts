import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../../aws/service-error.ts';
import {
  addNumbers,
  compareNumbers,
  normalizeNumber,
  numberKeyBytes,
  numberSizeBytes,
  subtractNumbers,
} from './number.ts';

const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const UNDERFLOW = 'Number underflow. Attempting to store a number with magnitude smaller than supported range';
const TOO_LONG = 'Attempting to store more than 38 significant digits in a Number';
const NINES = '9'.repeat(38);

const refusal = (message: string) => (error: unknown) =>
  error instanceof ServiceError && error.code === 'ValidationException' && error.message === message;

test('numbers are stored in plain decimal form', () => {
  const cases: [string, string][] = [
    ['0', '0'],
    ['-0', '0'],
    ['0.000', '0'],
    ['0e125', '0'],
    ['1', '1'],
    ['+1', '1'],
    ['1.0', '1'],
    ['01', '1'],
    ['-001.50', '-1.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1E2', '100'],
    ['1e+2', '100'],
    ['1.5e2', '150'],
    ['1234e-2', '12.34'],
    ['1e-3', '0.001'],
    ['100', '100'],
    ['123456789012345678', '123456789012345678'],
    ['1E125', `1${'0'.repeat(125)}`],
    ['1E-130', `0.${'0'.repeat(129)}1`],
    [NINES, NINES],
    [`${NINES}000`, `${NINES}000`],
    ['9.9999999999999999999999999999999999999E+125', NINES + '0'.repeat(88)],
    ['12345678901234567890.123456789012345678', '12345678901234567890.123456789012345678'],
  ];
  for (const [given, stored] of cases) assert.equal(normalizeNumber(given), stored, given);
});

test('what is no number, or too large, small or long, is refused in AWS words', () => {
  const cases: [string, string][] = [
    ['', 'The parameter cannot be converted to a numeric value'],
    ['abc', 'The parameter cannot be converted to a numeric value: abc'],
    ['1a', 'The parameter cannot be converted to a numeric value: 1a'],
    ['.', 'The parameter cannot be converted to a numeric value: .'],
    ['1e', 'The parameter cannot be converted to a numeric value: 1e'],
    [' 1', 'The parameter cannot be converted to a numeric value:  1'],
    ['0x10', 'The parameter cannot be converted to a numeric value: 0x10'],
    ['NaN', 'The parameter cannot be converted to a numeric value: NaN'],
    ['Infinity', 'The parameter cannot be converted to a numeric value: Infinity'],
    ['1e9223372036854775808', 'The parameter cannot be converted to a numeric value: 1e9223372036854775808'],
    ['1e126', OVERFLOW],
    ['-1e126', OVERFLOW],
    ['0e126', OVERFLOW],
    ['1e99999999999', OVERFLOW],
    ['1e9223372036854775807', OVERFLOW],
    ['1e-131', UNDERFLOW],
    ['0e-131', UNDERFLOW],
    ['1e-99999999999999999', UNDERFLOW],
    [`${NINES}1`, TOO_LONG],
    [`0.${NINES}1`, TOO_LONG],
  ];
  for (const [given, message] of cases) assert.throws(() => normalizeNumber(given), refusal(message), given);
});

test('a number costs what AWS charges for it', () => {
  const cases: [string, number][] = [
    ['0', 1],
    ['1', 2],
    ['12', 2],
    ['123', 3],
    ['1234', 3],
    [NINES, 20],
    ['100', 2],
    ['1010', 3],
    ['0.0000001', 2],
    ['1E125', 2],
    ['1E-100', 2],
    ['1.5', 3],
    ['1.234', 4],
    ['3.14159', 5],
    ['123456', 4],
    ['100.5', 4],
    ['0.15', 2],
    ['-42', 3],
  ];
  for (const [text, bytes] of cases) assert.equal(numberSizeBytes(normalizeNumber(text)), bytes, text);
});

test('sums outside the range or longer than 38 digits are refused', () => {
  const huge = normalizeNumber('9.9e125');
  assert.throws(() => addNumbers(huge, huge), refusal(OVERFLOW));
  assert.throws(() => subtractNumbers(`-${huge}`, huge), refusal(OVERFLOW));
  assert.throws(() => addNumbers(NINES, '0.1'), refusal(TOO_LONG));
  assert.equal(addNumbers(NINES, '1'), `1${'0'.repeat(38)}`);
  assert.equal(subtractNumbers('0', '0'), '0');
  assert.equal(subtractNumbers('0', '5.5'), '-5.5');
  assert.equal(addNumbers('0.1', '0.2'), '0.3');
  assert.equal(addNumbers('999999999999999', '999999999999999'), '1999999999999998');
});

/** coefficient * 10^exponent, both within what 38 digits and the range allow. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -15, max: 15 }))
  .map(([coefficient, exponent]) => ({ coefficient, exponent, text: normalizeNumber(`${coefficient}e${exponent}`) }));
const wide = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.integer({ min: -130, max: 87 }))
  .map(([coefficient, exponent]) => ({ coefficient, exponent, text: normalizeNumber(`${coefficient}e${exponent}`) }));
const scaledBy = ({ coefficient, exponent }: { coefficient: bigint; exponent: number }, shift: number) =>
  coefficient * 10n ** BigInt(exponent + shift);
const plain = (value: bigint, scale: number) => normalizeNumber(`${value}e-${scale}`);

test('sums and differences equal those of whole-number arithmetic', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const sum = scaledBy(a, 15) + scaledBy(b, 15);
      const difference = scaledBy(a, 15) - scaledBy(b, 15);
      const digits = (value: bigint) => value.toString().replace(/^-|0+$/g, '').length;
      if (digits(sum) <= 38) assert.equal(addNumbers(a.text, b.text), plain(sum, 15));
      if (digits(difference) <= 38) assert.equal(subtractNumbers(a.text, b.text), plain(difference, 15));
    }),
  );
});

test('numbers compare as whole-number arithmetic does', () => {
  fc.assert(
    fc.property(wide, wide, (a, b) => {
      const x = scaledBy(a, 130);
      const y = scaledBy(b, 130);
      assert.equal(Math.sign(compareNumbers(a.text, b.text)), x === y ? 0 : x < y ? -1 : 1);
    }),
  );
});

test('normalizing twice changes nothing, and equal values have equal text', () => {
  fc.assert(
    fc.property(wide, fc.integer({ min: 0, max: 5 }), (a, zeros) => {
      assert.equal(normalizeNumber(a.text), a.text);
      if (a.coefficient !== 0n) {
        assert.equal(normalizeNumber(`${a.coefficient * 10n ** BigInt(zeros)}e${a.exponent - zeros}`), a.text);
      }
    }),
  );
});

test('key bytes sort as the numbers do, and none begins another', () => {
  const neighbours = fc.tuple(wide, fc.integer({ min: -1, max: 1 })).map(([a, step]) => {
    const next = a.coefficient + BigInt(step);
    const coefficient = next.toString().replace('-', '').length > 38 ? a.coefficient : next;
    return [a.text, normalizeNumber(`${coefficient}e${a.exponent}`)] as const;
  });
  const pairs = fc.oneof(
    fc.tuple(wide, wide).map(([a, b]) => [a.text, b.text] as const),
    neighbours,
  );
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const x = numberKeyBytes(a);
      const y = numberKeyBytes(b);
      assert.equal(Buffer.compare(x, y), Math.sign(compareNumbers(a, b)), `${a} ${b}`);
      if (a !== b) assert.notDeepEqual(x.subarray(0, y.length), y);
    }),
    { numRuns: 500 },
  );
});

test('key bytes of the extremes sort too', () => {
  const rising = [
    '-9.9e125',
    '-1e125',
    '-100',
    '-99',
    '-1.1',
    '-1',
    '-0.1',
    '-1e-130',
    '0',
    '1e-130',
    '0.1',
    '0.11',
    '1',
    '1.01',
    '9',
    '10',
    '1e125',
  ];
  const bytes = rising.map((text) => numberKeyBytes(text));
  for (let index = 1; index < bytes.length; index++) {
    assert.equal(
      Buffer.compare(bytes[index - 1] ?? Buffer.alloc(0), bytes[index] ?? Buffer.alloc(0)),
      -1,
      rising[index],
    );
  }
});
