import type {
  AuthorizationRequest,
  Decision,
  MatchedStatement,
  PolicySet,
  PolicyType,
  TypeDecision,
} from './decision.ts';
import { matchLevels, matchPolicies, matchResourcePolicies, type ResourceTypeDecision } from './match-policies.ts';
import { ContextReader } from './request-context.ts';
import { isInAccount, type RequestPrincipal } from './request-principal.ts';

type ByType = Partial<Record<PolicyType, TypeDecision>>;

const ACCOUNT_LENGTH = 12;

/** Which refusal is named when policies of several types deny. */
const DENIAL_ORDER: readonly PolicyType[] = ['rcp', 'scp', 'resource', 'trust', 'identity', 'boundary', 'session'];

/**
 * Decides one request as IAM does: a matching Deny in any policy, then RCPs, SCPs, resource policies, identity policies,
 * permissions boundary and session policies, within an account or across two.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function evaluate(request: AuthorizationRequest, policies: PolicySet): Decision {
  const { principal } = request;
  const context = new ContextReader(request.context);
  const byType: ByType = {};
  const account = isInAccount(principal) ? principal.account : undefined;
  const crossAccount = account !== undefined && (resourceAccount(request) ?? account) !== account;
  const unlimited = isServiceLinkedRole(principal);

  if (policies.rcp !== undefined && !unlimited) byType.rcp = matchLevels(policies.rcp, request, context);
  if (policies.scp !== undefined && account !== undefined && !unlimited) {
    byType.scp = matchLevels(policies.scp, request, context);
  }
  const onResource = resourceSide(request, policies, context, byType);
  if (account !== undefined) {
    byType.identity = identitySide(request, policies, context);
    if (policies.boundary !== undefined && principal.kind !== 'root') {
      byType.boundary = matchPolicies(policies.boundary, request, context);
    }
    if (policies.session !== undefined) byType.session = matchPolicies(policies.session, request, context);
  }

  for (const type of DENIAL_ORDER) {
    if (byType[type]?.result === 'explicitDeny')
      return { ...denial(byType, type, crossAccount), result: 'explicitDeny' };
  }
  const deniedBy = implicitDenial(request, policies, byType, onResource, crossAccount);
  if (deniedBy !== undefined) return denial(byType, deniedBy, crossAccount);
  return { result: 'allowed', byType, deniedBy: undefined, statements: grants(byType), crossAccount };
}

function denial(byType: ByType, deniedBy: PolicyType, crossAccount: boolean): Decision {
  const statements = byType[deniedBy]?.result === 'explicitDeny' ? (byType[deniedBy]?.statements ?? []) : [];
  return { result: 'implicitDeny', byType, deniedBy, statements, crossAccount };
}

const GRANTING: readonly PolicyType[] = ['resource', 'trust', 'identity', 'boundary', 'session'];

function grants(byType: ByType): readonly MatchedStatement[] {
  let all: readonly MatchedStatement[] = [];
  for (const type of GRANTING) {
    const one = byType[type];
    if (one?.result !== 'allowed' || one.statements.length === 0) continue;
    all = all.length === 0 ? one.statements : [...all, ...one.statements];
  }
  return all;
}

function resourceSide(
  request: AuthorizationRequest,
  policies: PolicySet,
  context: ContextReader,
  byType: ByType,
): ResourceTypeDecision | undefined {
  if (policies.trust !== undefined) {
    const trust = matchResourcePolicies(policies.trust, request, context, false);
    byType.trust = trust;
    return trust;
  }
  if (policies.resource === undefined) return undefined;
  const { principal } = request;
  const hasBoundary = policies.boundary !== undefined && isInAccount(principal) && principal.kind !== 'root';
  const resource = matchResourcePolicies(policies.resource, request, context, hasBoundary);
  byType.resource = resource;
  return resource;
}

/** The root user may do everything in its account, unless an identity policy could deny it: it has none. */
function identitySide(request: AuthorizationRequest, policies: PolicySet, context: ContextReader): TypeDecision {
  if (request.principal.kind === 'root') return { result: 'allowed', statements: [] };
  return matchPolicies(policies.identity ?? [], request, context);
}

const denies = (decision: TypeDecision | undefined) => decision !== undefined && decision.result !== 'allowed';

/** The first type that does not allow what it must allow; `undefined` when the request is allowed. */
function implicitDenial(
  request: AuthorizationRequest,
  policies: PolicySet,
  byType: ByType,
  onResource: ResourceTypeDecision | undefined,
  crossAccount: boolean,
): PolicyType | undefined {
  if (denies(byType.rcp)) return 'rcp';
  if (denies(byType.scp)) return 'scp';

  const resourceType: PolicyType = policies.trust === undefined ? 'resource' : 'trust';
  const match = onResource?.match ?? 'none';
  if (!isInAccount(request.principal)) return match === 'none' ? resourceType : undefined;

  const required = crossAccount || needsResourcePolicy(request, policies);
  if (!crossAccount) {
    if (required && match === 'none') return resourceType;
    if (match === 'direct') return undefined;
  }
  const identityDecides = crossAccount || match !== 'limited';
  if (identityDecides && denies(byType.identity)) return 'identity';
  if (required && match === 'none') return resourceType;
  if (denies(byType.boundary)) return 'boundary';
  return denies(byType.session) ? 'session' : undefined;
}

function needsResourcePolicy(
  { requiresResourcePolicy, resource }: AuthorizationRequest,
  { trust }: PolicySet,
): boolean {
  if (requiresResourcePolicy !== undefined) return requiresResourcePolicy;
  return trust !== undefined || (resource.includes(':kms:') && /^arn:[^:]+:kms:[^:]*:[^:]*:key\//.test(resource));
}

function resourceAccount({ resourceAccount: known, resource }: AuthorizationRequest): string | undefined {
  if (known !== undefined) return known;
  let from = 0;
  for (let part = 0; part < 4; part++) {
    from = resource.indexOf(':', from) + 1;
    if (from === 0) return undefined;
  }
  const to = resource.indexOf(':', from);
  return to - from === ACCOUNT_LENGTH ? resource.slice(from, to) : undefined;
}

/** Neither SCPs nor RCPs reach service-linked roles. */
const isServiceLinkedRole = (principal: RequestPrincipal): boolean =>
  principal.kind === 'assumedRole' && principal.roleArn.includes(':role/aws-service-role/');
