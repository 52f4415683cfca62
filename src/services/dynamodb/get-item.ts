import type { GetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import { type CallContext, EncodedAnswer } from '../../aws/service.ts';
import type { Awaitable } from '../../store/store.ts';
import { consumedCapacity, NO_INDEXES, readUnits } from './capacity.ts';
import { checkPaths } from './check-paths.ts';
import { itemTableNotFound } from './errors.ts';
import { type CompiledExpressions, compileExpressions, project, rejectMixedParameters } from './expressions/index.ts';
import { withTableName } from './find-table.ts';
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
import type { Table } from './table.ts';
import type { Item } from './values/attribute-value.ts';
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
export function getItem(given: GetItemCommandInput, call: CallContext<DynamodbState>): Awaitable<GetItemAnswer> {
  const input = withTableName(given);
  checkInput(input, SHAPE);
  const givenKinds = rejectMixedParameters(input, KINDS);
  const key = validateItem(input.Key);
  const expressions = compileExpressions(input, KINDS, givenKinds);
  // Where nothing has to be waited for, nothing is: most reads are answered at once.
  const table = call.state.tables.find(call, input.TableName ?? '');
  return table instanceof Promise
    ? table.then((found) => read(found, input, key, expressions, call))
    : read(table, input, key, expressions, call);
}

getItem.access = itemAccess('dynamodb:GetItem', { kinds: KINDS, key: 'Key', select: true });

type GetItemAnswer = EncodedAnswer | object;

function read(
  table: Table | undefined,
  input: GetItemCommandInput,
  key: Item,
  expressions: CompiledExpressions,
  { state }: CallContext<DynamodbState>,
): Awaitable<GetItemAnswer> {
  if (table === undefined) throw itemTableNotFound();
  checkKey(table, key);
  checkPaths(table, expressions);
  table.meter?.admitRead();
  const bytes = state.store.get(itemRow(table, key));
  return bytes instanceof Promise
    ? bytes.then((found) => answer(found, table, input, expressions))
    : answer(bytes, table, input, expressions);
}

function answer(
  bytes: Uint8Array | undefined,
  table: Table,
  input: GetItemCommandInput,
  { projection }: CompiledExpressions,
): GetItemAnswer {
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
