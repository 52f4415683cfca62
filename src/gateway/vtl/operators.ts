import type { BinaryOperator } from './ast.ts';
import { isNull, isNumber, JavaDouble, JavaList, JavaMap, NOTHING, print } from './values.ts';

type Num = number | bigint | JavaDouble;

/** `+ - * / %`; `undefined` where Velocity has no result (no numbers, division by zero). */
export function calculate(operator: BinaryOperator, left: unknown, right: unknown): unknown {
  if (!isNumber(left) || !isNumber(right)) return undefined;
  if (left instanceof JavaDouble || right instanceof JavaDouble) {
    return new JavaDouble(ofDoubles(operator, toNumber(left), toNumber(right)));
  }
  if ((operator === '/' || operator === '%') && Number(right) === 0) return undefined;
  if (typeof left === 'number' && typeof right === 'number') {
    const result = ofIntegers(operator, left, right);
    if (Number.isSafeInteger(result)) return result + 0;
  }
  return narrow(ofBigInts(operator, BigInt(left), BigInt(right)));
}

function ofDoubles(operator: BinaryOperator, left: number, right: number): number {
  return operator === '/' ? left / right : arithmetic(operator, left, right);
}

function ofIntegers(operator: BinaryOperator, left: number, right: number): number {
  return operator === '/' ? Math.trunc(left / right) : arithmetic(operator, left, right);
}

function arithmetic(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return left % right;
  }
}

const MAX_BITS = 1n << 4096n;

function ofBigInts(operator: BinaryOperator, left: bigint, right: bigint): bigint {
  if (left > MAX_BITS || left < -MAX_BITS) return left;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    default:
      return left % right;
  }
}

function narrow(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

export function toNumber(value: Num): number {
  return value instanceof JavaDouble ? value.value : Number(value);
}

/** `< <= > >=`: of numbers only; anything else is not true. */
export function compare(operator: BinaryOperator, left: unknown, right: unknown): boolean {
  if (!isNumber(left) || !isNumber(right)) return false;
  const [a, b] = comparable(left, right);
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

function comparable(left: Num, right: Num): [number | bigint, number | bigint] {
  return [left instanceof JavaDouble ? left.value : left, right instanceof JavaDouble ? right.value : right];
}

/** `==`: numbers by value, things of one class by `equals`, all else by their text. */
export function looselyEqual(left: unknown, right: unknown): boolean {
  if (left === NOTHING || right === NOTHING) return isNullOrEmpty(left) && isNullOrEmpty(right);
  if (isNull(left) || isNull(right)) return isNull(left) && isNull(right);
  if (isNumber(left) && isNumber(right)) return sameNumber(left, right);
  if (classOf(left) === classOf(right)) return equals(left, right);
  return print(left) === print(right);
}

function isNullOrEmpty(value: unknown): boolean {
  return isNull(value) || value === '';
}

function sameNumber(left: Num, right: Num): boolean {
  const [a, b] = comparable(left, right);
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are compared by value
  return a == b;
}

/** As Java's `equals`: of one class, and the same within. */
export function equals(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isNull(left) || isNull(right)) return isNull(left) && isNull(right);
  if (left instanceof JavaDouble && right instanceof JavaDouble) return left.value === right.value;
  if (left instanceof JavaList && right instanceof JavaList) {
    return left.items.length === right.items.length && left.items.every((item, at) => equals(item, right.items[at]));
  }
  if (left instanceof JavaMap && right instanceof JavaMap) {
    if (left.entries.size !== right.entries.size) return false;
    return [...left.entries].every(([key, value]) => right.entries.has(key) && equals(value, right.entries.get(key)));
  }
  return false;
}

function classOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return value.constructor;
}
