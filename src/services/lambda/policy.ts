import { invalidParameter, resourceNotFound } from './errors.ts';
import type { NamedFunction } from './function-name.ts';
import { type FunctionRecord, type PolicyRecord, versionOf } from './function-record.ts';

export type Statement = PolicyRecord['statements'][number];

/** Where the policy of a function, a version or an alias is kept in its record. */
export function policyKey(named: NamedFunction): string {
  if (named.qualifier === '$LATEST') {
    throw invalidParameter('We currently do not support adding policies for $LATEST.');
  }
  return named.qualifier ?? '$LATEST';
}

/** Refuses a qualifier that names nothing. */
export function requirePolicyTarget(record: FunctionRecord, named: NamedFunction): void {
  if (versionOf(record, named.qualifier) === undefined) throw resourceNotFound();
}

/** The policy document as `GetPolicy` gives it. */
export function policyDocument(policy: PolicyRecord): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy.statements });
}
