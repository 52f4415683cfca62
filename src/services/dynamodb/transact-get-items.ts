import type { TransactGetItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { NO_INDEXES, readUnits } from './capacity.ts';
import { checkPaths } from './check-paths.ts';
import { validation } from './errors.ts';
import { type CompiledExpressions, compileExpressions, project } from './expressions/index.ts';
import { findTable, withTableName } from './find-table.ts';
import { attributes, expression, itemTableName, placeholders, returnConsumedCapacity } from './input-members.ts';
import { elementsOf, type ItemRequest, itemKeys, partsAccess } from './item-access.ts';
import { checkKey, itemRow } from './item-key.ts';
import { MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ITEMS } from './limits.ts';
import type { DynamodbState } from './state.ts';
import { type StoredItem, storedItem } from './stored-item.ts';
import type { Table } from './table.ts';
import { admitTransaction, cancelled, type Reason, validationReason } from './transaction-cancelled.ts';
import { type TransactionUnits, transactionCapacity } from './transaction-capacity.ts';
import type { Item } from './values/attribute-value.ts';
import { validateItem } from './values/validate.ts';

const SHAPE: InputShapes = {
  TransactItems: {
    type: 'List',
    required: true,
    minLength: 1,
    maxLength: MAX_TRANSACTION_ITEMS,
    member: {
      type: 'Structure',
      name: 'TransactGetItem',
      members: {
        Get: {
          type: 'Structure',
          name: 'Get',
          required: true,
          members: {
            Key: attributes,
            TableName: itemTableName,
            ProjectionExpression: expression,
            ExpressionAttributeNames: placeholders['ExpressionAttributeNames'] ?? expression,
          },
        },
      },
    },
  },
  ReturnConsumedCapacity: returnConsumedCapacity,
};

interface Get {
  readonly table: Table;
  readonly key: Item;
  readonly expressions: CompiledExpressions;
}

/**
 * Reads up to 100 items as they were at one moment.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
export async function transactGetItems(
  input: TransactGetItemsCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, SHAPE);
  const gets = await readGets(input, call);
  const reasons = gets.map(({ table, key, expressions }): Reason | undefined => {
    try {
      checkKey(table, key);
      checkPaths(table, expressions);
      return undefined;
    } catch (error) {
      return validationReason(error);
    }
  });
  if (reasons.some((reason) => reason !== undefined)) throw cancelled(reasons);

  admitTransaction(
    gets.map(({ table }) => table),
    'read',
  );
  const rows = gets.map(({ table, key }) => itemRow(table, key));
  const found = await call.state.store.update(rows, (values) => ({ writes: [], result: [...values] }));
  const items = found.map((bytes): StoredItem | undefined => (bytes === undefined ? undefined : storedItem(bytes)));
  if (items.reduce((sum, item) => sum + (item?.sizeBytes ?? 0), 0) > MAX_TRANSACTION_BYTES) {
    throw validation('Transaction request exceeds the limit of 4 MB');
  }
  const units: TransactionUnits = new Map();
  for (const [at, { table }] of gets.entries()) {
    units.set(table, (units.get(table) ?? 0) + 2 * readUnits(items[at]?.sizeBytes ?? 0, true));
  }
  for (const [table, taken] of units) table.meter?.tookRead({ table: taken, indexes: NO_INDEXES });
  return {
    Responses: items.map((stored, at) => {
      const projection = gets[at]?.expressions.projection;
      if (stored === undefined) return {};
      return { Item: projection === undefined ? stored.item : project(projection, stored.item) };
    }),
    ...transactionCapacity(input.ReturnConsumedCapacity, units, 'ReadCapacityUnits'),
  };
}

transactGetItems.access = partsAccess(['dynamodb:GetItem'], (input: TransactGetItemsCommandInput) =>
  elementsOf(input.TransactItems).map(({ Get }) => {
    const given = (Get ?? {}) as ItemRequest;
    const asked = { kinds: ['projection'], key: 'Key', select: true, enclosing: 'TransactGetItems' } as const;
    return {
      action: 'dynamodb:GetItem',
      tableName: given.TableName,
      keys: (table) => itemKeys([given], input, table, asked),
    };
  }),
);

async function readGets(input: TransactGetItemsCommandInput, call: CallContext<DynamodbState>): Promise<Get[]> {
  const gets: Get[] = [];
  for (const { Get: given } of input.TransactItems ?? []) {
    if (given === undefined) continue;
    const request = withTableName(given);
    const key = validateItem(request.Key);
    const expressions = compileExpressions(request, ['projection']);
    gets.push({ table: await findTable(request.TableName, call), key, expressions });
  }
  return gets;
}
