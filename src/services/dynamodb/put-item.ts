import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { consumedCapacity } from './capacity.ts';
import { changeItem, newItem } from './change-item.ts';
import { checkCondition } from './check-condition.ts';
import { checkPaths } from './check-paths.ts';
import { validation } from './errors.ts';
import { compileExpressions, rejectMixedParameters } from './expressions/index.ts';
import { findTable, withTableName } from './find-table.ts';
import {
  attributes,
  CONDITION_MEMBERS,
  itemTableName,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  returnValues,
} from './input-members.ts';
import { itemAccess } from './item-access.ts';
import { itemCollectionMetrics } from './item-collection-metrics.ts';
import { checkItemKeys, itemRow } from './item-key.ts';
import { MAX_ITEM_BYTES } from './limits.ts';
import type { DynamodbState } from './state.ts';
import { itemSizeBytes } from './values/size.ts';
import { validateItem } from './values/validate.ts';

const KINDS = ['condition'] as const;

const SHAPE: InputShapes = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: itemTableName,
  Item: attributes,
  ReturnValues: returnValues,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ...CONDITION_MEMBERS,
};

/**
 * Writes an item in place of the one with its key, if any.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export async function putItem(given: PutItemCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  const input = withTableName(given);
  checkInput(input, SHAPE);
  const givenKinds = rejectMixedParameters(input, KINDS);
  const item = validateItem(input.Item);
  const { ReturnValues: wanted } = input;
  if (wanted !== undefined && wanted !== 'ALL_OLD' && wanted !== 'NONE') {
    throw validation('ReturnValues can only be ALL_OLD or NONE');
  }
  const sizeBytes = itemSizeBytes(item);
  if (sizeBytes > MAX_ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size');
  const expressions = compileExpressions(input, KINDS, givenKinds);
  const { condition } = expressions;
  const table = await findTable(input.TableName, call);
  checkItemKeys(table, item);
  checkPaths(table, expressions);

  const next = newItem(item, sizeBytes);
  return changeItem(call.state.store, table, itemRow(table, item), (old) => {
    checkCondition(condition, old, input.ReturnValuesOnConditionCheckFailure);
    return {
      next,
      answer: (units) => ({
        ...(wanted === 'ALL_OLD' && old !== undefined ? { Attributes: old.item } : {}),
        ...consumedCapacity(input.ReturnConsumedCapacity, table, units),
        ...itemCollectionMetrics(input.ReturnItemCollectionMetrics, table, item),
      }),
    };
  });
}

putItem.access = itemAccess('dynamodb:PutItem', { kinds: KINDS, key: 'Item', returnValues: true });
