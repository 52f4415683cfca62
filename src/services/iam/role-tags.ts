import type { ListRoleTagsCommandInput, TagRoleCommandInput, UntagRoleCommandInput } from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { page } from './paging.ts';
import { changeRole, existingRole } from './role.ts';
import type { IamState, Tag } from './state.ts';

type Call = CallContext<IamState>;

export async function tagRole(input: TagRoleCommandInput, call: Call): Promise<void> {
  const added = (input.Tags ?? []) as readonly Tag[];
  await changeRole(input.RoleName, call, (role) => ({
    ...role,
    tags: [...role.tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key)), ...added],
  }));
}

export async function untagRole(input: UntagRoleCommandInput, call: Call): Promise<void> {
  const keys = input.TagKeys ?? [];
  await changeRole(input.RoleName, call, (role) => ({
    ...role,
    tags: role.tags.filter(({ Key }) => !keys.includes(Key)),
  }));
}

export async function listRoleTags(input: ListRoleTagsCommandInput, call: Call) {
  const role = await existingRole(input.RoleName, call);
  const { items, ...paging } = page(role.tags, input, ({ Key }) => Key);
  return { Tags: items, ...paging };
}
