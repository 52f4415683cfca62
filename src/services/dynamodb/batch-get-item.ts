import type { BatchGetItemCommandInput, KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import type { ServiceError } from '../../aws/service-error.ts';
import { capacityOf, NO_INDEXES, readUnits } from './capacity.ts';
import { validation } from './errors.ts';
import { compileExpressions, type Projection, project } from './expressions/index.ts';
import { findTable, nameInArn } from './find-table.ts';
import {
  attributesToGet,
  attributeValue,
  expression,
  placeholders,
  returnConsumedCapacity,
  tableNameKeys,
} from './input-members.ts';
import { elementsOf, entriesOf, type ItemRequest, itemKeys, partsAccess } from './item-access.ts';
import { checkKey, itemRow } from './item-key.ts';
import { MAX_BATCH_GET_BYTES, MAX_BATCH_GET_ITEMS } from './limits.ts';
import type { DynamodbState } from './state.ts';
import { storedItem } from './stored-item.ts';
import type { Table } from './table.ts';
import { isThrottled } from './throughput-meter.ts';
import type { Item } from './values/attribute-value.ts';
import { validateItem } from './values/validate.ts';

const SHAPE: InputShapes = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  RequestItems: {
    type: 'Map',
    required: true,
    minLength: 1,
    keys: tableNameKeys,
    member: {
      type: 'Structure',
      name: 'KeysAndAttributes',
      members: {
        Keys: {
          type: 'List',
          required: true,
          minLength: 1,
          maxLength: MAX_BATCH_GET_ITEMS,
          member: { type: 'Map', member: attributeValue },
        },
        AttributesToGet: attributesToGet,
        ConsistentRead: { type: 'Boolean' },
        ProjectionExpression: expression,
        ExpressionAttributeNames: placeholders['ExpressionAttributeNames'] ?? expression,
      },
    },
  },
};

interface TableRequest {
  readonly given: KeysAndAttributes;
  readonly keys: readonly Item[];
  readonly projection: Projection | undefined;
}

/**
 * Reads up to 100 items or 16 MB of any tables; what did not fit comes back in `UnprocessedKeys`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export async function batchGetItem(input: BatchGetItemCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  checkInput(input, SHAPE);
  const requests = readRequests(input);
  const tables = new Map<string, Table>();
  for (const [name, { keys }] of requests) {
    const table = await findTable(nameInArn(name), call);
    for (const key of keys) checkKey(table, key);
    tables.set(name, table);
  }

  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, object> = {};
  const capacities: object[] = [];
  let answerBytes = 0;
  let throttled: ServiceError | undefined;
  let isAnyRead = false;
  for (const [name, { given, keys, projection }] of requests) {
    const table = tables.get(name);
    if (table === undefined) continue;
    const items: Item[] = [];
    let units = 0;
    let left: readonly Item[] = [];
    for (const [at, key] of keys.entries()) {
      try {
        table.meter?.admitRead();
      } catch (error) {
        if (!isThrottled(error)) throw error;
        throttled = error;
        left = keys.slice(at);
        break;
      }
      isAnyRead = true;
      const bytes = await call.state.store.get(itemRow(table, key));
      const stored = bytes === undefined ? undefined : storedItem(bytes);
      if (answerBytes + (stored?.sizeBytes ?? 0) > MAX_BATCH_GET_BYTES) {
        left = keys.slice(at);
        break;
      }
      const taken = readUnits(stored?.sizeBytes ?? 0, given.ConsistentRead);
      table.meter?.tookRead({ table: taken, indexes: NO_INDEXES });
      units += taken;
      if (stored === undefined) continue;
      answerBytes += stored.sizeBytes;
      items.push(projection === undefined ? stored.item : project(projection, stored.item));
    }
    responses[name] = items;
    if (left.length > 0) unprocessed[name] = { ...given, Keys: left };
    const capacity = capacityOf(input.ReturnConsumedCapacity, table, { table: units, indexes: NO_INDEXES });
    if (capacity !== undefined) capacities.push(capacity);
  }
  // Only when nothing at all could be read the whole request is refused.
  if (throttled !== undefined && !isAnyRead) throw throttled;
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(capacities.length === 0 ? {} : { ConsumedCapacity: capacities }),
  };
}

batchGetItem.access = partsAccess(['dynamodb:BatchGetItem'], (input: BatchGetItemCommandInput) =>
  entriesOf(input.RequestItems).map(([tableName, given]) => {
    const request = (given ?? {}) as ItemRequest & { readonly Keys?: unknown };
    const requests = elementsOf(request.Keys).map((Key) => ({ ...request, Key }));
    return {
      action: 'dynamodb:BatchGetItem',
      tableName,
      keys: (table) => itemKeys(requests, input, table, { kinds: ['projection'], key: 'Key', select: true }),
    };
  }),
);

function readRequests(input: BatchGetItemCommandInput): Map<string, TableRequest> {
  const requests = new Map<string, TableRequest>();
  let total = 0;
  for (const [name, given] of Object.entries(input.RequestItems ?? {})) {
    const { projection } = compileExpressions(given, ['projection']);
    const keys = (given.Keys ?? []).map((key) => validateItem(key));
    const seen = new Set<string>();
    for (const key of keys) {
      const identity = keyIdentity(key);
      if (seen.has(identity)) throw validation('Provided list of item keys contains duplicates');
      seen.add(identity);
    }
    total += keys.length;
    if (total > MAX_BATCH_GET_ITEMS) throw validation('Too many items requested for the BatchGetItem call');
    requests.set(name, { given, keys, projection });
  }
  return requests;
}

/** The same text for the same key, in whatever order its attributes were given. */
function keyIdentity(key: Readonly<Item>): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
}
