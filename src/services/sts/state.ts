import type { CredentialStore } from '../../aws/credentials.ts';
import { fetchJson } from '../../aws/tokens/fetch-json.ts';
import { type IssuerKeys, issuerKeys } from '../../aws/tokens/issuer-keys.ts';
import type { Platform } from '../platform.ts';

export interface StsState {
  readonly credentials: CredentialStore;
  /** What the tokens of identity providers are verified with. */
  readonly providerKeys: IssuerKeys;
}

export const newState = ({ credentials, clock }: Platform): StsState => ({
  credentials,
  providerKeys: issuerKeys({ clock, fetchJson }),
});
