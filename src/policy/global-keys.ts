import type { ContextValue } from './request-context.ts';
import { isInAccount, type RequestPrincipal } from './request-principal.ts';

/** What is known of a request apart from its principal. */
export interface RequestFacts {
  readonly nowMs: number;
  readonly secureTransport: boolean;
  readonly sourceIp?: string;
  readonly region?: string;
  readonly userAgent?: string;
}

const PRINCIPAL_TYPES = { root: 'Account', user: 'User', assumedRole: 'AssumedRole', federatedUser: 'FederatedUser' };

/** The global condition keys that follow from who calls. */
export function principalKeys(principal: RequestPrincipal): Record<string, ContextValue> {
  if (principal.kind === 'anonymous') return { 'aws:PrincipalType': 'Anonymous', 'aws:PrincipalIsAWSService': 'false' };
  if (principal.kind === 'service') {
    return { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal.service };
  }
  if (!isInAccount(principal)) {
    return { 'aws:FederatedProvider': principal.provider, 'aws:PrincipalIsAWSService': 'false' };
  }
  const { kind, arn, account, userId } = principal;
  return {
    // Of a session it is the role's ARN.
    'aws:PrincipalArn': kind === 'assumedRole' ? principal.roleArn : arn,
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': PRINCIPAL_TYPES[kind],
    'aws:PrincipalIsAWSService': 'false',
    ...(userId !== undefined && { 'aws:userid': userId }),
    ...(kind === 'user' && { 'aws:username': arn.slice(arn.lastIndexOf('/') + 1) }),
  };
}

/**
 * The global condition keys that every request has.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function globalKeys(principal: RequestPrincipal, facts: RequestFacts): Record<string, ContextValue> {
  return { ...principalKeys(principal), ...requestKeys(facts) };
}

/** Those of them that follow from the request alone. */
export function requestKeys(facts: RequestFacts): Record<string, ContextValue> {
  return {
    'aws:CurrentTime': `${new Date(facts.nowMs).toISOString().slice(0, 19)}Z`,
    'aws:EpochTime': String(Math.floor(facts.nowMs / 1000)),
    'aws:SecureTransport': String(facts.secureTransport),
    ...(facts.sourceIp !== undefined && { 'aws:SourceIp': facts.sourceIp }),
    ...(facts.region !== undefined && { 'aws:RequestedRegion': facts.region }),
    ...(facts.userAgent !== undefined && { 'aws:UserAgent': facts.userAgent }),
  };
}
