import type { Role } from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { validation } from './refusals.ts';

/** What STS needs to know of a role. */
export interface AssumableRole {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly maxSessionSeconds: number;
  /** As JSON. */
  readonly trustPolicy: string;
  readonly tags: Readonly<Record<string, string>>;
}

const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/;

/** The role's name in its ARN; throws for what is no ARN of a role. */
export function roleNameOf(arn: string): string {
  const [, name] = ROLE_ARN.exec(arn) ?? [];
  if (name === undefined) throw validation(`${arn} is invalid`);
  return name;
}

/** `undefined` when IAM has no role of that ARN. */
export async function findRole(arn: unknown, call: CallContext<unknown>): Promise<AssumableRole | undefined> {
  const [, name] = typeof arn === 'string' ? (ROLE_ARN.exec(arn) ?? []) : [];
  if (name === undefined) return undefined;
  try {
    const { Role: role } = (await call.callService('iam', 'GetRole', { RoleName: name })) as { readonly Role: Role };
    if (role.Arn !== arn) return undefined;
    return {
      arn,
      id: role.RoleId ?? '',
      name,
      maxSessionSeconds: role.MaxSessionDuration ?? 3600,
      trustPolicy: decodeURIComponent(role.AssumeRolePolicyDocument ?? ''),
      tags: Object.fromEntries((role.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    } as AssumableRole;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchEntityException') return undefined;
    throw error;
  }
}
