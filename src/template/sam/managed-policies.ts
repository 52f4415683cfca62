import { awsManagedPolicyPath } from '../../services/iam/aws-managed-policies.ts';

/** The ARN of a managed policy given by name; an ARN stays what it is. Names that AWS has not stand directly below `policy/`. */
export function managedPolicyArn(nameOrArn: string, partition: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  return `arn:${partition}:iam::aws:policy${awsManagedPolicyPath(nameOrArn) ?? '/'}${nameOrArn}`;
}
