import type { GetFederationTokenCommandInput, GetFederationTokenCommandOutput } from '@aws-sdk/client-sts';
import { type AccessCheck, accessByInput, requestTags } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { accessDenied, checkedDuration, NAME, required } from './refusals.ts';
import { credentialsAnswer } from './session-answer.ts';
import { packedSize, sessionPolicies } from './session-policies.ts';
import { givenTags, sessionTags } from './session-tags.ts';
import type { StsState } from './state.ts';

const ROOT_SECONDS = 3600;
const DEFAULT_SECONDS = 43_200;
const LONGEST_SECONDS = 129_600;

const arnOf = (name: string, account: string) => `arn:aws:sts::${account}:federated-user/${name}`;

/**
 * Temporary keys for a user whom IAM does not know, with what both the caller's policies and the session's allow.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export async function getFederationToken(
  input: GetFederationTokenCommandInput,
  call: CallContext<StsState>,
): Promise<Omit<GetFederationTokenCommandOutput, '$metadata'>> {
  const { state, caller, clock, account } = call;
  const name = required(input.Name, 'name', { min: 2, max: 32, pattern: NAME });
  const asked = checkedDuration(input.DurationSeconds ?? DEFAULT_SECONDS, LONGEST_SECONDS);
  if (caller.session !== undefined) throw accessDenied('Cannot call GetFederationToken with session credentials');
  const tags = sessionTags(input.Tags ?? [], [], undefined);
  const policies = await sessionPolicies(input, call);
  const packed = packedSize(input, tags);
  // AWS shortens a session of the root to an hour.
  const seconds = caller.kind === 'root' ? Math.min(asked, ROOT_SECONDS) : asked;
  const credentials = state.credentials.issueForCaller({
    caller: {
      arn: arnOf(name, account),
      userId: `${account}:${name}`,
      account,
      kind: 'federatedUser',
      issuerArn: caller.arn,
      session: {
        issuedAt: clock.now(),
        // Without policies a federated user may do what policies of resources grant it, and nothing else.
        policies: policies ?? [],
        ...(Object.keys(tags.tags).length > 0 && { tags: tags.tags }),
      },
    },
    durationMs: seconds * 1000,
  });
  return {
    Credentials: credentialsAnswer(credentials),
    FederatedUser: { FederatedUserId: `${account}:${name}`, Arn: arnOf(name, account) },
    PackedPolicySize: packed ?? 0,
  };
}

getFederationToken.access = accessByInput(
  ['sts:GetFederationToken', 'sts:TagSession'],
  (input: GetFederationTokenCommandInput, { account }: CallContext<StsState>): readonly AccessCheck[] => {
    const tags = givenTags(input.Tags);
    const target = { resource: arnOf(String(input.Name), account), context: () => requestTags(tags) };
    return [
      { ...target, action: 'sts:GetFederationToken' },
      ...(Object.keys(tags).length > 0 ? [{ ...target, action: 'sts:TagSession' }] : []),
    ];
  },
);
