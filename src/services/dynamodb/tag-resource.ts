import type { TagResourceCommandInput } from '@aws-sdk/client-dynamodb';
import { requestTags } from '../../aws/access.ts';
import { checkForms, checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { validation } from './errors.ts';
import { tags } from './input-members.ts';
import type { DynamodbState } from './state.ts';
import { arnAccess } from './table-access.ts';
import { givenTags, taggedTable, tagsByKey } from './tags.ts';

const MAX_TAGS = 50;
const SHAPE: InputShapes = { ResourceArn: { type: 'String' }, Tags: { ...tags, required: true } };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export async function tagResource(input: TagResourceCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  checkForms(input, SHAPE);
  if (input.ResourceArn === undefined) throw validation('Invalid TableArn');
  checkInput(input, SHAPE);
  const added = input.Tags ?? [];
  const table = await taggedTable(input.ResourceArn, call, () => {
    if (added.length === 0) throw validation('Atleast one Tag needs to be provided as Input.');
  });
  await call.state.tables.update(call, table.record.name, (record) => {
    const all = { ...record.tags, ...tagsByKey(added) };
    if (Object.keys(all).length > MAX_TAGS) {
      throw validation(`Too many tags: the limit of ${MAX_TAGS} tags for a resource is exceeded`);
    }
    return { ...record, tags: all };
  });
  return {};
}

tagResource.access = arnAccess<TagResourceCommandInput>(
  'dynamodb:TagResource',
  ({ ResourceArn }) => ResourceArn,
  ({ Tags }) => requestTags(givenTags(Tags)),
);
