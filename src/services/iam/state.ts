import { type Records, records } from '../../store/records.ts';
import type { Platform } from '../platform.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface RoleRecord {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAt: number;
  /** JSON, as it was given. */
  readonly trustPolicy: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly permissionsBoundary?: string;
  readonly tags: readonly Tag[];
  /** Documents by name, as JSON. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs of managed policies, AWS's own among them. */
  readonly attachedPolicies: readonly string[];
}

export interface PolicyVersionRecord {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface PolicyRecord {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly defaultVersionId: string;
  readonly versions: readonly PolicyVersionRecord[];
  readonly versionsMade: number;
  readonly tags: readonly Tag[];
}

export interface IamState {
  /** By name in lower case: IAM's names differ by more than case. */
  readonly roles: Records<RoleRecord>;
  /** By ARN. */
  readonly policies: Records<PolicyRecord>;
  readonly startedAt: number;
}

export const newState = ({ store, clock }: Platform): IamState => ({
  roles: records(store, 'iam', 'role'),
  policies: records(store, 'iam', 'policy'),
  startedAt: clock.now(),
});
