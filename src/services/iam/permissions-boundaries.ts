import type {
  DeleteRolePermissionsBoundaryCommandInput,
  DeleteUserPermissionsBoundaryCommandInput,
  PutRolePermissionsBoundaryCommandInput,
  PutUserPermissionsBoundaryCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { change, ROLE, USER } from './entity.ts';
import { onEntity } from './iam-access.ts';
import { checked } from './input.ts';
import { managedText } from './principal-source.ts';
import { checkModifiable } from './protected-role.ts';
import { notFound } from './refusals.ts';
import type { EntityRecord, IamState } from './state.ts';

type Call = CallContext<IamState>;

/** A boundary is a managed policy that exists. */
export async function checkBoundary(arn: string, { state }: Call): Promise<void> {
  if ((await managedText(arn, state)) === undefined)
    throw notFound(`Scope ARN: ${arn} does not exist or is not attachable.`);
}

const without = <Entity extends EntityRecord>(entity: Entity): Entity => {
  const { permissionsBoundary, ...rest } = entity;
  if (permissionsBoundary === undefined) {
    throw notFound(`The entity ${entity.name} does not have a permissions boundary.`);
  }
  return rest as Entity;
};

export async function putUserPermissionsBoundary(
  input: PutUserPermissionsBoundaryCommandInput,
  call: Call,
): Promise<void> {
  const { UserName, PermissionsBoundary } = checked(input, 'UserName', 'PermissionsBoundary');
  await checkBoundary(PermissionsBoundary, call);
  await change(USER, UserName, call, (user) => ({ ...user, permissionsBoundary: PermissionsBoundary }));
}
putUserPermissionsBoundary.access = onEntity('iam:PutUserPermissionsBoundary', USER);

export async function putRolePermissionsBoundary(
  input: PutRolePermissionsBoundaryCommandInput,
  call: Call,
): Promise<void> {
  const { RoleName, PermissionsBoundary } = checked(input, 'RoleName', 'PermissionsBoundary');
  await checkBoundary(PermissionsBoundary, call);
  await change(ROLE, RoleName, call, (role) => {
    checkModifiable(role);
    return { ...role, permissionsBoundary: PermissionsBoundary };
  });
}
putRolePermissionsBoundary.access = onEntity('iam:PutRolePermissionsBoundary', ROLE);

export async function deleteUserPermissionsBoundary(
  input: DeleteUserPermissionsBoundaryCommandInput,
  call: Call,
): Promise<void> {
  const { UserName } = checked(input, 'UserName');
  await change(USER, UserName, call, without);
}
deleteUserPermissionsBoundary.access = onEntity('iam:DeleteUserPermissionsBoundary', USER);

export async function deleteRolePermissionsBoundary(
  input: DeleteRolePermissionsBoundaryCommandInput,
  call: Call,
): Promise<void> {
  const { RoleName } = checked(input, 'RoleName');
  await change(ROLE, RoleName, call, without);
}
deleteRolePermissionsBoundary.access = onEntity('iam:DeleteRolePermissionsBoundary', ROLE);
