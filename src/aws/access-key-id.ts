import type { Ids } from '../std/ids.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ID_LENGTH = 20;
/** Of the 80 bits behind the prefix: the first says that an account follows, the next 40 are the account. */
const ACCOUNT_BITS = 40;
const ACCOUNT_SHIFT = 39n;
const MARK = 1n << 79n;

/** `AKIA` of long-term keys, `ASIA` of temporary ones. */
export type AccessKeyPrefix = 'AKIA' | 'ASIA';

/** A new access key id (20 characters), which says its account in AWS's way. */
export function newAccessKeyId(prefix: AccessKeyPrefix, account: string, ids: Ids): string {
  const random = BigInt(`0x${ids.hex(10)}`) & ((1n << ACCOUNT_SHIFT) - 1n);
  const bits = MARK | (BigInt(account) << ACCOUNT_SHIFT) | random;
  let id = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) id += BASE32[Number((bits >> shift) & 31n)];
  return prefix + id;
}

/** The account that an access key id says; `undefined` for ids of another form. */
export function accountOfAccessKeyId(id: string): string | undefined {
  if (id.length !== ID_LENGTH || !/^A[A-Z]IA[Q-Z2-7][A-Z2-7]{15}$/.test(id)) return undefined;
  let bits = 0n;
  for (const character of id.slice(4)) bits = (bits << 5n) | BigInt(BASE32.indexOf(character));
  return String((bits >> ACCOUNT_SHIFT) & ((1n << BigInt(ACCOUNT_BITS)) - 1n)).padStart(12, '0');
}
