import type {
  AssumeRoleWithWebIdentityCommandInput,
  AssumeRoleWithWebIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import { NO_PERMISSION_NEEDED, requestTags } from '../../aws/access.ts';
import { compiledPolicy } from '../../aws/principals.ts';
import type { CallContext } from '../../aws/service.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { globalKeys } from '../../policy/global-keys.ts';
import type { RequestPrincipal } from '../../policy/request-principal.ts';
import { accessDenied, checkedDuration, NAME, required, validation } from './refusals.ts';
import { type AssumableRole, findRole, roleNameOf } from './role.ts';
import { assumedRoleUser, credentialsAnswer } from './session-answer.ts';
import { packedSize, sessionPolicies } from './session-policies.ts';
import { sessionTags } from './session-tags.ts';
import type { StsState } from './state.ts';
import { type VerifiedIdentity, verifiedIdentity } from './verified-identity.ts';

const DEFAULT_SECONDS = 3600;
const LONGEST_SECONDS = 43_200;

/**
 * Temporary keys of a role for who shows a token of an identity provider that the role trusts. The call is not signed.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 *
 * Unlike AWS: tokens of Google, Facebook and Amazon need a provider in IAM, as those of all others do.
 */
export async function assumeRoleWithWebIdentity(
  input: AssumeRoleWithWebIdentityCommandInput,
  call: CallContext<StsState>,
): Promise<Omit<AssumeRoleWithWebIdentityCommandOutput, '$metadata'>> {
  const arn = required(input.RoleArn, 'roleArn', { min: 20, max: 2048 });
  const sessionName = required(input.RoleSessionName, 'roleSessionName', { min: 2, max: 64, pattern: NAME });
  const token = required(input.WebIdentityToken, 'webIdentityToken', { min: 4, max: 20_000 });
  roleNameOf(arn);
  if (input.ProviderId !== undefined) {
    throw validation(
      `samlet does not verify OAuth 2.0 access tokens of ${input.ProviderId}, but tokens of OpenID Connect providers, without ProviderId`,
    );
  }
  const seconds = checkedDuration(input.DurationSeconds ?? DEFAULT_SECONDS, LONGEST_SECONDS);
  const policies = await sessionPolicies(input, call);
  const identity = await verifiedIdentity(token, call);
  const tags = sessionTags(identity.tags, identity.transitiveTagKeys, undefined);
  const packed = packedSize(input, tags);

  const role = await findRole(arn, call);
  if (role === undefined || !isTrusted(identity, { role, sessionName, tags: tags.tags, call })) {
    throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  if (seconds > role.maxSessionSeconds) {
    throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  const { sourceIdentity } = identity;
  const credentials = call.state.credentials.issueForRole({
    roleArn: role.arn,
    roleId: role.id,
    sessionName,
    durationMs: seconds * 1000,
    session: {
      federatedProvider: identity.providerArn,
      contextKeys: identity.contextKeys,
      ...(policies !== undefined && { policies }),
      ...(Object.keys(tags.tags).length > 0 && { tags: tags.tags }),
      ...(tags.transitiveKeys.length > 0 && { transitiveTagKeys: tags.transitiveKeys }),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    },
  });
  return {
    Credentials: credentialsAnswer(credentials),
    SubjectFromWebIdentityToken: identity.subject,
    AssumedRoleUser: assumedRoleUser(role, sessionName, call.account),
    Provider: identity.providerArn,
    Audience: identity.audience,
    ...(packed !== undefined && { PackedPolicySize: packed }),
    ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
  };
}

// The role's trust policy alone decides, about the identity in the token.
assumeRoleWithWebIdentity.access = NO_PERMISSION_NEEDED;

function isTrusted(
  identity: VerifiedIdentity,
  asked: {
    readonly role: AssumableRole;
    readonly sessionName: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly call: CallContext<StsState>;
  },
): boolean {
  const { role, sessionName, tags, call } = asked;
  const principal: RequestPrincipal = { kind: 'federated', provider: identity.providerArn };
  const context = {
    ...globalKeys(principal, { nowMs: call.clock.now(), secureTransport: true, region: call.region, ...call.origin }),
    ...identity.contextKeys,
    ...requestTags(tags),
    'sts:RoleSessionName': sessionName,
    'sts:SourceIdentity': identity.sourceIdentity,
    ...(identity.transitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': identity.transitiveTagKeys }),
  };
  const trust = [compiledPolicy({ id: `trust policy of ${role.name}`, text: role.trustPolicy })];
  const actions = [
    'sts:AssumeRoleWithWebIdentity',
    ...(Object.keys(tags).length > 0 ? ['sts:TagSession'] : []),
    ...(identity.sourceIdentity !== undefined ? ['sts:SetSourceIdentity'] : []),
  ];
  return actions.every(
    (action) => evaluate({ principal, action, resource: role.arn, context }, { trust }).result === 'allowed',
  );
}
