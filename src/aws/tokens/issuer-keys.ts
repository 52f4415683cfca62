import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../../std/clock.ts';
import { Lru } from '../../std/lru.ts';
import type { FetchJson } from './fetch-json.ts';

/** A public key of an identity provider. */
export interface IssuerKey {
  readonly id: string | undefined;
  readonly key: KeyObject;
}

export interface IssuerKeys {
  /**
   * The keys that may have signed with `keyId`, read over the provider's discovery document and kept for a while. Rejects
   * when the provider cannot be reached, or answers something else.
   */
  find(issuer: string, keyId: string | undefined): Promise<readonly IssuerKey[]>;
}

const PROVIDERS_KEPT = 100;
const KEPT_MS = 3_600_000;
/** A token with an unknown key asks again, but not each one: tokens are anybody's to make. */
const ASKED_AGAIN_MS = 10_000;

/** Reads `<issuer>/.well-known/openid-configuration` and the JWKS that it names. */
export function issuerKeys(options: { readonly clock: Clock; readonly fetchJson: FetchJson }): IssuerKeys {
  const { clock, fetchJson } = options;
  const known = new Lru<string, { readonly keys: readonly IssuerKey[]; readonly readAt: number }>(PROVIDERS_KEPT);

  const read = async (issuer: string): Promise<readonly IssuerKey[]> => {
    const discovery = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const url = member(discovery, 'jwks_uri');
    if (typeof url !== 'string') throw new Error(`The discovery document of ${issuer} has no jwks_uri`);
    const listed = member(await fetchJson(url), 'keys');
    if (!Array.isArray(listed)) throw new Error(`${url} has no keys`);
    const keys = listed.flatMap(readKey);
    known.set(issuer, { keys, readAt: clock.now() });
    return keys;
  };
  const matching = (keys: readonly IssuerKey[], keyId: string | undefined) =>
    keys.filter(({ id }) => keyId === undefined || id === undefined || id === keyId);

  return {
    async find(issuer, keyId) {
      const before = known.get(issuer);
      if (before !== undefined && clock.now() - before.readAt < KEPT_MS) {
        const found = matching(before.keys, keyId);
        if (found.length > 0 || clock.now() - before.readAt < ASKED_AGAIN_MS) return found;
      }
      return matching(await read(issuer), keyId);
    },
  };
}

/** A key that cannot be read, or is not for signatures, is passed over. */
function readKey(jwk: unknown): readonly IssuerKey[] {
  if (typeof jwk !== 'object' || jwk === null || (member(jwk, 'use') ?? 'sig') !== 'sig') return [];
  const id = member(jwk, 'kid');
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return [{ id: typeof id === 'string' ? id : undefined, key }];
  } catch {
    return [];
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
