import type { UntagResourceCommandInput } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { editTags } from './tagged.ts';

export async function untagResource(input: UntagResourceCommandInput, call: Call): Promise<Record<string, never>> {
  const gone = new Set(input.tagKeys);
  await editTags(input.resourceArn, call, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))),
  );
  return {};
}

untagResource.access = managementAccess('DELETE /tags/{resourceArn}');
