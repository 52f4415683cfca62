import type { CompiledPolicy } from './compile-policy.ts';
import type { ContextLayers, RequestContext } from './request-context.ts';
import type { RequestPrincipal } from './request-principal.ts';

export interface AuthorizationRequest {
  readonly principal: RequestPrincipal;
  /** `dynamodb:PutItem`, in any case. */
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  /** The owner, where the ARN does not tell (S3). Without either it is the principal's account. */
  readonly resourceAccount?: string;
  readonly context: RequestContext | ContextLayers;
  /** The identity's own policies are not enough (KMS keys, which are recognized by their ARN). */
  readonly requiresResourcePolicy?: boolean;
}

export interface AttachedPolicy {
  /** Name or ARN: what the decision names. */
  readonly id: string;
  readonly policy: CompiledPolicy;
}

export type PolicyType = 'identity' | 'boundary' | 'session' | 'resource' | 'trust' | 'scp' | 'rcp';

/** All policies that apply to a request. What is absent does not apply; an empty list applies and allows nothing. */
export interface PolicySet {
  /** Inline and managed policies of the user (its groups' too) or of the role. */
  readonly identity?: readonly AttachedPolicy[];
  readonly boundary?: readonly AttachedPolicy[];
  readonly session?: readonly AttachedPolicy[];
  readonly resource?: readonly AttachedPolicy[];
  /** The trust policy of the role that is to be assumed. */
  readonly trust?: readonly AttachedPolicy[];
  /** By level: the organization's root, each organizational unit, the account. Each level has to allow. */
  readonly scp?: readonly (readonly AttachedPolicy[])[];
  readonly rcp?: readonly (readonly AttachedPolicy[])[];
}

export type Result = 'allowed' | 'explicitDeny' | 'implicitDeny';

export interface MatchedStatement {
  readonly policyId: string;
  /** The statement's place in its policy, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
}

/** What the policies of one type say by themselves. */
export interface TypeDecision {
  readonly result: Result;
  /** The statements that decided: those that deny, else those that allow. */
  readonly statements: readonly MatchedStatement[];
}

export interface Decision {
  readonly result: Result;
  /** The types that apply, each by itself. */
  readonly byType: Readonly<Partial<Record<PolicyType, TypeDecision>>>;
  /** The type that AWS's refusal names; `undefined` when allowed. */
  readonly deniedBy: PolicyType | undefined;
  /** The statements that decided the whole: of `deniedBy` when denied. */
  readonly statements: readonly MatchedStatement[];
  readonly crossAccount: boolean;
}
