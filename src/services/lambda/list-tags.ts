import type { ListTagsCommandInput, ListTagsResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { taggedFunctionAccess } from './function-access.ts';
import type { LambdaState } from './state.ts';
import { taggedFunction } from './tags.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export async function listTags(input: ListTagsCommandInput, call: CallContext<LambdaState>): Promise<ListTagsResponse> {
  const record = await call.state.functions.get(taggedFunction(input.Resource));
  return { Tags: { ...record.tags } };
}

listTags.access = taggedFunctionAccess('lambda:ListTags');
