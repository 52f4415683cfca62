import { createHmac, hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/** The HMAC-SHA256 of texts under one key, in hex. Only ASCII texts. */
export type HmacSha256 = (text: string) => string;

/**
 * Prepares a key. Two one-shot hashes over its prepared blocks cost half of an HMAC object, and a hash that answers hex a
 * third of one that makes a Buffer.
 */
export function hmacSha256(key: Uint8Array): HmacSha256 {
  if (key.length > BLOCK_BYTES) return (text) => createHmac('sha256', key).update(text).digest('hex');
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);
  let inner = Buffer.alloc(BLOCK_BYTES * 4, 0x36);
  for (const [at, byte] of key.entries()) {
    outer[at] = byte ^ 0x5c;
    inner[at] = byte ^ 0x36;
  }
  return (text) => {
    const length = BLOCK_BYTES + text.length;
    if (inner.length < length) inner = Buffer.concat([inner.subarray(0, BLOCK_BYTES)], length * 2);
    inner.write(text, BLOCK_BYTES, 'latin1');
    outer.write(hash('sha256', inner.subarray(0, length), 'hex'), BLOCK_BYTES, 'hex');
    return hash('sha256', outer, 'hex');
  };
}
