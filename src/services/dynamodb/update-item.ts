import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { consumedCapacity } from './capacity.ts';
import { changeItem, type NewItem, newItem } from './change-item.ts';
import { checkCondition } from './check-condition.ts';
import { checkPaths } from './check-paths.ts';
import { invalidParameter, validation } from './errors.ts';
import {
  applyUpdate,
  assignedType,
  compileExpressions,
  rejectKeyUpdates,
  rejectMixedParameters,
  type Update,
  updatedAttributes,
} from './expressions/index.ts';
import { findTable, withTableName } from './find-table.ts';
import {
  attributes,
  attributeUpdates,
  CONDITION_MEMBERS,
  expression,
  itemTableName,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  returnValues,
} from './input-members.ts';
import { itemAccess } from './item-access.ts';
import { itemCollectionMetrics } from './item-collection-metrics.ts';
import { checkKey, checkUpdatedIndexKeys, itemRow, keyParts } from './item-key.ts';
import { MAX_ITEM_BYTES } from './limits.ts';
import type { DynamodbState } from './state.ts';
import type { StoredItem } from './stored-item.ts';
import type { Table } from './table.ts';
import type { Item } from './values/attribute-value.ts';
import { itemSizeBytes } from './values/size.ts';
import { validateItem } from './values/validate.ts';

const KINDS = ['update', 'condition'] as const;

const SHAPE: InputShapes = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: itemTableName,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ReturnValues: returnValues,
  Key: attributes,
  AttributeUpdates: attributeUpdates,
  UpdateExpression: expression,
  ...CONDITION_MEMBERS,
};

/**
 * Changes attributes of an item, or makes one of the key and the attributes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
export async function updateItem(given: UpdateItemCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  const input = withTableName(given);
  checkInput(input, SHAPE);
  const givenKinds = rejectMixedParameters(input, KINDS);
  const key = validateItem(input.Key);
  const expressions = compileExpressions(input, KINDS, givenKinds);
  const { update, condition } = expressions;
  const table = await findTable(input.TableName, call);
  checkKey(table, key);
  checkPaths(table, expressions);
  if (update !== undefined) checkUpdate(table, update);

  return changeItem(call.state.store, table, itemRow(table, key), (old) => {
    checkCondition(condition, old, input.ReturnValuesOnConditionCheckFailure);
    const next = updatedItem(table, update, old, key);
    return {
      next,
      answer: (units) => ({
        ...returnedAttributes(input.ReturnValues, update, old, next.item),
        ...consumedCapacity(input.ReturnConsumedCapacity, table, units),
        ...itemCollectionMetrics(input.ReturnItemCollectionMetrics, table, key),
      }),
    };
  });
}

updateItem.access = itemAccess('dynamodb:UpdateItem', { kinds: KINDS, key: 'Key', returnValues: true });

/** Refuses what an update must not do to the keys of a table and its indexes. @throws ServiceError ValidationException */
export function checkUpdate(table: Table, update: Update): void {
  rejectKeyUpdates(update, table.keyNames);
  for (const index of table.indexes) {
    for (const { name, type } of keyParts(index)) {
      const assigned = assignedType(update, name);
      if (assigned === undefined || assigned === type) continue;
      throw invalidParameter(
        `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${assigned} IndexName: ${index.record.name}`,
      );
    }
  }
}

/** The item that an update leaves behind, checked. @throws ServiceError ValidationException */
export function updatedItem(
  table: Table,
  update: Update | undefined,
  old: StoredItem | undefined,
  key: Readonly<Item>,
): NewItem {
  const before = old?.item ?? key;
  const after = update === undefined ? before : applyUpdate(update, before);
  const sizeBytes = itemSizeBytes(after);
  if (sizeBytes > MAX_ITEM_BYTES) throw validation('Item size to update has exceeded the maximum allowed size');
  checkUpdatedIndexKeys(table, before, after);
  return newItem(after, sizeBytes);
}

/** What `ReturnValues` asks for, of an item before and after its update. */
export function returnedAttributes(
  wanted: string | undefined,
  update: Update | undefined,
  old: StoredItem | undefined,
  after: Readonly<Item>,
): { readonly Attributes?: Readonly<Item> } {
  const found = () => {
    switch (wanted) {
      case 'ALL_OLD':
        return old?.item;
      case 'ALL_NEW':
        return after;
      case 'UPDATED_OLD':
        return old === undefined || update === undefined ? undefined : updatedAttributes(update, old.item);
      case 'UPDATED_NEW':
        return update === undefined ? undefined : updatedAttributes(update, after);
      default:
        return undefined;
    }
  };
  const answered = found();
  return answered === undefined || Object.keys(answered).length === 0 ? {} : { Attributes: answered };
}
