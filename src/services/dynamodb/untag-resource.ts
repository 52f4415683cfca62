import type { UntagResourceCommandInput } from '@aws-sdk/client-dynamodb';
import { checkForms, checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { validation } from './errors.ts';
import type { DynamodbState } from './state.ts';
import { arnAccess } from './table-access.ts';
import { taggedTable } from './tags.ts';

const SHAPE: InputShapes = {
  ResourceArn: { type: 'String' },
  TagKeys: { type: 'List', required: true, member: { type: 'String' } },
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export async function untagResource(
  input: UntagResourceCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkForms(input, SHAPE);
  if (input.ResourceArn === undefined) throw validation('Invalid TableArn');
  checkInput(input, SHAPE);
  const removed = new Set(input.TagKeys);
  const table = await taggedTable(input.ResourceArn, call, () => {
    if (removed.size === 0) throw validation('Atleast one Tag Key needs to be provided as Input.');
  });
  await call.state.tables.update(call, table.record.name, (record) => ({
    ...record,
    tags: Object.fromEntries(Object.entries(record.tags).filter(([key]) => !removed.has(key))),
  }));
  return {};
}

untagResource.access = arnAccess<UntagResourceCommandInput>(
  'dynamodb:UntagResource',
  ({ ResourceArn }) => ResourceArn,
  ({ TagKeys }) => (Array.isArray(TagKeys) ? { 'aws:TagKeys': TagKeys.map(String) } : {}),
);
