import type { TagResourceCommandInput } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { editTags } from './tagged.ts';

export async function tagResource(input: TagResourceCommandInput, call: Call): Promise<Record<string, never>> {
  await editTags(input.resourceArn, call, (tags) => ({ ...tags, ...input.tags }));
  return {};
}

tagResource.access = managementAccess('PUT /tags/{resourceArn}');
