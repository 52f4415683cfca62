/** What a document is written for. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'scp' | 'rcp';

/** AWS's code and words for a document that it does not take. */
export interface PolicyRefusal {
  readonly code:
    | 'MalformedPolicyDocument'
    | 'MalformedPolicyDocumentException'
    | 'LimitExceeded'
    | 'ConstraintViolationException';
  readonly message: string;
}

/** Leaves a check at the first thing that is wrong. */
export class MalformedPolicy extends Error {}

export const SYNTAX_ERRORS = 'Syntax errors in policy.';
export const LEGACY_PARSING = 'The policy failed legacy parsing';

export function refuse(message: string): never {
  throw new MalformedPolicy(message);
}
