import type { BatchWriteItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { addUnits, capacityOf } from './capacity.ts';
import { changeItem, type Next, newItem, type WriteUnits } from './change-item.ts';
import { validation } from './errors.ts';
import { findTable, nameInArn } from './find-table.ts';
import { attributes, returnConsumedCapacity, returnItemCollectionMetrics, tableNameKeys } from './input-members.ts';
import { elementsOf, entriesOf, type ItemRequest, itemKeys, partsAccess } from './item-access.ts';
import { collectionMetrics } from './item-collection-metrics.ts';
import { checkItemKeys, checkKey, itemRow, keyMismatch, keyParts } from './item-key.ts';
import { MAX_BATCH_WRITE_ITEMS, MAX_ITEM_BYTES } from './limits.ts';
import type { DynamodbState } from './state.ts';
import type { Table } from './table.ts';
import { isThrottled } from './throughput-meter.ts';
import { attributeOf, type Item, typeOf } from './values/attribute-value.ts';
import { itemSizeBytes } from './values/size.ts';
import { validateItem } from './values/validate.ts';

const SHAPE: InputShapes = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  RequestItems: {
    type: 'Map',
    required: true,
    minLength: 1,
    keys: tableNameKeys,
    memberLength: { minLength: 1, maxLength: MAX_BATCH_WRITE_ITEMS },
    member: {
      type: 'List',
      member: {
        type: 'Structure',
        name: 'WriteRequest',
        members: {
          PutRequest: { type: 'Structure', name: 'PutRequest', members: { Item: attributes } },
          DeleteRequest: { type: 'Structure', name: 'DeleteRequest', members: { Key: attributes } },
        },
      },
    },
  },
};

/** An item to be put, or the key of one to be removed. */
interface BatchWrite {
  readonly put: boolean;
  readonly attributes: Item;
}

/**
 * Puts and removes up to 25 items of any tables, each by itself.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function batchWriteItem(
  input: BatchWriteItemCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, SHAPE);
  const requests = readRequests(input);
  const writes: { table: Table; row: Uint8Array; next: Next; item: Item }[] = [];
  for (const [name, tableWrites] of requests) {
    const table = await findTable(nameInArn(name), call);
    const seen = new Set<string>();
    for (const { put, attributes: item } of tableWrites) {
      if (put) checkBatchedItem(table, item);
      else checkKey(table, item);
      const row = itemRow(table, item);
      const identity = Buffer.from(row).toString('latin1');
      if (seen.has(identity)) throw validation('Provided list of item keys contains duplicates');
      seen.add(identity);
      writes.push({ table, row, next: put ? newItem(item) : 'remove', item });
    }
  }

  if (!call.state.tables.areCurrent(writes.map(({ table }) => table))) return batchWriteItem(input, call);

  const taken = await Promise.all(
    writes.map(async ({ table, row, next }) => {
      try {
        return await changeItem(call.state.store, table, row, () => ({ next, answer: (units) => units }));
      } catch (error) {
        if (isThrottled(error)) return error;
        throw error;
      }
    }),
  );
  const [first] = taken;
  // Only when nothing at all could be written the whole request is refused.
  if (first instanceof ServiceError && taken.every((one) => one instanceof ServiceError)) throw first;
  return {
    UnprocessedItems: unprocessed(input, taken),
    ...capacities(input, writes, taken),
    ...metrics(input, writes),
  };
}

batchWriteItem.access = partsAccess(['dynamodb:BatchWriteItem'], (input: BatchWriteItemCommandInput) =>
  entriesOf(input.RequestItems).map(([tableName, given]) => ({
    action: 'dynamodb:BatchWriteItem',
    tableName,
    keys: (table) => {
      const requests = elementsOf(given).map(({ PutRequest: put, DeleteRequest: remove }): ItemRequest => {
        const { Item } = (put ?? {}) as ItemRequest;
        const { Key } = (remove ?? {}) as ItemRequest;
        return { Item: put ? Item : Key };
      });
      return itemKeys(requests, input, table, { kinds: [], key: 'Item' });
    },
  })),
);

/** In a batch AWS words a key that is missing or of another type as one that was given as a key. */
function checkBatchedItem(table: Table, item: Item): void {
  for (const { name, type } of keyParts(table)) {
    const value = attributeOf(item, name);
    if (value === undefined || typeOf(value) !== type) throw keyMismatch();
  }
  checkItemKeys(table, item);
}

/** The requests, in the order of `taken`, that were refused for want of throughput. */
function unprocessed(input: BatchWriteItemCommandInput, taken: readonly (WriteUnits | ServiceError)[]): object {
  let at = 0;
  const left = Object.entries(input.RequestItems ?? {}).map(
    ([name, given]) => [name, given.filter(() => taken[at++] instanceof ServiceError)] as const,
  );
  return Object.fromEntries(left.filter(([, requests]) => requests.length > 0));
}

function readRequests(input: BatchWriteItemCommandInput): Map<string, BatchWrite[]> {
  const requests = new Map<string, BatchWrite[]>();
  let total = 0;
  for (const [name, given] of Object.entries(input.RequestItems ?? {})) {
    requests.set(
      name,
      given.map(({ PutRequest: put, DeleteRequest: remove }): BatchWrite => {
        if ((put === undefined) === (remove === undefined)) {
          throw validation(
            'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
          );
        }
        if (put === undefined) return { put: false, attributes: validateItem(remove?.Key) };
        const item = validateItem(put.Item);
        if (itemSizeBytes(item) > MAX_ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size');
        return { put: true, attributes: item };
      }),
    );
    total += given.length;
    if (total > MAX_BATCH_WRITE_ITEMS) throw validation('Too many items requested for the BatchWriteItem call');
  }
  return requests;
}

function capacities(
  input: BatchWriteItemCommandInput,
  writes: readonly { readonly table: Table }[],
  taken: readonly (WriteUnits | ServiceError)[],
): { readonly ConsumedCapacity?: readonly object[] } {
  const byTable = new Map<Table, WriteUnits>();
  for (const [at, { table }] of writes.entries()) {
    const units = taken[at];
    if (units !== undefined && !(units instanceof ServiceError))
      byTable.set(table, addUnits(byTable.get(table), units));
  }
  const found = [...byTable].flatMap(([table, units]) => capacityOf(input.ReturnConsumedCapacity, table, units) ?? []);
  return found.length === 0 ? {} : { ConsumedCapacity: found };
}

function metrics(
  input: BatchWriteItemCommandInput,
  writes: readonly { readonly table: Table; readonly item: Item }[],
): { readonly ItemCollectionMetrics?: object } {
  const byTable: Record<string, object[]> = {};
  for (const { table, item } of writes) {
    const found = collectionMetrics(input.ReturnItemCollectionMetrics, table, item);
    if (found === undefined) continue;
    byTable[table.record.name] ??= [];
    byTable[table.record.name]?.push(found);
  }
  return Object.keys(byTable).length === 0 ? {} : { ItemCollectionMetrics: byTable };
}
