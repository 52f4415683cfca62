import type {
  CreateGroupCommandInput,
  DeleteGroupCommandInput,
  GetGroupCommandInput,
  Group,
  ListGroupsCommandInput,
  UpdateGroupCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { entityNotFound, existing, GROUP, iamArn, wholeSeconds } from './entity.ts';
import { onEntity, onNew, onPath } from './iam-access.ts';
import { checked } from './input.ts';
import { page } from './paging.ts';
import { alreadyExists, inUse, quota } from './refusals.ts';
import type { GroupRecord, IamState } from './state.ts';
import { describedUser } from './users.ts';

type Call = CallContext<IamState>;

const GROUPS_PER_ACCOUNT = 300;

export const describedGroup = (group: GroupRecord): Group => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: group.arn,
  CreateDate: wholeSeconds(group.createdAt),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html */
export async function createGroup(input: CreateGroupCommandInput, call: Call): Promise<{ Group: Group }> {
  const { GroupName: name, Path: path = '/' } = checked(input, 'GroupName');
  const group: GroupRecord = {
    name,
    path,
    id: `AGPA${call.ids.upperAlphanumeric(17)}`,
    arn: iamArn(call.account, 'group', path, name),
    createdAt: call.clock.now(),
    tags: [],
    inlinePolicies: {},
    attachedPolicies: [],
  };
  await call.state.turns(async () => {
    const { groups } = call.state;
    if ((await groups.list()).length >= GROUPS_PER_ACCOUNT) throw quota('GroupsPerAccount', GROUPS_PER_ACCOUNT);
    await groups.update(name.toLowerCase(), (before) => {
      if (before !== undefined) throw alreadyExists(`Group with name ${name} already exists.`);
      return { value: group, result: undefined };
    });
  });
  return { Group: describedGroup(group) };
}
createGroup.access = onNew('iam:CreateGroup', 'group', 'GroupName');

/** The group and its users. */
export async function getGroup(input: GetGroupCommandInput, call: Call) {
  const { GroupName } = checked(input, 'GroupName');
  const group = await existing(GROUP, GroupName, call);
  const members = (await call.state.users.list()).filter(({ groups }) => groups.includes(GroupName.toLowerCase()));
  const { items, ...paging } = page(members, input, ({ name }) => name);
  return { Group: describedGroup(group), Users: items.map(describedUser), ...paging };
}
getGroup.access = onEntity('iam:GetGroup', GROUP);

export async function listGroups(input: ListGroupsCommandInput, { state }: Call) {
  const { PathPrefix = '/' } = checked(input);
  const all = (await state.groups.list()).filter(({ path }) => path.startsWith(PathPrefix));
  const { items, ...paging } = page(all, input, ({ name }) => name);
  return { Groups: items.map(describedGroup), ...paging };
}
listGroups.access = onPath('iam:ListGroups', 'group');

/** A group keeps its id, its policies and its users under a new name or path. */
export async function updateGroup(input: UpdateGroupCommandInput, call: Call): Promise<void> {
  const { GroupName, NewGroupName, NewPath } = checked(input, 'GroupName');
  const { state, account } = call;
  await state.turns(async () => {
    const before = await existing(GROUP, GroupName, call);
    const name = NewGroupName ?? before.name;
    const path = NewPath ?? before.path;
    const from = before.name.toLowerCase();
    const to = name.toLowerCase();
    if (from !== to && (await state.groups.get(to)) !== undefined) {
      throw alreadyExists(`Group with name ${name} already exists.`);
    }
    await state.groups.put(to, { ...before, name, path, arn: iamArn(account, 'group', path, name) });
    if (from === to) return;
    for (const user of await state.users.list()) {
      if (!user.groups.includes(from)) continue;
      const groups = user.groups.map((group) => (group === from ? to : group));
      await state.users.put(user.name.toLowerCase(), { ...user, groups });
    }
    await state.groups.delete(from);
  });
}
updateGroup.access = onEntity('iam:UpdateGroup', GROUP);

export async function deleteGroup(input: DeleteGroupCommandInput, { state }: Call): Promise<void> {
  const { GroupName } = checked(input, 'GroupName');
  const name = GroupName.toLowerCase();
  await state.turns(async () => {
    const hasUsers = (await state.users.list()).some(({ groups }) => groups.includes(name));
    await state.groups.update(name, (group) => {
      if (group === undefined) throw entityNotFound('group', GroupName);
      if (hasUsers) throw inUse('Cannot delete entity, must remove users from group first.');
      if (group.attachedPolicies.length > 0) throw inUse('Cannot delete entity, must detach all policies first.');
      if (Object.keys(group.inlinePolicies).length > 0) {
        throw inUse('Cannot delete entity, must delete policies first.');
      }
      return { value: undefined, result: undefined };
    });
  });
}
deleteGroup.access = onEntity('iam:DeleteGroup', GROUP);
