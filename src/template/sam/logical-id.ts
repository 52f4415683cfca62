import { createHash } from 'node:crypto';
import type { Tree } from './tree.ts';
import { stableJson } from './tree.ts';

/** The SHA-1 that SAM takes of a text or of a value's compact JSON, in lower-case hex. */
export function dataHash(data: Tree): string {
  return createHash('sha1')
    .update(typeof data === 'string' ? data : stableJson(data))
    .digest('hex');
}

/** A logical id that changes with `data`: the first ten hex digits of the hash behind the prefix. */
export function hashedLogicalId(prefix: string, data: Tree): string {
  return data === '' ? prefix : prefix + dataHash(data).slice(0, 10);
}

/** What a stage's name adds to a logical id: the name where it is alphanumeric, else `otherwise` and a hash. */
export function stageSuffix(stageName: Tree | undefined): { readonly name: string } | { readonly hash: string } {
  if (typeof stageName !== 'string') return { hash: '' };
  return /^[A-Za-z0-9]+$/.test(stageName) ? { name: stageName } : { hash: dataHash(stageName).slice(0, 10) };
}
