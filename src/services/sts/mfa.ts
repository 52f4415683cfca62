import { isOneTimeCode } from '../../aws/one-time-code.ts';
import type { CallContext } from '../../aws/service.ts';
import { accessDenied, checked } from './refusals.ts';
import type { StsState } from './state.ts';

interface GivenCode {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/** Whether a request claims that its caller has an MFA device at hand. */
export const showsMfa = ({ SerialNumber, TokenCode }: GivenCode): boolean =>
  SerialNumber !== undefined && TokenCode !== undefined;

/**
 * Verifies the code of the caller's MFA device; false when the request has none.
 *
 * Unlike AWS: the root may name a device that IAM does not know, with any code, so that scripts that pass one work.
 */
export async function checkMfa(given: GivenCode, { caller, clock, state }: CallContext<StsState>): Promise<boolean> {
  const { SerialNumber, TokenCode } = given;
  if (SerialNumber !== undefined) {
    checked(SerialNumber, 'serialNumber', { min: 9, max: 256, pattern: /[\w+=/:,.@-]*/ });
  }
  if (TokenCode !== undefined) checked(TokenCode, 'tokenCode', { min: 6, max: 6, pattern: /[\d]*/ });
  if (SerialNumber === undefined && TokenCode === undefined) return false;
  if (SerialNumber === undefined || TokenCode === undefined) {
    throw accessDenied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.');
  }
  const device = await state.credentials.mfaDevice(SerialNumber);
  if (device === undefined && caller.kind === 'root') return true;
  if (device === undefined || device.userArn !== caller.arn) {
    throw accessDenied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    );
  }
  if (!isOneTimeCode(device.seed, TokenCode, clock.now())) {
    throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
  }
  return true;
}
