import type { AuthorizationRequest, Decision, PolicyType } from './decision.ts';
import { principalName } from './request-principal.ts';

const NAMES: Readonly<Record<PolicyType, { readonly withoutAllow: string; readonly withDeny: string }>> = {
  identity: { withoutAllow: 'identity-based policy', withDeny: 'an identity-based policy' },
  resource: { withoutAllow: 'resource-based policy', withDeny: 'a resource-based policy' },
  trust: { withoutAllow: 'role trust policy', withDeny: 'the role trust policy' },
  boundary: { withoutAllow: 'permissions boundary', withDeny: 'a permissions boundary' },
  session: { withoutAllow: 'session policy', withDeny: 'a session policy' },
  scp: { withoutAllow: 'service control policy', withDeny: 'a service control policy' },
  rcp: { withoutAllow: 'resource control policy', withDeny: 'a resource control policy' },
};

/** Services that name all resources as one; others say nothing of them. */
const NAME_ALL = ['iam:', 'lambda:', 'kms:'];

/**
 * AWS's words for a refusal.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDeniedMessage(
  decision: Pick<Decision, 'result' | 'deniedBy'>,
  { principal, action, resource }: Pick<AuthorizationRequest, 'principal' | 'action' | 'resource'>,
): string {
  const isSilent = resource === '*' && !NAME_ALL.some((prefix) => action.startsWith(prefix));
  const on = isSilent ? '' : ` on resource: ${resource}`;
  const refusal = `User: ${principalName(principal)} is not authorized to perform: ${action}${on}`;
  if (decision.deniedBy === undefined) return refusal;
  const { withoutAllow, withDeny } = NAMES[decision.deniedBy];
  return decision.result === 'explicitDeny'
    ? `${refusal} with an explicit deny in ${withDeny}`
    : `${refusal} because no ${withoutAllow} allows the ${action} action`;
}
