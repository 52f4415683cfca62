import { accessDeniedMessage } from '../policy/access-denied-message.ts';
import type { AuthorizationRequest, Decision, PolicySet } from '../policy/decision.ts';
import { evaluate } from '../policy/evaluate.ts';
import { principalKeys, requestKeys } from '../policy/global-keys.ts';
import type { RequestContext } from '../policy/request-context.ts';
import type { RequestPrincipal } from '../policy/request-principal.ts';
import type { Clock } from '../std/clock.ts';
import type { AccessCheck } from './access.ts';
import type { Caller, CallOrigin } from './caller.ts';
import { compiledPolicy, type PrincipalPolicies, type Principals } from './principals.ts';
import { ServiceError } from './service-error.ts';

/** `enforce` refuses what no policy allows, `audit` only records it, `off` asks nothing. */
export type IamMode = 'enforce' | 'audit' | 'off';

/** One answered question to IAM. */
export interface AccessRecord {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requestId: string;
  /** `dynamodb:PutItem` as samlet names the operation, whatever its actions are. */
  readonly operation: string;
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly decision: Decision;
}

/** The call that IAM is asked about. */
export interface AuthorizedCall {
  readonly caller: Caller;
  readonly requestId: string;
  readonly operation: string;
  readonly origin: CallOrigin | undefined;
}

/** IAM does not allow a call: JSON protocols answer 400, REST and query 403. */
export class AccessDenied extends ServiceError {
  constructor(message: string) {
    super('AccessDeniedException', message);
    this.name = 'AccessDenied';
  }
}

export interface Authorizer {
  /** Throws `AccessDenied` for the first check that the caller's policies do not allow. */
  authorize(checks: readonly AccessCheck[], call: AuthorizedCall): void | Promise<void>;
  /** The decision alone, whatever the mode is, unrecorded. Callers whose role IAM does not know are allowed everything. */
  decide(check: AccessCheck, call: Pick<AuthorizedCall, 'caller' | 'origin'>): Decision | Promise<Decision>;
}

/** What root may do: the sessions of federated users that it made are limited by their session policies alone. */
const ROOT_POLICIES: PrincipalPolicies = {
  identity: [
    compiledPolicy({
      id: 'root',
      text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    }),
  ],
  tags: {},
};

const UNLIMITED: Decision = {
  result: 'allowed',
  byType: {},
  deniedBy: undefined,
  statements: [],
  crossAccount: false,
};

/** Asks the policy engine about calls of the AWS endpoint, and about calls that services make for others. */
export function authorizer(options: {
  readonly principals: Principals;
  readonly clock: Clock;
  readonly region: string;
  readonly mode: IamMode;
  readonly log: { once(key: string, message: string): void };
  /** Told of every decision about users, roles and services; root is not limited and not recorded. */
  readonly onDecision?: (record: AccessRecord) => void;
}): Authorizer {
  const { principals, clock, region, mode, log, onDecision = () => {} } = options;
  const asPrincipal = new WeakMap<Caller, RequestPrincipal>();

  const principalOf = (caller: Caller): RequestPrincipal => {
    let principal = asPrincipal.get(caller);
    if (principal === undefined) {
      principal = requestPrincipal(caller);
      asPrincipal.set(caller, principal);
    }
    return principal;
  };

  const contexts = new WeakMap<
    Caller,
    { readonly policies: PrincipalPolicies | undefined; readonly keys: RequestContext }
  >();
  const callerContext = (
    caller: Caller,
    principal: RequestPrincipal,
    policies: PrincipalPolicies | undefined,
  ): RequestContext => {
    const known = contexts.get(caller);
    if (known !== undefined && known.policies === policies) return known.keys;
    const keys = { ...principalKeys(principal), ...callerKeys(caller, policies) };
    contexts.set(caller, { policies, keys });
    return keys;
  };

  const decideWith = (
    check: AccessCheck,
    caller: Caller,
    origin: CallOrigin | undefined,
    policies: PrincipalPolicies | undefined,
  ): Decision => {
    const principal = principalOf(caller);
    const request: AuthorizationRequest = {
      principal,
      action: check.action,
      resource: check.resource,
      context: [
        () => callerContext(caller, principal, policies),
        () => ({
          ...requestKeys({
            nowMs: clock.now(),
            // Unlike AWS: the endpoint speaks HTTP, on this machine; policies see a call over TLS, as it will be on AWS.
            secureTransport: true,
            region,
            ...origin,
          }),
          ...mfaKeys(caller, clock.now()),
          ...check.context?.(),
        }),
      ],
      ...(check.requiresResourcePolicy !== undefined && { requiresResourcePolicy: check.requiresResourcePolicy }),
    };
    return evaluate(request, policySet(check, caller, policies));
  };

  const decide = (check: AccessCheck, caller: Caller, origin: CallOrigin | undefined) => {
    const owner = policyOwner(caller);
    if (owner === undefined) return decideWith(check, caller, origin, undefined);
    const known = owner.endsWith(':root') ? ROOT_POLICIES : principals.policiesOf(owner);
    return known instanceof Promise
      ? known.then((policies) => decideFor(check, caller, origin, policies))
      : decideFor(check, caller, origin, known);
  };

  const decideFor = (
    check: AccessCheck,
    caller: Caller,
    origin: CallOrigin | undefined,
    policies: PrincipalPolicies | undefined,
  ): Decision => {
    if (policies !== undefined) return decideWith(check, caller, origin, policies);
    const owner = policyOwner(caller);
    log.once(
      `unknown principal ${owner}`,
      `IAM here does not know ${owner}: what acts as it is not limited. Create the role with its policies to have it enforced.`,
    );
    return UNLIMITED;
  };

  /** Whether the call may go on. */
  const pass = (check: AccessCheck, call: AuthorizedCall, decision: Decision): void => {
    const { caller, requestId, operation } = call;
    if (caller.kind !== 'root') {
      const { action, resource } = check;
      onDecision({ at: clock.now(), requestId, operation, caller, action, resource, decision });
    }
    if (decision.result === 'allowed' || mode === 'audit') return;
    throw new AccessDenied(accessDeniedMessage(decision, { ...check, principal: principalOf(caller) }));
  };

  return {
    decide: (check, { caller, origin }) => decide(check, caller, origin),

    authorize(checks, call) {
      if (mode === 'off') return;
      for (const [index, check] of checks.entries()) {
        // Nothing but a resource's own policy can limit the account's root.
        if (call.caller.kind === 'root' && check.resourcePolicies === undefined && check.trustPolicy === undefined) {
          continue;
        }
        const decision = decide(check, call.caller, call.origin);
        if (decision instanceof Promise) {
          return decision.then((made) => {
            pass(check, call, made);
            return this.authorize(checks.slice(index + 1), call);
          });
        }
        pass(check, call, decision);
      }
    },
  };
}

/** The user or role whose identity policies count; none for root, services and strangers. */
function policyOwner({ kind, arn, roleArn, issuerArn }: Caller): string | undefined {
  if (kind === 'user') return arn;
  if (kind === 'assumedRole') return roleArn;
  return kind === 'federatedUser' ? issuerArn : undefined;
}

function policySet(check: AccessCheck, { session }: Caller, policies: PrincipalPolicies | undefined): PolicySet {
  return {
    ...(policies !== undefined && { identity: policies.identity }),
    ...(policies?.boundary !== undefined && { boundary: policies.boundary }),
    ...(session?.policies !== undefined && { session: session.policies.map(compiledPolicy) }),
    ...(check.resourcePolicies !== undefined && { resource: check.resourcePolicies }),
    ...(check.trustPolicy !== undefined && { trust: [check.trustPolicy] }),
  };
}

function requestPrincipal(caller: Caller): RequestPrincipal {
  const { kind, arn, account, userId, roleArn, issuerArn } = caller;
  switch (kind) {
    case 'service':
      return { kind, service: arn };
    case 'anonymous':
      return { kind };
    case 'assumedRole':
      return { kind, arn, account, userId, roleArn: roleArn ?? arn };
    case 'federatedUser':
      return { kind, arn, account, userId, ...(issuerArn !== undefined && { userArn: issuerArn }) };
    default:
      return { kind, arn, account, userId };
  }
}

/** The global keys that follow from the caller's tags and session. */
function callerKeys(
  { kind, account, sourceArn, session }: Caller,
  policies: PrincipalPolicies | undefined,
): RequestContext {
  const tags = { ...policies?.tags, ...session?.tags };
  const keys: Record<string, RequestContext[string]> = { 'aws:ViaAWSService': String(kind === 'service') };
  for (const [key, value] of Object.entries(tags)) keys[`aws:PrincipalTag/${key}`] = value;
  if (sourceArn !== undefined) {
    keys['aws:SourceArn'] = sourceArn;
    keys['aws:SourceAccount'] = account;
  }
  if (session === undefined) return keys;
  const { issuedAt, sourceIdentity, federatedProvider, contextKeys } = session;
  keys['aws:TokenIssueTime'] = new Date(issuedAt).toISOString();
  if (sourceIdentity !== undefined) keys['aws:SourceIdentity'] = sourceIdentity;
  if (federatedProvider !== undefined) keys['aws:FederatedProvider'] = federatedProvider;
  return { ...keys, ...contextKeys };
}

/** Whether temporary keys were made with an MFA device; an operation that verifies one itself says so in its own keys. */
function mfaKeys({ session }: Caller, nowMs: number): RequestContext {
  if (session === undefined) return {};
  const { mfaAuthenticatedAt } = session;
  if (mfaAuthenticatedAt === undefined) return { 'aws:MultiFactorAuthPresent': 'false' };
  const age = Math.floor((nowMs - mfaAuthenticatedAt) / 1000);
  return { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': String(age) };
}
