import type {
  CreateRoleCommandInput,
  DeleteRoleCommandInput,
  GetRoleCommandInput,
  ListRolesCommandInput,
  Role,
  UpdateAssumeRolePolicyCommandInput,
  UpdateRoleCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { page } from './paging.ts';
import {
  alreadyExists,
  checkedDocument,
  checkedName,
  checkedPath,
  constraint,
  inUse,
  required,
  roleNotFound,
} from './refusals.ts';
import { changeRole, describedRole, existingRole } from './role.ts';
import type { IamState, RoleRecord, Tag } from './state.ts';

type Call = CallContext<IamState>;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export async function createRole(input: CreateRoleCommandInput, call: Call): Promise<{ Role: Role }> {
  const name = checkedName(input.RoleName, 'roleName', 64);
  const path = checkedPath(input.Path);
  const role: RoleRecord = {
    name,
    path,
    id: `AROA${call.ids.upperAlphanumeric(17)}`,
    arn: `arn:aws:iam::${call.account}:role${path}${name}`,
    createdAt: call.clock.now(),
    trustPolicy: checkedDocument(input.AssumeRolePolicyDocument, 'assumeRolePolicyDocument'),
    ...(input.Description !== undefined && { description: input.Description }),
    maxSessionSeconds: checkedSession(input.MaxSessionDuration),
    ...(input.PermissionsBoundary !== undefined && { permissionsBoundary: input.PermissionsBoundary }),
    tags: (input.Tags ?? []) as readonly Tag[],
    inlinePolicies: {},
    attachedPolicies: [],
  };
  await call.state.roles.update(name.toLowerCase(), (existing) => {
    if (existing !== undefined) throw alreadyExists(`Role with name ${name} already exists.`);
    return { value: role, result: undefined };
  });
  return { Role: { ...describedRole(role), ...(role.tags.length > 0 && { Tags: [...role.tags] }) } };
}

export async function getRole(input: GetRoleCommandInput, call: Call): Promise<{ Role: Role }> {
  const role = await existingRole(input.RoleName, call);
  return {
    Role: {
      ...describedRole(role),
      ...(role.description !== undefined && { Description: role.description }),
      MaxSessionDuration: role.maxSessionSeconds,
      ...(role.tags.length > 0 && { Tags: [...role.tags] }),
      RoleLastUsed: {},
    },
  };
}

export async function listRoles(input: ListRolesCommandInput, { state }: Call) {
  const all = (await state.roles.list()).filter((role) => role.path.startsWith(input.PathPrefix ?? '/'));
  const { items, ...paging } = page(all, input, (role) => role.name);
  return {
    Roles: items.map((role) => ({
      ...describedRole(role),
      ...(role.description !== undefined && { Description: role.description }),
      MaxSessionDuration: role.maxSessionSeconds,
    })),
    ...paging,
  };
}

export async function deleteRole(input: DeleteRoleCommandInput, { state }: Call): Promise<void> {
  const name = required(input.RoleName, 'roleName');
  await state.roles.update(name.toLowerCase(), (role) => {
    if (role === undefined) throw roleNotFound(name);
    if (role.attachedPolicies.length > 0) throw inUse('Cannot delete entity, must detach all policies first.');
    if (Object.keys(role.inlinePolicies).length > 0) throw inUse('Cannot delete entity, must delete policies first.');
    return { value: undefined, result: undefined };
  });
}

export async function updateRole(input: UpdateRoleCommandInput, call: Call): Promise<object> {
  const maxSessionSeconds =
    input.MaxSessionDuration === undefined ? undefined : checkedSession(input.MaxSessionDuration);
  await changeRole(input.RoleName, call, (role) => ({
    ...role,
    ...(input.Description !== undefined && { description: input.Description }),
    ...(maxSessionSeconds !== undefined && { maxSessionSeconds }),
  }));
  return {};
}

export async function updateAssumeRolePolicy(input: UpdateAssumeRolePolicyCommandInput, call: Call): Promise<void> {
  const trustPolicy = checkedDocument(input.PolicyDocument);
  await changeRole(input.RoleName, call, (role) => ({ ...role, trustPolicy }));
}

function checkedSession(seconds = 3600): number {
  if (seconds < 3600) {
    throw constraint('maxSessionDuration', seconds, 'Member must have value greater than or equal to 3600');
  }
  if (seconds > 43_200) {
    throw constraint('maxSessionDuration', seconds, 'Member must have value less than or equal to 43200');
  }
  return seconds;
}
