import type { UntagResourceCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { taggedFunctionAccess } from './function-access.ts';
import type { LambdaState } from './state.ts';
import { taggedFunction } from './tags.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export async function untagResource(
  input: UntagResourceCommandInput,
  call: CallContext<LambdaState>,
): Promise<Record<string, never>> {
  const gone = new Set(input.TagKeys);
  await call.state.functions.change(taggedFunction(input.Resource), (record) => ({
    ...record,
    tags: Object.fromEntries(Object.entries(record.tags).filter(([name]) => !gone.has(name))),
  }));
  return {};
}

untagResource.access = taggedFunctionAccess('lambda:UntagResource');
