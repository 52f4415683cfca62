import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;
const DIGITS = 6;

/** The six digits that a virtual MFA device shows: RFC 6238, SHA-1, steps of 30 seconds. */
export function oneTimeCode(seed: Uint8Array, atMs: number): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(atMs / STEP_MS)));
  const digest = createHmac('sha1', seed).update(step).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** Whether a device with that seed shows `code` now, or one step ago or ahead. */
export function isOneTimeCode(seed: Uint8Array, code: string, nowMs: number): boolean {
  return [0, -STEP_MS, STEP_MS].some((ms) => {
    const expected = Buffer.from(oneTimeCode(seed, nowMs + ms));
    const given = Buffer.from(code);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
