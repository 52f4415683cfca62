import type { GetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import { type CallContext, EncodedAnswer } from '../../aws/service.ts';
import { consumedCapacity, NO_INDEXES, readUnits } from './capacity.ts';
import { checkPaths } from './check-paths.ts';
import { compileExpressions, project, rejectMixedParameters } from './expressions/index.ts';
import { findTable, withTableName } from './find-table.ts';
import {
  attributes,
  attributesToGet,
  expression,
  itemTableName,
  placeholders,
  returnConsumedCapacity,
} from './input-members.ts';
import { itemAccess } from './item-access.ts';
import { checkKey, itemRow } from './item-key.ts';
import type { DynamodbState } from './state.ts';
import { storedItem } from './stored-item.ts';
import { validateItem } from './values/validate.ts';

const KINDS = ['projection'] as const;

const SHAPE: InputShapes = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  AttributesToGet: attributesToGet,
  TableName: itemTableName,
  Key: attributes,
  ConsistentRead: { type: 'Boolean' },
  ProjectionExpression: expression,
  ExpressionAttributeNames: placeholders['ExpressionAttributeNames'] ?? expression,
};

const EMPTY = new EncodedAnswer(Buffer.from('{}'));
const BEFORE = Buffer.from('{"Item":');
const AFTER = Buffer.from('}');

/**
 * Reads one item. Without a projection the stored bytes are the answer.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
export async function getItem(
  given: GetItemCommandInput,
  call: CallContext<DynamodbState>,
): Promise<EncodedAnswer | object> {
  const input = withTableName(given);
  checkInput(input, SHAPE);
  const givenKinds = rejectMixedParameters(input, KINDS);
  const key = validateItem(input.Key);
  const expressions = compileExpressions(input, KINDS, givenKinds);
  const { projection } = expressions;
  const table = await findTable(input.TableName, call);
  checkKey(table, key);
  checkPaths(table, expressions);
  table.meter?.admitRead();
  const bytes = await call.state.store.get(itemRow(table, key));
  if (table.meter !== undefined) {
    const sizeBytes = bytes === undefined ? 0 : storedItem(bytes).sizeBytes;
    table.meter.tookRead({ table: readUnits(sizeBytes, input.ConsistentRead), indexes: NO_INDEXES });
  }

  const detail = input.ReturnConsumedCapacity;
  if (projection === undefined && (detail === undefined || detail === 'NONE')) {
    if (bytes === undefined) return EMPTY;
    return new EncodedAnswer(Buffer.concat([BEFORE, storedItem(bytes).json, AFTER]));
  }
  const stored = bytes === undefined ? undefined : storedItem(bytes);
  const units = { table: readUnits(stored?.sizeBytes ?? 0, input.ConsistentRead), indexes: NO_INDEXES };
  return {
    ...(stored === undefined
      ? {}
      : { Item: projection === undefined ? stored.item : project(projection, stored.item) }),
    ...consumedCapacity(detail, table, units),
  };
}

getItem.access = itemAccess('dynamodb:GetItem', { kinds: ['projection'], select: true });
