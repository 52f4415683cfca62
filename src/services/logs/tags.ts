import type {
  ListTagsForResourceCommandInput,
  ListTagsLogGroupCommandInput,
  TagLogGroupCommandInput,
  TagResourceCommandInput,
  UntagLogGroupCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { groupAccess, taggedAccess } from './group-access.ts';
import { changeGroup, checkedGroupName, existingGroup, groupNameOf } from './log-group.ts';
import { constraint } from './refusals.ts';
import type { LogsState } from './state.ts';

type Call = CallContext<LogsState>;
type Tags = Readonly<Record<string, string>>;

/** Tags by ARN and, in the older operations, by the group's name: the same tags. */
export const tagResource = async (input: TagResourceCommandInput, call: Call): Promise<void> =>
  addTags(groupOf(input.resourceArn), input.tags, call);

export const tagLogGroup = async (input: TagLogGroupCommandInput, call: Call): Promise<void> =>
  addTags(checkedGroupName(input.logGroupName), input.tags, call);

export const untagResource = async (input: UntagResourceCommandInput, call: Call): Promise<void> =>
  removeTags(groupOf(input.resourceArn), input.tagKeys, call);

export const untagLogGroup = async (input: UntagLogGroupCommandInput, call: Call): Promise<void> =>
  removeTags(checkedGroupName(input.logGroupName), input.tags, call);

export const listTagsForResource = async (
  input: ListTagsForResourceCommandInput,
  call: Call,
): Promise<{ tags: Tags }> => tagsOf(groupOf(input.resourceArn), call);

export const listTagsLogGroup = async (input: ListTagsLogGroupCommandInput, call: Call): Promise<{ tags: Tags }> =>
  tagsOf(checkedGroupName(input.logGroupName), call);

tagResource.access = taggedAccess('logs:TagResource', ({ tags }) => ({ ...(tags as Tags | undefined) }));
untagResource.access = taggedAccess('logs:UntagResource', ({ tagKeys }) =>
  Object.fromEntries(((tagKeys as readonly string[] | undefined) ?? []).map((key) => [key, undefined])),
);
listTagsForResource.access = taggedAccess('logs:ListTagsForResource');
tagLogGroup.access = groupAccess('logs:TagLogGroup');
untagLogGroup.access = groupAccess('logs:UntagLogGroup');
listTagsLogGroup.access = groupAccess('logs:ListTagsLogGroup');

function groupOf(resourceArn: string | undefined): string {
  if (resourceArn === undefined) throw constraint('resourceArn', resourceArn, 'Member must not be null');
  return groupNameOf(resourceArn);
}

function addTags(group: string, tags: Tags | undefined, call: Call): Promise<void> {
  if (tags === undefined) throw constraint('tags', tags, 'Member must not be null');
  return changeGroup(group, call, (before) => ({ ...before, tags: { ...before.tags, ...tags } }));
}

function removeTags(group: string, keys: readonly string[] | undefined, call: Call): Promise<void> {
  if (keys === undefined) throw constraint('tagKeys', keys, 'Member must not be null');
  return changeGroup(group, call, (before) => ({
    ...before,
    tags: Object.fromEntries(Object.entries(before.tags).filter(([key]) => !keys.includes(key))),
  }));
}

async function tagsOf(logGroupName: string, call: Call): Promise<{ tags: Tags }> {
  return { tags: (await existingGroup({ logGroupName }, call)).tags };
}
