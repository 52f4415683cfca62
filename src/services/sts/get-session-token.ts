import type { GetSessionTokenCommandInput, GetSessionTokenCommandOutput } from '@aws-sdk/client-sts';
import { NO_PERMISSION_NEEDED } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { checkMfa } from './mfa.ts';
import { accessDenied, checkedDuration } from './refusals.ts';
import { credentialsAnswer } from './session-answer.ts';
import type { StsState } from './state.ts';

const ROOT_SECONDS = 3600;
const DEFAULT_SECONDS = 43_200;
const LONGEST_SECONDS = 129_600;

/**
 * Temporary keys that act for the caller itself, and say whether it showed its MFA device.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 *
 * Unlike AWS: the keys may call IAM without MFA, too.
 */
export async function getSessionToken(
  input: GetSessionTokenCommandInput,
  call: CallContext<StsState>,
): Promise<Omit<GetSessionTokenCommandOutput, '$metadata'>> {
  const { state, caller, clock } = call;
  const asked = checkedDuration(input.DurationSeconds ?? DEFAULT_SECONDS, LONGEST_SECONDS);
  if (caller.session !== undefined) throw accessDenied('Cannot call GetSessionToken with session credentials');
  const mfaAuthenticatedAt = (await checkMfa(input, call)) ? clock.now() : undefined;
  // AWS shortens a root session to an hour.
  const seconds = caller.kind === 'root' ? Math.min(asked, ROOT_SECONDS) : asked;
  const credentials = state.credentials.issueForCaller({
    caller: {
      ...caller,
      session: { issuedAt: clock.now(), ...(mfaAuthenticatedAt !== undefined && { mfaAuthenticatedAt }) },
    },
    durationMs: seconds * 1000,
  });
  return { Credentials: credentialsAnswer(credentials) };
}

getSessionToken.access = NO_PERMISSION_NEEDED;
