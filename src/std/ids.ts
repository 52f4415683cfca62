import { createHash, randomFillSync } from 'node:crypto';

/** Where new ids come from: random for a client's call, derived from stack and logical id in a deployment. */
export interface Ids {
  /** A version 4 UUID in lower case. */
  uuid(): string;
  /** `length` characters of 0-9 and a-z, as API Gateway's ids are. */
  lowerAlphanumeric(length: number): string;
  /** `length` characters of 0-9 and A-Z, as access key and unique ids are. */
  upperAlphanumeric(length: number): string;
  /** `length` hex digits in lower case. */
  hex(length: number): string;
}

const LOWER = '0123456789abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

function idsFrom(bytes: (count: number) => Uint8Array): Ids {
  const pick = (alphabet: string, length: number) => {
    let id = '';
    for (const byte of bytes(length)) id += alphabet[byte % alphabet.length];
    return id;
  };
  return {
    uuid() {
      const hex = Buffer.from(bytes(16)).toString('hex');
      const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    lowerAlphanumeric: (length) => pick(LOWER, length),
    upperAlphanumeric: (length) => pick(UPPER, length),
    hex: (length) =>
      Buffer.from(bytes(Math.ceil(length / 2)))
        .toString('hex')
        .slice(0, length),
  };
}

const POOL = new Uint8Array(4096);
let poolUsed = POOL.length;

/** Random bytes from a pool: asking the system for 16 at a time costs a tenth of a request. The slice is used at once. */
function pooledBytes(count: number): Uint8Array {
  if (poolUsed + count > POOL.length) {
    randomFillSync(POOL);
    poolUsed = 0;
  }
  poolUsed += count;
  return POOL.subarray(poolUsed - count, poolUsed);
}

export const randomIds: Ids = idsFrom(pooledBytes);

/** Ids that are the same for the same seed and the same order of calls, so that URLs survive a reset. */
export function derivedIds(...seed: readonly string[]): Ids {
  let counter = 0;
  return idsFrom((count) => {
    const parts: Buffer[] = [];
    for (let have = 0; have < count; have += 32) {
      parts.push(
        createHash('sha256')
          .update(JSON.stringify([...seed, counter++]))
          .digest(),
      );
    }
    return Buffer.concat(parts).subarray(0, count);
  });
}
