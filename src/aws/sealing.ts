import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { tupleKey } from '../store/keys.ts';
import type { Store } from '../store/store.ts';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORM = 1;

/** Bytes that only samlet reads and that nobody changes without being noticed: AES-256-GCM. */
export interface Sealing {
  /** @param boundTo what has to be said again to open it */
  seal(content: Uint8Array, boundTo: string): Buffer;
  /** `undefined` for what was not sealed with this key, or bound to something else. */
  open(sealed: Uint8Array, boundTo: string): Buffer | undefined;
  /** A secret that is always the same for `name`: 40 characters of base64. */
  secretFor(name: string): string;
}

/** @param key of 32 bytes or more; each `purpose` has keys of its own */
export function sealing(key: Uint8Array, purpose: string): Sealing {
  const derived = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `samlet ${purpose} ${use}`, KEY_BYTES));
  const sealKey = derived('seal');
  const secretKey = derived('secret');
  return {
    seal(content, boundTo) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(boundTo));
      return Buffer.concat([Buffer.of(FORM), iv, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, boundTo) {
      const end = sealed.length - TAG_BYTES;
      if (sealed[0] !== FORM || end < 1 + IV_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(1, 1 + IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(boundTo)).setAuthTag(sealed.subarray(end));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES, end)), decipher.final()]);
      } catch {
        return undefined;
      }
    },
    secretFor: (name) => createHmac('sha256', secretKey).update(name).digest('base64').slice(0, 40),
  };
}

const KEY_ROW = tupleKey('aws', 'sealing-key');

/** The key that seals session tokens, made once and kept in the store: tokens survive a restart, and nothing else opens them. */
export async function sealingKey(store: Store): Promise<Uint8Array> {
  const made = randomBytes(KEY_BYTES);
  return store.update([KEY_ROW], ([known]) => ({
    writes: known === undefined ? [[KEY_ROW, made]] : [],
    result: known ?? made,
  }));
}
