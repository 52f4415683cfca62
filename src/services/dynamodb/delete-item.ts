import type { DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { consumedCapacity } from './capacity.ts';
import { changeItem } from './change-item.ts';
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
import { checkKey, itemRow } from './item-key.ts';
import type { DynamodbState } from './state.ts';
import { validateItem } from './values/validate.ts';

const KINDS = ['condition'] as const;

const SHAPE: InputShapes = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: itemTableName,
  ReturnValues: returnValues,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  Key: attributes,
  ...CONDITION_MEMBERS,
};

/**
 * Removes an item; succeeds when there is none.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
 */
export async function deleteItem(given: DeleteItemCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  const input = withTableName(given);
  checkInput(input, SHAPE);
  const givenKinds = rejectMixedParameters(input, KINDS);
  const key = validateItem(input.Key);
  const { ReturnValues: wanted } = input;
  if (wanted !== undefined && wanted !== 'ALL_OLD' && wanted !== 'NONE') {
    throw validation('ReturnValues can only be ALL_OLD or NONE');
  }
  const expressions = compileExpressions(input, KINDS, givenKinds);
  const { condition } = expressions;
  const table = await findTable(input.TableName, call);
  checkKey(table, key);
  checkPaths(table, expressions);

  return changeItem(call.state.store, table, itemRow(table, key), (old) => {
    checkCondition(condition, old, input.ReturnValuesOnConditionCheckFailure);
    return {
      next: 'remove',
      answer: (units) => ({
        ...(wanted === 'ALL_OLD' && old !== undefined ? { Attributes: old.item } : {}),
        ...consumedCapacity(input.ReturnConsumedCapacity, table, units),
        ...itemCollectionMetrics(input.ReturnItemCollectionMetrics, table, key),
      }),
    };
  });
}

deleteItem.access = itemAccess('dynamodb:DeleteItem', { kinds: KINDS, key: 'Key', returnValues: true });
