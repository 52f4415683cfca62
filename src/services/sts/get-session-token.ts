import type { GetSessionTokenCommandInput, GetSessionTokenCommandOutput } from '@aws-sdk/client-sts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { constraint } from './refusals.ts';
import type { StsState } from './state.ts';

/** Temporary keys that act for the caller itself. */
export function getSessionToken(
  input: GetSessionTokenCommandInput,
  { state, caller }: CallContext<StsState>,
): Omit<GetSessionTokenCommandOutput, '$metadata'> {
  const { DurationSeconds = caller.kind === 'root' ? 3600 : 43_200 } = input;
  if (DurationSeconds < 900) {
    throw constraint('durationSeconds', DurationSeconds, 'Member must have value greater than or equal to 900');
  }
  if (DurationSeconds > 129_600) {
    throw constraint('durationSeconds', DurationSeconds, 'Member must have value less than or equal to 129600');
  }
  if (caller.kind === 'assumedRole') {
    throw new ServiceError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
  }
  // AWS shortens a root session to an hour.
  const seconds = caller.kind === 'root' ? Math.min(DurationSeconds, 3600) : DurationSeconds;
  const credentials = state.credentials.issueForCaller({ caller, durationMs: seconds * 1000 });
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(credentials.expiresAt ?? 0),
    },
  };
}
