import type { ListTagsOfResourceCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import type { DynamodbState } from './state.ts';
import { arnAccess } from './table-access.ts';
import { taggedTable } from './tags.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export async function listTagsOfResource(
  input: ListTagsOfResourceCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, { ResourceArn: { type: 'String' }, NextToken: { type: 'String' } });
  const { record } = await taggedTable(input.ResourceArn, call);
  return { Tags: Object.entries(record.tags).map(([Key, Value]) => ({ Key, Value })) };
}

listTagsOfResource.access = arnAccess<ListTagsOfResourceCommandInput>(
  'dynamodb:ListTagsOfResource',
  ({ ResourceArn }) => ResourceArn,
);
