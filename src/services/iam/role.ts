import type { Role } from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { encodedDocument, required, roleNotFound } from './refusals.ts';
import type { IamState, RoleRecord } from './state.ts';

type Call = CallContext<IamState>;

export async function existingRole(name: string | undefined, { state }: Call): Promise<RoleRecord> {
  const wanted = required(name, 'roleName');
  const role = await state.roles.get(wanted.toLowerCase());
  if (role === undefined) throw roleNotFound(wanted);
  return role;
}

/** Changes a role's record; throws when there is none. */
export function changeRole(
  name: string | undefined,
  { state }: Call,
  change: (role: RoleRecord) => RoleRecord,
): Promise<void> {
  const wanted = required(name, 'roleName');
  return state.roles.update(wanted.toLowerCase(), (role) => {
    if (role === undefined) throw roleNotFound(wanted);
    return { value: change(role), result: undefined };
  });
}

/** What CreateRole answers; GetRole and ListRoles tell more. */
export function describedRole(role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
    ...(role.permissionsBoundary !== undefined && {
      PermissionsBoundary: {
        PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
        PermissionsBoundaryArn: role.permissionsBoundary,
      },
    }),
  };
}
