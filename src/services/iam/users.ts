import type {
  CreateUserCommandInput,
  DeleteUserCommandInput,
  GetUserCommandInput,
  ListUsersCommandInput,
  UpdateUserCommandInput,
  User,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { boundaryOf, entityNotFound, existing, iamArn, tagsOf, USER, wholeSeconds } from './entity.ts';
import { NO_USER_NAME, onEntity, onNew, onPath, userNameOf } from './iam-access.ts';
import { checked, checkNewName } from './input.ts';
import { page } from './paging.ts';
import { checkBoundary } from './permissions-boundaries.ts';
import { alreadyExists, inUse, quota, validation } from './refusals.ts';
import type { IamState, Tag, UserRecord } from './state.ts';

type Call = CallContext<IamState>;

const USERS_PER_ACCOUNT = 5000;

export const describedUser = (user: UserRecord): User => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: user.arn,
  CreateDate: wholeSeconds(user.createdAt),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export async function createUser(input: CreateUserCommandInput, call: Call): Promise<{ User: User }> {
  const { UserName: name, Path: path = '/', Tags = [] } = checked(input, 'UserName');
  checkNewName(name, 'userName', 64);
  if (input.PermissionsBoundary !== undefined) await checkBoundary(input.PermissionsBoundary, call);
  const user: UserRecord = {
    name,
    path,
    id: `AIDA${call.ids.upperAlphanumeric(17)}`,
    arn: iamArn(call.account, 'user', path, name),
    createdAt: call.clock.now(),
    ...(input.PermissionsBoundary !== undefined && { permissionsBoundary: input.PermissionsBoundary }),
    tags: Tags as readonly Tag[],
    inlinePolicies: {},
    attachedPolicies: [],
    groups: [],
  };
  await call.state.turns(async () => {
    if ((await call.state.users.list()).length >= USERS_PER_ACCOUNT) throw quota('UsersPerAccount', USERS_PER_ACCOUNT);
    await call.state.users.update(name.toLowerCase(), (before) => {
      if (before !== undefined) throw alreadyExists(`User with name ${name} already exists.`);
      return { value: user, result: undefined };
    });
  });
  return { User: { ...describedUser(user), ...boundaryOf(user), ...tagsOf(user) } };
}
createUser.access = onNew('iam:CreateUser', 'user', 'UserName', 'iam:TagUser');

/** Without a name it is the caller: a user, or the account's root. */
export async function getUser(input: GetUserCommandInput, call: Call): Promise<{ User: User }> {
  const { caller, account, state } = call;
  const name = userNameOf(checked(input).UserName, call);
  if (name !== undefined) {
    const user = await existing(USER, name, call);
    return { User: { ...describedUser(user), ...boundaryOf(user), ...tagsOf(user) } };
  }
  if (caller.kind !== 'root') throw validation(NO_USER_NAME);
  return {
    User: {
      Path: '/',
      UserName: 'root',
      UserId: account,
      Arn: `arn:aws:iam::${account}:root`,
      CreateDate: wholeSeconds(state.startedAt),
    },
  };
}
getUser.access = onEntity('iam:GetUser', USER);

export async function listUsers(input: ListUsersCommandInput, { state }: Call) {
  const { PathPrefix = '/' } = checked(input);
  const all = (await state.users.list()).filter(({ path }) => path.startsWith(PathPrefix));
  const { items, ...paging } = page(all, input, ({ name }) => name);
  return { Users: items.map(describedUser), ...paging };
}
listUsers.access = onPath('iam:ListUsers', 'user');

/** A user keeps its id, its policies and its keys under a new name or path. */
export async function updateUser(input: UpdateUserCommandInput, call: Call): Promise<void> {
  const { UserName, NewUserName, NewPath } = checked(input, 'UserName');
  const { state, account } = call;
  await state.turns(async () => {
    const before = await existing(USER, UserName, call);
    const name = NewUserName ?? before.name;
    const path = NewPath ?? before.path;
    const from = before.name.toLowerCase();
    const to = name.toLowerCase();
    if (from !== to && (await state.users.get(to)) !== undefined) {
      throw alreadyExists(`User with name ${name} already exists.`);
    }
    await state.users.put(to, { ...before, name, path, arn: iamArn(account, 'user', path, name) });
    if (from !== to) {
      for (const key of await state.accessKeys.list()) {
        if (key.user === from) await state.accessKeys.put(key.accessKeyId, { ...key, user: to });
      }
      for (const device of await state.mfaDevices.list()) {
        if (device.user === from) await state.mfaDevices.put(device.serialNumber, { ...device, user: to });
      }
      await state.users.delete(from);
    }
    await state.keys.reload();
  });
}
updateUser.access = onEntity('iam:UpdateUser', USER);

export async function deleteUser(input: DeleteUserCommandInput, call: Call): Promise<void> {
  const { UserName } = checked(input, 'UserName');
  const { state } = call;
  const name = UserName.toLowerCase();
  await state.turns(async () => {
    const hasKeys = (await state.accessKeys.list()).some(({ user }) => user === name);
    const hasDevice = (await state.mfaDevices.list()).some(({ user }) => user === name);
    await state.users.update(name, (user) => {
      if (user === undefined) throw entityNotFound('user', UserName);
      if (user.attachedPolicies.length > 0) throw inUse('Cannot delete entity, must detach all policies first.');
      if (Object.keys(user.inlinePolicies).length > 0) {
        throw inUse('Cannot delete entity, must delete policies first.');
      }
      if (user.groups.length > 0) throw inUse('Cannot delete entity, must remove users from group first.');
      if (hasKeys) throw inUse('Cannot delete entity, must delete access keys first.');
      if (user.loginProfile !== undefined) throw inUse('Cannot delete entity, must delete login profile first.');
      if (hasDevice) throw inUse('Cannot delete entity, must delete MFA device first.');
      return { value: undefined, result: undefined };
    });
  });
}
deleteUser.access = onEntity('iam:DeleteUser', USER);
