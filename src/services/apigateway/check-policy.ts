import { compilePolicy } from '../../policy/compile-policy.ts';
import { badRequest } from './errors.ts';

/** Refuses a resource policy that is none, in AWS's words. */
export function checkPolicy(policy: string | undefined): void {
  if (policy === undefined || policy === '') return;
  try {
    const { Statement } = JSON.parse(policy);
    if (Statement === undefined) throw new Error('no statement');
    compilePolicy(policy);
  } catch {
    throw badRequest('Invalid policy document. Please check the policy syntax and ensure that Principals are valid.');
  }
}
