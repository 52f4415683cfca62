import { ServiceError } from '../../../aws/service-error.ts';

const MAX_DIGITS = 38;
const MAX_MAGNITUDE = 125;
const MIN_MAGNITUDE = -130;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const PLAIN_INTEGER = /^-?[1-9]\d{0,14}$/;
const INT64_MAX = 2n ** 63n - 1n;

/** A number as sign, significant digits (no zero at either end, '' for zero) and the power of ten of the first digit. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly magnitude: number;
}

const ZERO: Decimal = { negative: false, digits: '', magnitude: 0 };

/**
 * DynamoDB's plain decimal form: '1.0' -> '1', '1E2' -> '100', '-0' -> '0'. Throws ValidationException for what is no
 * number, has more than 38 digits, or lies outside 1E-130 .. 9.99E+125.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
 */
export function normalizeNumber(text: string): string {
  if (text === '0' || PLAIN_INTEGER.test(text)) return text;
  return plainText(checked(parse(text)));
}

/** Negative, zero or positive, as for Array.prototype.sort. Takes normalized numbers. */
export function compareNumbers(a: string, b: string): number {
  // Doubles keep the order of decimals of up to 15 digits.
  if (a.length <= 15 && b.length <= 15) return Number(a) - Number(b);
  if (a === b) return 0;
  const x = ofPlainText(a);
  const y = ofPlainText(b);
  const signs = signOf(x) - signOf(y);
  if (signs !== 0) return signs;
  const larger = x.negative ? -1 : 1;
  if (x.magnitude !== y.magnitude) return x.magnitude > y.magnitude ? larger : -larger;
  if (x.digits === y.digits) return 0;
  return x.digits > y.digits ? larger : -larger;
}

/** Exact. Takes normalized numbers. Throws ValidationException when the result has more than 38 digits or leaves the range. */
export function addNumbers(a: string, b: string): string {
  if (isSmallInteger(a) && isSmallInteger(b)) return String(Number(a) + Number(b));
  return sum(ofPlainText(a), ofPlainText(b));
}

/** Exact. Takes normalized numbers. Throws ValidationException when the result has more than 38 digits or leaves the range. */
export function subtractNumbers(a: string, b: string): string {
  if (isSmallInteger(a) && isSmallInteger(b)) return String(Number(a) - Number(b));
  const subtrahend = ofPlainText(b);
  return sum(ofPlainText(a), { ...subtrahend, negative: !subtrahend.negative });
}

/**
 * Bytes that sort as the numbers do; equal numbers have equal bytes, and no encoding is a prefix of another.
 * Form: sign, magnitude, two digits a byte, terminator; all but the sign complemented for negative numbers.
 */
export function numberKeyBytes(text: string): Uint8Array {
  const { negative, digits, magnitude } = ofPlainText(normalizeNumber(text));
  if (digits === '') return Uint8Array.of(0x80);
  const pairs = (digits.length + 1) >> 1;
  const bytes = new Uint8Array(pairs + 3);
  const flip = negative ? 0xff : 0;
  bytes[0] = negative ? 0x7f : 0x81;
  bytes[1] = (magnitude - MIN_MAGNITUDE) ^ flip;
  for (let pair = 0; pair < pairs; pair++) {
    const tens = digits.charCodeAt(pair * 2) - 48;
    const ones = pair * 2 + 1 < digits.length ? digits.charCodeAt(pair * 2 + 1) - 48 : 0;
    bytes[pair + 2] = (tens * 10 + ones + 1) ^ flip;
  }
  bytes[pairs + 2] = flip;
  return bytes;
}

/**
 * What a number counts for in an item's size. AWS rounds up on each side of the decimal point, unlike what its guide
 * says: '15' costs 2 bytes and '1.5' costs 3.
 */
export function numberSizeBytes(text: string): number {
  const { negative, digits, magnitude } = ofPlainText(text);
  if (digits === '') return 1;
  const beforePoint = Math.max(0, magnitude + 1);
  const fraction = Math.max(0, digits.length - beforePoint);
  const integer = fraction === 0 ? digits.length : beforePoint;
  return 1 + Math.ceil(integer / 2) + Math.ceil(fraction / 2) + (negative ? 1 : 0);
}

function isSmallInteger(text: string): boolean {
  return text.length <= 15 && !text.includes('.');
}

function signOf(value: Decimal): number {
  if (value.digits === '') return 0;
  return value.negative ? -1 : 1;
}

function refuse(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

function notNumeric(text: string): ServiceError {
  return refuse(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`);
}

function outOfRange(magnitude: number): ServiceError {
  return magnitude > 0
    ? refuse('Number overflow. Attempting to store a number with magnitude larger than supported range')
    : refuse('Number underflow. Attempting to store a number with magnitude smaller than supported range');
}

function parse(text: string): Decimal {
  const match = DECIMAL.exec(text);
  const integer = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || (integer === '' && fraction === '')) throw notNumeric(text);
  const exponentText = match[4] ?? '0';
  if (exponentText.length > 15) {
    const exponent = BigInt(exponentText.replace('+', ''));
    if (exponent > INT64_MAX || exponent < -INT64_MAX - 1n) throw notNumeric(text);
    throw outOfRange(exponent > 0n ? 1 : -1);
  }
  const exponent = Number(exponentText);
  const all = integer + fraction;
  const leadingZeros = countLeadingZeros(all);
  if (leadingZeros === all.length) {
    // AWS checks the range of zero by the exponent it is written with.
    if (exponent > MAX_MAGNITUDE || exponent < MIN_MAGNITUDE) throw outOfRange(exponent);
    return ZERO;
  }
  return {
    negative: match[1] === '-',
    digits: stripTrailingZeros(all.slice(leadingZeros)),
    magnitude: integer.length - leadingZeros - 1 + exponent,
  };
}

/** `parse` for text that is already in plain form, without its checks. */
function ofPlainText(text: string): Decimal {
  if (text === '0') return ZERO;
  const negative = text.charCodeAt(0) === 45;
  const unsigned = negative ? text.slice(1) : text;
  const point = unsigned.indexOf('.');
  const integerLength = point < 0 ? unsigned.length : point;
  const all = point < 0 ? unsigned : unsigned.slice(0, point) + unsigned.slice(point + 1);
  const leadingZeros = countLeadingZeros(all);
  return {
    negative,
    digits: stripTrailingZeros(all.slice(leadingZeros)),
    magnitude: integerLength - leadingZeros - 1,
  };
}

function countLeadingZeros(digits: string): number {
  let count = 0;
  while (count < digits.length && digits.charCodeAt(count) === 48) count++;
  return count;
}

function stripTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}

function checked(value: Decimal): Decimal {
  if (value.magnitude > MAX_MAGNITUDE || value.magnitude < MIN_MAGNITUDE) throw outOfRange(value.magnitude);
  if (value.digits.length > MAX_DIGITS) {
    throw refuse('Attempting to store more than 38 significant digits in a Number');
  }
  return value;
}

function plainText({ negative, digits, magnitude }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (magnitude < 0) return `${sign}0.${'0'.repeat(-magnitude - 1)}${digits}`;
  if (digits.length <= magnitude + 1) return sign + digits + '0'.repeat(magnitude + 1 - digits.length);
  return `${sign}${digits.slice(0, magnitude + 1)}.${digits.slice(magnitude + 1)}`;
}

function sum(a: Decimal, b: Decimal): string {
  if (a.digits === '') return plainText(checked(b.digits === '' ? ZERO : b));
  if (b.digits === '') return plainText(checked(a));
  const scale = Math.max(a.digits.length - a.magnitude, b.digits.length - b.magnitude) - 1;
  const total = scaled(a, scale) + scaled(b, scale);
  if (total === 0n) return '0';
  const digits = (total < 0n ? -total : total).toString();
  return plainText(
    checked({
      negative: total < 0n,
      digits: stripTrailingZeros(digits),
      magnitude: digits.length - 1 - scale,
    }),
  );
}

/** The value times 10^scale, which must make it whole. */
function scaled(value: Decimal, scale: number): bigint {
  const zeros = scale + value.magnitude + 1 - value.digits.length;
  const whole = BigInt(value.digits) * 10n ** BigInt(zeros);
  return value.negative ? -whole : whole;
}
