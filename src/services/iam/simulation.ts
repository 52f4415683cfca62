import type { ContextEntry } from '@aws-sdk/client-iam';
import { compilePolicy } from '../../policy/compile-policy.ts';
import { contextKeys } from '../../policy/context-keys.ts';
import type { AttachedPolicy, Decision, MatchedStatement, PolicySet, Result } from '../../policy/decision.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { principalKeys } from '../../policy/global-keys.ts';
import type { ContextValue } from '../../policy/request-context.ts';
import type { AccountPrincipal } from '../../policy/request-principal.ts';
import { resourceForm } from './action-catalogue.ts';
import { statementPositions } from './statement-positions.ts';

/** A policy of a simulation under the name that its answer gives it. */
export interface SimulatedPolicy {
  readonly id: string;
  readonly text: string;
}

export interface Simulation {
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary?: readonly SimulatedPolicy[] | undefined;
  readonly resourcePolicy?: string | undefined;
  /** The resource policy is the trust policy of a role. */
  readonly isTrustPolicy?: boolean;
  /** By level, from the organization's root to the account. */
  readonly serviceControl?: readonly (readonly SimulatedPolicy[])[] | undefined;
  readonly actions: readonly string[];
  /** Empty for all resources. */
  readonly resources: readonly string[];
  /** Of the resources whose ARN names no account. */
  readonly resourceAccount?: string | undefined;
  readonly principal: AccountPrincipal;
  /** The request's keys follow from the principal where nothing else is said. */
  readonly isKnownPrincipal: boolean;
  readonly context: readonly ContextEntry[];
}

const RESOURCE_POLICY = 'ResourcePolicy';
/** The strictest first. */
const STRICTNESS: readonly Result[] = ['explicitDeny', 'implicitDeny', 'allowed'];

interface OnResource {
  readonly resource: string;
  readonly decision: Decision;
}

/** Decides each action on each resource. One result an action; of several resources the strictest decision counts. */
export function simulate(simulation: Simulation) {
  const policies = policySet(simulation);
  const given = givenContext(simulation);
  const missing = missingKeys(simulation, given);
  const positions = positionsOf(simulation);
  const resources = simulation.resources.length === 0 ? ['*'] : simulation.resources;

  return simulation.actions.map((action) => {
    const results = resources.map((resource): OnResource => {
      const request = {
        principal: simulation.principal,
        action,
        resource,
        context: given,
        ...owned(resource, simulation),
      };
      return { resource, decision: evaluate(request, policies) };
    });
    const decision = strictest(results.map((one) => one.decision.result));
    const isAll = resources.every((resource) => resource === '*');
    const matched = results
      .filter((one) => one.decision.result === decision)
      .flatMap(({ decision: one }) => matchedIn(one));
    return {
      EvalActionName: action,
      EvalResourceName: evaluatedName(action, resources),
      EvalDecision: decision,
      MatchedStatements: distinct(matched).map(positions),
      MissingContextValues: missing,
      ...organizations(results, simulation),
      ...boundaryDetail(results, simulation),
      ...(!isAll && { EvalDecisionDetails: details(results) }),
      ...(!isAll && {
        ResourceSpecificResults: results.map((one) => ({
          EvalResourceName: one.resource,
          EvalResourceDecision: one.decision.result,
          MatchedStatements: matchedIn(one.decision).map(positions),
          MissingContextValues: missing,
          ...(one.decision.crossAccount && { EvalDecisionDetails: details([one]) }),
          ...boundaryDetail([one], simulation),
        })),
      }),
    };
  });
}

/** Whose the resource is matters where its owner or its policy is given: without either the caller's account has everything. */
function owned(resource: string, { resourcePolicy, resourceAccount, principal }: Simulation) {
  if (resourcePolicy === undefined && resourceAccount === undefined) {
    return { resourceAccount: principal.account, requiresResourcePolicy: false };
  }
  const hasAccount = /^arn:[^:]*:[^:]*:[^:]*:\d{12}:/.test(resource);
  return {
    ...(resourcePolicy === undefined && { requiresResourcePolicy: false }),
    ...(!hasAccount && resourceAccount !== undefined && { resourceAccount }),
  };
}

const strictest = (results: readonly Result[]): Result => STRICTNESS.find((one) => results.includes(one)) ?? 'allowed';

/** Unlike AWS: a result on one resource has the resource's ARN as its `EvalResourceName`, not the form of its type. */
function evaluatedName(action: string, resources: readonly string[]): string {
  const [first = '*'] = resources;
  if (resources.length === 1) return first;
  return resourceForm(action, first) ?? '*';
}

const attached = ({ id, text }: SimulatedPolicy): AttachedPolicy => ({ id, policy: compilePolicy(text) });

function policySet(simulation: Simulation): PolicySet {
  const { identity, boundary, resourcePolicy, serviceControl, isTrustPolicy } = simulation;
  const resource = resourcePolicy === undefined ? undefined : [attached({ id: RESOURCE_POLICY, text: resourcePolicy })];
  return {
    identity: identity.map(attached),
    ...(boundary !== undefined && { boundary: boundary.map(attached) }),
    ...(resource !== undefined && (isTrustPolicy === true ? { trust: resource } : { resource })),
    ...(serviceControl !== undefined && { scp: serviceControl.map((level) => level.map(attached)) }),
  };
}

/** The condition keys of the request: those that are given, then those that follow from the principal. */
function givenContext({ context, principal, isKnownPrincipal }: Simulation): Record<string, ContextValue> {
  const keys: Record<string, ContextValue> = {};
  for (const { ContextKeyName, ContextKeyValues = [], ContextKeyType = 'string' } of context) {
    const [only] = ContextKeyValues;
    if (ContextKeyName === undefined || only === undefined) continue;
    keys[ContextKeyName] = ContextKeyType.endsWith('List') || ContextKeyValues.length > 1 ? ContextKeyValues : only;
  }
  if (!isKnownPrincipal) return keys;
  const names = new Set(Object.keys(keys).map((name) => name.toLowerCase()));
  for (const [name, value] of Object.entries(principalKeys(principal))) {
    if (!names.has(name.toLowerCase())) keys[name] = value;
  }
  return keys;
}

/** The keys that the policies ask for, whichever statement does, and that the request does not have. */
function missingKeys(simulation: Simulation, given: Readonly<Record<string, ContextValue>>): readonly string[] {
  const { identity, boundary = [], resourcePolicy } = simulation;
  const texts = [...identity, ...boundary].map(({ text }) => text);
  const known = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  return contextKeys(resourcePolicy === undefined ? texts : [...texts, resourcePolicy]).filter(
    (name) => !known.has(name.toLowerCase()),
  );
}

/** The statements of identity and resource policies that made the decision, and those of a boundary that deny. */
function matchedIn({ result, byType }: Decision): readonly MatchedStatement[] {
  if (result === 'implicitDeny') return [];
  const boundary = result === 'explicitDeny' ? byType.boundary : undefined;
  return [byType.identity, byType.resource, byType.trust, boundary].flatMap((one) =>
    one?.result === result ? one.statements : [],
  );
}

function distinct(statements: readonly MatchedStatement[]): readonly MatchedStatement[] {
  return [...new Map(statements.map((one) => [`${one.index} ${one.policyId}`, one])).values()];
}

function positionsOf({ identity, boundary = [], resourcePolicy }: Simulation) {
  const texts = new Map([...identity, ...boundary].map(({ id, text }) => [id, text]));
  const types = new Map(boundary.map(({ id }) => [id, 'IAM Permissions Boundary Policy']));
  for (const { id } of identity) types.delete(id);
  if (resourcePolicy !== undefined) {
    texts.set(RESOURCE_POLICY, resourcePolicy);
    types.set(RESOURCE_POLICY, 'Resource Policy');
  }
  return ({ policyId, index }: MatchedStatement) => ({
    SourcePolicyId: policyId.startsWith('arn:') ? policyId.slice(policyId.lastIndexOf('/') + 1) : policyId,
    SourcePolicyType: types.get(policyId) ?? 'IAM Policy',
    ...statementPositions(texts.get(policyId) ?? '{}')[index],
  });
}

function organizations(results: readonly OnResource[], { serviceControl }: Simulation) {
  if (serviceControl === undefined) return {};
  const allowed = results.every(({ decision }) => decision.byType.scp?.result === 'allowed');
  return { OrganizationsDecisionDetail: { AllowedByOrganizations: allowed } };
}

function boundaryDetail(results: readonly OnResource[], { boundary }: Simulation) {
  if (boundary === undefined) return {};
  const allowed = results.every(({ decision }) => decision.byType.boundary?.result === 'allowed');
  return { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allowed } };
}

/** What each type of policy says, for requests across accounts; AWS says nothing of others. */
function details(results: readonly OnResource[]): Record<string, Result> {
  const crossing = results.filter(({ decision }) => decision.crossAccount);
  if (crossing.length === 0) return {};
  const of = (type: 'identity' | 'resource') =>
    strictest(crossing.map(({ decision }) => decision.byType[type]?.result ?? 'implicitDeny'));
  return { 'IAM Policy': of('identity'), 'Resource Policy': of('resource') };
}
