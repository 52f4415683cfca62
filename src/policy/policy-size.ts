import type { PolicyKind, PolicyRefusal } from './policy-refusal.ts';

/** Whom inline policies belong to. */
export type InlineOwner = { readonly kind: 'user' | 'group' | 'role'; readonly name: string };

const MANAGED_LIMIT = 6_144;
const TRUST_LIMIT = 2_048;
const SERVICE_CONTROL_LIMIT = 5_120;
const INLINE_LIMITS = { user: 2_048, group: 5_120, role: 10_240 } as const;

/**
 * The size that IAM counts: characters without white space outside of texts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function policySize(document: string): number {
  return document.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? part : '')).length;
}

/** The refusal of a document that is too long for a managed policy, a trust policy or a control policy. */
export function policySizeRefusal(document: string, kind: Exclude<PolicyKind, 'resource'>): PolicyRefusal | undefined {
  const size = policySize(document);
  if (kind === 'identity' && size > MANAGED_LIMIT) {
    return { code: 'LimitExceeded', message: `Cannot exceed quota for PolicySize: ${MANAGED_LIMIT}` };
  }
  if (kind === 'trust' && size > TRUST_LIMIT) {
    return { code: 'LimitExceeded', message: `Cannot exceed quota for ACLSizePerRole: ${TRUST_LIMIT}` };
  }
  if ((kind === 'scp' || kind === 'rcp') && size > SERVICE_CONTROL_LIMIT) {
    return { code: 'ConstraintViolationException', message: 'You have exceeded the maximum policy size.' };
  }
  return undefined;
}

/** The refusal of inline policies that are together too long for their owner. */
export function inlineSizeRefusal(documents: readonly string[], owner: InlineOwner): PolicyRefusal | undefined {
  const limit = INLINE_LIMITS[owner.kind];
  const size = documents.reduce((sum, document) => sum + policySize(document), 0);
  if (size <= limit) return undefined;
  return {
    code: 'LimitExceeded',
    message: `Maximum policy size of ${limit} bytes exceeded for ${owner.kind} ${owner.name}`,
  };
}
