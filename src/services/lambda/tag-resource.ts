import type { TagResourceCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { taggedFunctionAccess } from './function-access.ts';
import type { LambdaState } from './state.ts';
import { requireTags, taggedFunction } from './tags.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export async function tagResource(
  input: TagResourceCommandInput,
  call: CallContext<LambdaState>,
): Promise<Record<string, never>> {
  await call.state.functions.change(taggedFunction(input.Resource), (record) => {
    const tags = { ...record.tags, ...input.Tags };
    requireTags(tags);
    return { ...record, tags };
  });
  return {};
}

tagResource.access = taggedFunctionAccess('lambda:TagResource');
