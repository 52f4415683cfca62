import type { Key } from './store.ts';

const BYTES = 1;
const STRING = 2;
const NUMBER = 3;
const END = 0;
/** Follows a zero byte that belongs to the value: greater than any type byte, so that order is kept. */
const ESCAPE = 0xff;

/**
 * A key of several parts that sorts as the parts sort one by one: bytes before strings before numbers, bytes and strings by
 * their bytes (UTF-8), numbers by value. No key is the beginning of another with the same number of parts.
 */
export function tupleKey(...parts: readonly (string | number | Uint8Array)[]): Key {
  const out: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') appendNumber(out, part);
    else appendBytes(out, typeof part === 'string' ? STRING : BYTES, Buffer.from(part));
  }
  return Uint8Array.from(out);
}

function appendBytes(out: number[], type: number, bytes: Uint8Array): void {
  out.push(type);
  for (const byte of bytes) {
    out.push(byte);
    if (byte === 0) out.push(ESCAPE);
  }
  out.push(END);
}

function appendNumber(out: number[], value: number): void {
  if (Number.isNaN(value)) throw new RangeError('a key cannot hold NaN');
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  const negative = value < 0;
  out.push(NUMBER);
  for (const [at, byte] of bytes.entries()) out.push(negative ? byte ^ 0xff : at === 0 ? byte ^ 0x80 : byte);
}

/** The rows whose keys begin with `key`: every key with `from` <= key < `to`. */
export function prefixRange(key: Key): { readonly from: Key; readonly to: Key } {
  return { from: key, to: afterPrefix(key) };
}

/** The first key after all keys that begin with `key`. */
export function afterPrefix(key: Key): Key {
  let length = key.length;
  while (length > 0 && key[length - 1] === 0xff) length--;
  if (length === 0) throw new RangeError('no key comes after this prefix');
  const to = key.slice(0, length);
  to[length - 1] = (to[length - 1] ?? 0) + 1;
  return to;
}

/** The first key after `key` itself. */
export function afterKey(key: Key): Key {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

/** Below zero when `a` sorts before `b`, zero when they are equal. */
export function compareKeys(a: Key, b: Key): number {
  return Buffer.compare(a, b);
}
