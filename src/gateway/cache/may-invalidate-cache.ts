import type { RoutedCall } from '../api-call.ts';

/** Whether a caller has the permission `execute-api:InvalidateCache` on the method. */
export type MayInvalidateCache = (call: RoutedCall) => boolean | Promise<boolean>;

/** Without IAM to ask: the account itself may, callers who did not sign may not. */
export const accountMayInvalidateCache: MayInvalidateCache = ({ caller, backends }) =>
  caller?.kind === 'root' && caller.account === backends.account;
