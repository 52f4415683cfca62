import type {
  CreateRoleCommandInput,
  DeleteRoleCommandInput,
  GetRoleCommandInput,
  ListRolesCommandInput,
  Role,
  UpdateAssumeRolePolicyCommandInput,
  UpdateRoleCommandInput,
  UpdateRoleDescriptionCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { encodedDocument, trustDocument } from './documents.ts';
import { boundaryOf, change, entityNotFound, existing, iamArn, ROLE, tagsOf, wholeSeconds } from './entity.ts';
import { onEntity, onNew, onPath } from './iam-access.ts';
import { checked } from './input.ts';
import { page } from './paging.ts';
import { checkBoundary } from './permissions-boundaries.ts';
import { checkModifiable, isServiceLinked } from './protected-role.ts';
import { alreadyExists, inUse, invalidInput, quota } from './refusals.ts';
import type { IamState, RoleRecord, Tag } from './state.ts';

type Call = CallContext<IamState>;

const ROLES_PER_ACCOUNT = 1000;

/** What CreateRole answers; GetRole and ListRoles tell more. */
export const describedRole = (role: RoleRecord): Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: wholeSeconds(role.createdAt),
  AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
});

const described = (role: RoleRecord): Role => ({
  ...describedRole(role),
  ...(role.description !== undefined && { Description: role.description }),
  MaxSessionDuration: role.maxSessionSeconds,
});

/** Stores a role that is new. */
export function keepNewRole(role: RoleRecord, { state }: Pick<Call, 'state'>): Promise<void> {
  return state.turns(async () => {
    if ((await state.roles.list()).length >= ROLES_PER_ACCOUNT) throw quota('RolesPerAccount', ROLES_PER_ACCOUNT);
    await state.roles.update(role.name.toLowerCase(), (before) => {
      if (before !== undefined) throw alreadyExists(`Role with name ${role.name} already exists.`);
      return { value: role, result: undefined };
    });
  });
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export async function createRole(input: CreateRoleCommandInput, call: Call): Promise<{ Role: Role }> {
  const { RoleName: name, Path: path = '/', ...given } = checked(input, 'RoleName', 'AssumeRolePolicyDocument');
  if (isServiceLinked({ path }))
    throw invalidInput(`The path ${path} is reserved for roles that are linked to a service.`);
  const trustPolicy = await trustDocument(given.AssumeRolePolicyDocument, call);
  if (given.PermissionsBoundary !== undefined) await checkBoundary(given.PermissionsBoundary, call);
  const role: RoleRecord = {
    name,
    path,
    id: `AROA${call.ids.upperAlphanumeric(17)}`,
    arn: iamArn(call.account, 'role', path, name),
    createdAt: call.clock.now(),
    trustPolicy,
    ...(given.Description !== undefined && { description: given.Description }),
    maxSessionSeconds: given.MaxSessionDuration ?? 3600,
    ...(given.PermissionsBoundary !== undefined && { permissionsBoundary: given.PermissionsBoundary }),
    tags: (given.Tags ?? []) as readonly Tag[],
    inlinePolicies: {},
    attachedPolicies: [],
  };
  await keepNewRole(role, call);
  return { Role: { ...describedRole(role), ...boundaryOf(role), ...tagsOf(role) } };
}
createRole.access = onNew('iam:CreateRole', 'role', 'RoleName', 'iam:TagRole');

export async function getRole(input: GetRoleCommandInput, call: Call): Promise<{ Role: Role }> {
  const { RoleName } = checked(input, 'RoleName');
  const role = await existing(ROLE, RoleName, call);
  const lastUsed = await lastUseOf(role, call);
  return {
    Role: {
      ...described(role),
      ...boundaryOf(role),
      ...tagsOf(role),
      RoleLastUsed: lastUsed === undefined ? {} : { LastUsedDate: wholeSeconds(lastUsed), Region: call.region },
    },
  };
}
getRole.access = onEntity('iam:GetRole', ROLE);

/** When a session of the role last asked for anything. */
export async function lastUseOf({ arn }: RoleRecord, { state }: Pick<Call, 'state'>): Promise<number | undefined> {
  const uses = await state.accessUses.of(arn);
  return uses.length === 0 ? undefined : Math.max(...uses.map(({ lastAt }) => lastAt));
}

export async function listRoles(input: ListRolesCommandInput, { state }: Call) {
  const { PathPrefix = '/' } = checked(input);
  const all = (await state.roles.list()).filter(({ path }) => path.startsWith(PathPrefix));
  const { items, ...paging } = page(all, input, ({ name }) => name);
  return { Roles: items.map(described), ...paging };
}
listRoles.access = onPath('iam:ListRoles', 'role');

export async function deleteRole(input: DeleteRoleCommandInput, { state }: Call): Promise<void> {
  const { RoleName } = checked(input, 'RoleName');
  const name = RoleName.toLowerCase();
  await state.turns(async () => {
    const hasProfile = (await state.instanceProfiles.list()).some(({ role }) => role === name);
    await markDeleted(await state.roles.get(name), state);
    await state.roles.update(name, (role) => {
      if (role === undefined) throw entityNotFound('role', RoleName);
      checkModifiable(role);
      if (role.attachedPolicies.length > 0) throw inUse('Cannot delete entity, must detach all policies first.');
      if (Object.keys(role.inlinePolicies).length > 0) {
        throw inUse('Cannot delete entity, must delete policies first.');
      }
      if (hasProfile) throw inUse('Cannot delete entity, must remove roles from instance profile first.');
      return { value: undefined, result: undefined };
    });
  });
}
deleteRole.access = onEntity('iam:DeleteRole', ROLE);

/** Before a role goes: a mark without a deletion changes nothing. */
export async function markDeleted(role: RoleRecord | undefined, { deletedRoles }: IamState): Promise<void> {
  if (role !== undefined) await deletedRoles.put(role.arn, { arn: role.arn });
}

export async function updateRole(input: UpdateRoleCommandInput, call: Call): Promise<object> {
  const { RoleName, Description, MaxSessionDuration } = checked(input, 'RoleName');
  await change(ROLE, RoleName, call, (role) => {
    checkModifiable(role);
    return {
      ...role,
      ...(Description !== undefined && { description: Description }),
      ...(MaxSessionDuration !== undefined && { maxSessionSeconds: MaxSessionDuration }),
    };
  });
  return {};
}
updateRole.access = onEntity('iam:UpdateRole', ROLE);

export async function updateRoleDescription(input: UpdateRoleDescriptionCommandInput, call: Call) {
  const { RoleName, Description = '' } = checked(input, 'RoleName');
  await change(ROLE, RoleName, call, (role) => ({ ...role, description: Description }));
  return { Role: described(await existing(ROLE, RoleName, call)) };
}
updateRoleDescription.access = onEntity('iam:UpdateRoleDescription', ROLE);

export async function updateAssumeRolePolicy(input: UpdateAssumeRolePolicyCommandInput, call: Call): Promise<void> {
  const { RoleName, PolicyDocument } = checked(input, 'RoleName', 'PolicyDocument');
  const trustPolicy = await trustDocument(PolicyDocument, call);
  await change(ROLE, RoleName, call, (role) => {
    checkModifiable(role);
    return { ...role, trustPolicy };
  });
}
updateAssumeRolePolicy.access = onEntity('iam:UpdateAssumeRolePolicy', ROLE);
