import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { type AccessCheck, accessByInput, requestTags } from '../../aws/access.ts';
import { compiledPolicy } from '../../aws/principals.ts';
import type { CallContext } from '../../aws/service.ts';
import type { RequestContext } from '../../policy/request-context.ts';
import { checkMfa, showsMfa } from './mfa.ts';
import { accessDenied, checked, checkedDuration, NAME, required, validation } from './refusals.ts';
import { type AssumableRole, findRole, roleNameOf } from './role.ts';
import { assumedRoleUser, credentialsAnswer } from './session-answer.ts';
import { packedSize, sessionPolicies } from './session-policies.ts';
import { givenTags, sessionTags } from './session-tags.ts';
import type { StsState } from './state.ts';

const CHAINED_SECONDS = 3600;
const LONGEST_SECONDS = 43_200;

/**
 * Temporary keys for a role that exists and trusts the caller.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 *
 * Unlike AWS: the root of the account may assume every role of it, whatever the role trusts. AWS refuses its root; here
 * the keys `test`/`test` are the root, and scripts assume roles with them.
 */
export async function assumeRole(
  input: AssumeRoleCommandInput,
  call: CallContext<StsState>,
): Promise<Omit<AssumeRoleCommandOutput, '$metadata'>> {
  const { caller, state } = call;
  const arn = required(input.RoleArn, 'roleArn', { min: 20, max: 2048 });
  const sessionName = required(input.RoleSessionName, 'roleSessionName', { min: 2, max: 64, pattern: NAME });
  roleNameOf(arn);
  const seconds = checkedDuration(input.DurationSeconds ?? CHAINED_SECONDS, LONGEST_SECONDS);
  if (input.ExternalId !== undefined) {
    checked(input.ExternalId, 'externalId', { min: 2, max: 1224, pattern: /[\w+=,.@:/-]*/ });
  }
  if (input.SourceIdentity !== undefined) {
    checked(input.SourceIdentity, 'sourceIdentity', { min: 2, max: 64, pattern: NAME });
  }
  if (input.ProvidedContexts !== undefined && input.ProvidedContexts.length > 0) {
    throw validation('samlet does not implement ProvidedContexts of sts:AssumeRole yet');
  }
  await checkMfa(input, call);
  const tags = sessionTags(input.Tags ?? [], input.TransitiveTagKeys ?? [], caller.session);
  const policies = await sessionPolicies(input, call);
  const packed = packedSize(input, tags);

  const role = caller.kind === 'federatedUser' ? undefined : await findRole(arn, call);
  const before = caller.session?.sourceIdentity;
  if (role === undefined || (before !== undefined && (input.SourceIdentity ?? before) !== before)) {
    const action = role === undefined ? 'sts:AssumeRole' : 'sts:SetSourceIdentity';
    throw accessDenied(`User: ${caller.arn} is not authorized to perform: ${action} on resource: ${arn}`);
  }
  checkSeconds(seconds, role, caller.kind === 'assumedRole');

  const sourceIdentity = input.SourceIdentity ?? before;
  const credentials = state.credentials.issueForRole({
    roleArn: role.arn,
    roleId: role.id,
    sessionName,
    durationMs: seconds * 1000,
    session: {
      ...(policies !== undefined && { policies }),
      ...(Object.keys(tags.tags).length > 0 && { tags: tags.tags }),
      ...(tags.transitiveKeys.length > 0 && { transitiveTagKeys: tags.transitiveKeys }),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    },
  });
  return {
    Credentials: credentialsAnswer(credentials),
    AssumedRoleUser: assumedRoleUser(role, sessionName, call.account),
    ...(packed !== undefined && { PackedPolicySize: packed }),
    ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
  };
}

assumeRole.access = accessByInput(
  ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
  async (input: AssumeRoleCommandInput, call: CallContext<StsState>): Promise<readonly AccessCheck[]> => {
    const { caller } = call;
    const role = caller.kind === 'root' ? undefined : await findRole(input.RoleArn, call);
    // The operation refuses roles that do not exist.
    if (role === undefined) return [];
    const sourceIdentity = input.SourceIdentity ?? caller.session?.sourceIdentity;
    const tagged = givenTags(input.Tags);
    const target = {
      resource: role.arn,
      trustPolicy: compiledPolicy({ id: `trust policy of ${role.name}`, text: role.trustPolicy }),
      context: (): RequestContext => ({
        'sts:ExternalId': input.ExternalId,
        'sts:RoleSessionName': input.RoleSessionName,
        'sts:SourceIdentity': sourceIdentity,
        ...(input.TransitiveTagKeys !== undefined && { 'sts:TransitiveTagKeys': input.TransitiveTagKeys }),
        ...requestTags(tagged),
        ...tagsOfRole(role),
        // The operation verifies the code.
        ...(showsMfa(input) && { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }),
      }),
    };
    return [
      { ...target, action: 'sts:AssumeRole' },
      ...(Object.keys(tagged).length > 0 ? [{ ...target, action: 'sts:TagSession' }] : []),
      ...(sourceIdentity !== undefined ? [{ ...target, action: 'sts:SetSourceIdentity' }] : []),
    ];
  },
);

function tagsOfRole({ tags }: AssumableRole): RequestContext {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}

function checkSeconds(seconds: number, role: AssumableRole, chained: boolean): void {
  if (chained && seconds > CHAINED_SECONDS) {
    throw validation(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionSeconds) {
    throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}
