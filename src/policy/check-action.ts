import { refuse } from './policy-refusal.ts';

/** An `Action` in the form that IAM takes. */
export function checkAction(action: string): void {
  if (action === '*') return;
  const parts = action.split(':');
  const [vendor = ''] = parts;
  if (parts.length < 2) refuse('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  if (parts.length > 2) refuse('Actions/Condition can contain only one colon.');
  if (vendor !== '*' && !/^[a-zA-Z\d.-]+$/.test(vendor)) refuse(`Vendor ${vendor} is not valid`);
}
