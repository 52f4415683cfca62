import type { Key } from './store.ts';

/** What LMDB can hold with pages of 8 KB. */
export const MAX_KEY_BYTES = 4026;

const BYTES = 1;
const STRING = 2;
const NUMBER = 3;
/** Ends bytes and strings: less than a zero byte of the value, which is written as zero and ESCAPE. */
const END = [0, 0] as const;
const ESCAPE = 0xff;

/**
 * A key of several parts that sorts as the parts sort one by one: bytes before strings before numbers, bytes and strings by
 * their bytes (UTF-8), numbers by value. No part's bytes are the beginning of another's.
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
  out.push(...END);
}

function appendNumber(out: number[], value: number): void {
  if (Number.isNaN(value)) throw new RangeError('a key cannot hold NaN');
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  const negative = value < 0;
  out.push(NUMBER);
  for (const [at, byte] of bytes.entries()) out.push(negative ? byte ^ 0xff : at === 0 ? byte ^ 0x80 : byte);
}

/** What the keys of all strings that begin with `start` have in common, as the last part after `parts`. */
export function stringPrefix(parts: readonly string[], start: string): Key {
  return start === '' ? tupleKey(...parts) : tupleKey(...parts, start).subarray(0, -END.length);
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
  const to = new Uint8Array(key.subarray(0, length)); // a slice of a Buffer would share its bytes
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

/** @throws RangeError for a key that no store can hold. */
export function checkKey(key: Key): void {
  if (key.length === 0 || key.length > MAX_KEY_BYTES) {
    throw new RangeError(`a key has 1 to ${MAX_KEY_BYTES} bytes, not ${key.length}`);
  }
}
