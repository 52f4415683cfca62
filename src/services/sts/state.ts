import type { CredentialStore } from '../../aws/credentials.ts';
import type { Platform } from '../platform.ts';
import { fetchJson } from './fetch-json.ts';
import { type IdentityProviderKeys, identityProviderKeys } from './identity-provider-keys.ts';

export interface StsState {
  readonly credentials: CredentialStore;
  /** What the tokens of identity providers are verified with. */
  readonly providerKeys: IdentityProviderKeys;
}

export const newState = ({ credentials, clock }: Platform): StsState => ({
  credentials,
  providerKeys: identityProviderKeys({ clock, fetchJson }),
});
