import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CachedAnswer } from './response-cache.ts';

/** An answer that is kept encrypted. */
export interface SealedAnswer {
  readonly sealed: Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;

/** Lives as long as the process, as the cache does: what is left of its memory afterwards cannot be read. */
const key = randomBytes(32);

/** What encryption adds to an answer. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES + LENGTH_BYTES;

/** Nonce, tag, and the encrypted length of the head, head and body. */
export function seal({ status, headers, body }: CachedAnswer): SealedAnswer {
  const isText = typeof body === 'string';
  const head = Buffer.from(JSON.stringify({ status, headers, isText }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const text = [cipher.update(length), cipher.update(head), isText ? cipher.update(body, 'utf8') : cipher.update(body)];
  text.push(cipher.final());
  const parts = [nonce, cipher.getAuthTag(), ...text];
  const sealed = Buffer.allocUnsafeSlow(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) at += part.copy(sealed, at);
  return { sealed };
}

export function open({ sealed }: SealedAnswer): CachedAnswer {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES));
  const textAt = NONCE_BYTES + TAG_BYTES;
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, textAt));
  const text = Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]);
  const bodyAt = LENGTH_BYTES + text.readUInt32BE(0);
  const { status, headers, isText } = JSON.parse(text.toString('utf8', LENGTH_BYTES, bodyAt));
  return { status, headers, body: isText ? text.toString('utf8', bodyAt) : text.subarray(bodyAt) };
}
