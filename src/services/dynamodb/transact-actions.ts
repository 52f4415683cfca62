import type { TransactWriteItem, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import type { InputShape, InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import type { Key } from '../../store/store.ts';
import { type NewItem, type Next, newItem } from './change-item.ts';
import { checkPaths } from './check-paths.ts';
import { validation } from './errors.ts';
import {
  type CompiledExpressions,
  compileExpressions,
  type ExpressionParameters,
  evaluateCondition,
} from './expressions/index.ts';
import { findTable, withTableName } from './find-table.ts';
import {
  attributes,
  expression,
  itemTableName,
  placeholders,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
} from './input-members.ts';
import { checkItemKeys, checkKey, itemRow } from './item-key.ts';
import { MAX_ITEM_BYTES, MAX_TRANSACTION_ITEMS } from './limits.ts';
import type { DynamodbState } from './state.ts';
import type { StoredItem } from './stored-item.ts';
import type { Table } from './table.ts';
import { type Reason, validationReason } from './transaction-cancelled.ts';
import { checkUpdate, updatedItem } from './update-item.ts';
import type { Item } from './values/attribute-value.ts';
import { itemSizeBytes } from './values/size.ts';
import { validateItem } from './values/validate.ts';

const shared: InputShapes = {
  TableName: itemTableName,
  ConditionExpression: expression,
  ReturnValuesOnConditionCheckFailure: { type: 'String', values: ['ALL_OLD', 'NONE'] },
  ...placeholders,
};

const required: InputShape = { type: 'String', required: true };

export const TRANSACT_WRITE: InputShapes = {
  TransactItems: {
    type: 'List',
    required: true,
    minLength: 1,
    maxLength: MAX_TRANSACTION_ITEMS,
    member: {
      type: 'Structure',
      name: 'TransactWriteItem',
      members: {
        ConditionCheck: {
          type: 'Structure',
          name: 'ConditionCheck',
          members: { Key: attributes, ...shared, ConditionExpression: required },
        },
        Put: { type: 'Structure', name: 'Put', members: { Item: attributes, ...shared } },
        Delete: { type: 'Structure', name: 'Delete', members: { Key: attributes, ...shared } },
        Update: {
          type: 'Structure',
          name: 'Update',
          members: { Key: attributes, UpdateExpression: required, ...shared },
        },
      },
    },
  },
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ClientRequestToken: { type: 'String', minLength: 1, maxLength: 36 },
};

/** One write or check of a transaction, ready to be decided on the item that is there. */
export interface TransactAction {
  readonly table: Table;
  readonly row: Key;
  readonly key: Item;
  /** Why it cannot be done, whatever is there. */
  readonly refusal: Reason | undefined;
  /** What becomes of the item, or why not. */
  readonly decide: (old: StoredItem | undefined) => Next | Reason;
}

/** The actions of a request in its order. @throws ServiceError for what is wrong with the request itself */
export async function readActions(
  input: TransactWriteItemsCommandInput,
  call: CallContext<DynamodbState>,
): Promise<TransactAction[]> {
  const drafts = (input.TransactItems ?? []).map(readAction);
  const actions: TransactAction[] = [];
  for (const draft of drafts) actions.push(withTable(draft, await findTable(draft.tableName, call)));
  return call.state.tables.areCurrent(actions.map(({ table }) => table)) ? actions : readActions(input, call);
}

interface Draft {
  readonly kind: 'ConditionCheck' | 'Put' | 'Delete' | 'Update';
  readonly tableName: string | undefined;
  /** The item to be put, or the key. */
  readonly attributes: Item;
  readonly expressions: CompiledExpressions;
  readonly returnOnFailure: string | undefined;
}

type ActionInput = ExpressionParameters & {
  readonly TableName: string | undefined;
  readonly Item?: unknown;
  readonly Key?: unknown;
  readonly ReturnValuesOnConditionCheckFailure?: string;
};

function readAction(action: TransactWriteItem): Draft {
  const kinds = (['ConditionCheck', 'Put', 'Delete', 'Update'] as const).filter((kind) => action[kind]);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const given = withTableName(action[kind] as ActionInput);
  const { Item: item, Key: key } = given;
  const expressions = compileExpressions(given, kind === 'Update' ? ['update', 'condition'] : ['condition']);
  const { ReturnValuesOnConditionCheckFailure: returnOnFailure } = given;
  return {
    kind,
    tableName: given.TableName,
    attributes: validateItem(kind === 'Put' ? item : key),
    expressions,
    returnOnFailure,
  };
}

function withTable(draft: Draft, table: Table): TransactAction {
  const { kind, attributes: key, expressions, returnOnFailure } = draft;
  let put: NewItem | undefined;
  try {
    if (kind === 'Put') {
      const sizeBytes = itemSizeBytes(key);
      if (sizeBytes > MAX_ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size');
      checkItemKeys(table, key);
      put = newItem(key, sizeBytes);
    } else checkKey(table, key);
    checkPaths(table, expressions);
    if (expressions.update !== undefined) checkUpdate(table, expressions.update);
  } catch (error) {
    const refusal = validationReason(error);
    return { table, row: new Uint8Array(), key, refusal, decide: () => refusal };
  }

  const decide = (old: StoredItem | undefined): Next | Reason => {
    const { condition } = expressions;
    if (condition !== undefined && !evaluateCondition(condition, old?.item)) {
      return {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        ...(returnOnFailure === 'ALL_OLD' && old !== undefined ? { Item: old.item } : {}),
      };
    }
    if (put !== undefined) return put;
    if (kind === 'Delete') return 'remove';
    if (kind === 'ConditionCheck') return 'keep';
    try {
      return updatedItem(table, expressions.update, old, key);
    } catch (error) {
      return validationReason(error);
    }
  };
  return { table, row: itemRow(table, key), key, refusal: undefined, decide };
}
