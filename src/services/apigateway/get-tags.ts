import type { GetTagsCommandInput, Tags } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { readTags } from './tagged.ts';

export async function getTags(input: GetTagsCommandInput, call: Call): Promise<Tags> {
  return { tags: { ...(await readTags(input.resourceArn, call)) } };
}

getTags.access = managementAccess('GET /tags/{resourceArn}');
