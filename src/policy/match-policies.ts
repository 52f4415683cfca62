import type { CompiledStatement } from './compile-policy.ts';
import type { PrincipalMatch } from './compile-principal.ts';
import type { AttachedPolicy, AuthorizationRequest, MatchedStatement, Result, TypeDecision } from './decision.ts';
import type { ContextReader } from './request-context.ts';

const NOTHING: TypeDecision = { result: 'implicitDeny', statements: [] };

function matched(policyId: string, { index, source, effect }: CompiledStatement): MatchedStatement {
  return { policyId, index, sid: source.sid, effect };
}

function decided(denials: readonly MatchedStatement[], grants: readonly MatchedStatement[]): TypeDecision {
  if (denials.length > 0) return { result: 'explicitDeny', statements: denials };
  return grants.length === 0 ? NOTHING : { result: 'allowed', statements: grants };
}

/** What policies without principals say: identity, boundary, session and service control policies. */
export function matchPolicies(
  policies: readonly AttachedPolicy[],
  { action, resource }: AuthorizationRequest,
  context: ContextReader,
): TypeDecision {
  const denials: MatchedStatement[] = [];
  const grants: MatchedStatement[] = [];
  for (const { id, policy } of policies) {
    for (const statement of policy.statementsFor(action)) {
      if (!statement.covers(resource, context) || !statement.holds(context)) continue;
      if (statement.effect === 'Deny') denials.push(matched(id, statement));
      else grants.push(matched(id, statement));
    }
  }
  return decided(denials, grants);
}

/** Every level has to allow; a denial anywhere denies. */
export function matchLevels(
  levels: readonly (readonly AttachedPolicy[])[],
  request: AuthorizationRequest,
  context: ContextReader,
): TypeDecision {
  const decisions = levels.map((policies) => matchPolicies(policies, request, context));
  const statementsOf = (result: Result) =>
    decisions.filter((one) => one.result === result).flatMap((one) => one.statements);
  if (decisions.some((one) => one.result === 'explicitDeny')) return decided(statementsOf('explicitDeny'), []);
  if (decisions.some((one) => one.result === 'implicitDeny')) return NOTHING;
  // No level at all limits nothing.
  return { result: 'allowed', statements: statementsOf('allowed') };
}

export interface ResourceTypeDecision extends TypeDecision {
  /** The strongest form in which an Allow names the principal. */
  readonly match: PrincipalMatch;
}

const STRENGTH: Readonly<Record<PrincipalMatch, number>> = { none: 0, account: 1, limited: 2, direct: 3 };

/**
 * What policies with principals say: resource policies and trust policies. A NotPrincipal spares nobody who has a permissions
 * boundary.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function matchResourcePolicies(
  policies: readonly AttachedPolicy[],
  { action, resource, principal }: AuthorizationRequest,
  context: ContextReader,
  hasBoundary: boolean,
): ResourceTypeDecision {
  const denials: MatchedStatement[] = [];
  const grants: MatchedStatement[] = [];
  let strongest: PrincipalMatch = 'none';
  for (const { id, policy } of policies) {
    for (const statement of policy.statementsFor(action)) {
      const sparesNobody = hasBoundary && statement.effect === 'Deny' && statement.source.notPrincipals;
      const match = sparesNobody ? 'direct' : statement.principals(principal);
      if (match === 'none' || !statement.covers(resource, context) || !statement.holds(context)) continue;
      if (statement.effect === 'Deny') denials.push(matched(id, statement));
      else {
        grants.push(matched(id, statement));
        if (STRENGTH[match] > STRENGTH[strongest]) strongest = match;
      }
    }
  }
  return { ...decided(denials, grants), match: strongest };
}
