import type {
  AddUserToGroupCommandInput,
  ListGroupsForUserCommandInput,
  RemoveUserFromGroupCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { change, existing, GROUP, USER } from './entity.ts';
import { describedGroup } from './groups.ts';
import { onEntity } from './iam-access.ts';
import { checked } from './input.ts';
import { page } from './paging.ts';
import { quota } from './refusals.ts';
import type { IamState } from './state.ts';

type Call = CallContext<IamState>;

const GROUPS_PER_USER = 10;

export async function addUserToGroup(input: AddUserToGroupCommandInput, call: Call): Promise<void> {
  const { GroupName, UserName } = checked(input, 'GroupName', 'UserName');
  const added = GroupName.toLowerCase();
  await call.state.turns(async () => {
    await existing(GROUP, GroupName, call);
    await change(USER, UserName, call, (user) => {
      if (user.groups.includes(added)) return user;
      if (user.groups.length >= GROUPS_PER_USER) throw quota('GroupsPerUser', GROUPS_PER_USER);
      return { ...user, groups: [...user.groups, added].sort() };
    });
  });
}
addUserToGroup.access = onEntity('iam:AddUserToGroup', GROUP);

/** Succeeds for a user that is not in the group. */
export async function removeUserFromGroup(input: RemoveUserFromGroupCommandInput, call: Call): Promise<void> {
  const { GroupName, UserName } = checked(input, 'GroupName', 'UserName');
  await existing(GROUP, GroupName, call);
  await change(USER, UserName, call, (user) => ({
    ...user,
    groups: user.groups.filter((group) => group !== GroupName.toLowerCase()),
  }));
}
removeUserFromGroup.access = onEntity('iam:RemoveUserFromGroup', GROUP);

export async function listGroupsForUser(input: ListGroupsForUserCommandInput, call: Call) {
  const { UserName } = checked(input, 'UserName');
  const user = await existing(USER, UserName, call);
  const groups = await Promise.all(user.groups.map((name) => call.state.groups.get(name)));
  const { items, ...paging } = page(
    groups.filter((group) => group !== undefined),
    input,
    ({ name }) => name,
  );
  return { Groups: items.map(describedGroup), ...paging };
}
listGroupsForUser.access = onEntity('iam:ListGroupsForUser', USER);
