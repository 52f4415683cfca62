import type { InputShape, InputShapes } from '../../aws/input-shape.ts';
import { invalidParameter, validation } from './errors.ts';
import type { Projection } from './expressions/index.ts';
import {
  attributesToGet,
  conditionalOperator,
  expression,
  indexName,
  itemTableName,
  optionalAttributes,
  placeholders,
  returnConsumedCapacity,
} from './input-members.ts';
import { checkKey, indexRow, itemRow, keyMismatch, keyParts } from './item-key.ts';
import { pageKeyNames } from './read-page.ts';
import type { Index, Table } from './table.ts';
import { attributeOf, type Item, typeOf } from './values/attribute-value.ts';
import { validateItem } from './values/validate.ts';

/** What Query and Scan share of their requests. */
export interface ReadInput {
  readonly IndexName?: string | undefined;
  readonly Select?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly ExclusiveStartKey?: unknown;
  readonly ProjectionExpression?: string | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
}

const select: InputShape = {
  type: 'String',
  values: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
};

export const READ_MEMBERS: InputShapes = {
  Select: select,
  IndexName: indexName,
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: itemTableName,
  ConditionalOperator: conditionalOperator,
  AttributesToGet: attributesToGet,
  Limit: { type: 'Integer', min: 1 },
  ExclusiveStartKey: optionalAttributes,
  ConsistentRead: { type: 'Boolean' },
  FilterExpression: expression,
  ProjectionExpression: expression,
  ...placeholders,
};

/** What can be refused of `Select` before the table is known. */
export function checkSelect(input: ReadInput, verb: 'Querying' | 'Scanning'): void {
  const { Select, IndexName } = input;
  const projecting = (['ProjectionExpression', 'AttributesToGet'] as const).find((name) => input[name]);
  if (Select === undefined || Select === null) return;
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && !IndexName) {
    throw invalidParameter(`ALL_PROJECTED_ATTRIBUTES can be used only when ${verb} using an IndexName`);
  }
  if (projecting !== undefined && Select !== 'SPECIFIC_ATTRIBUTES') {
    throw invalidParameter(
      `Cannot specify the ${projecting} when choosing to get ${Select === 'COUNT' ? 'only the Count' : Select}`,
    );
  }
  if (projecting === undefined && Select === 'SPECIFIC_ATTRIBUTES') {
    throw invalidParameter(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
}

/** The index that a request names. @throws ServiceError when the table has none of that name, or it cannot be read so */
export function requestedIndex(table: Table, { IndexName, ConsistentRead }: ReadInput): Index | undefined {
  if (IndexName === undefined || IndexName === null) return undefined;
  const index = table.indexes.find(({ record }) => record.name === IndexName);
  if (index === undefined) throw validation(`The table does not have the specified index: ${IndexName}`);
  if (index.record.backfilling) {
    throw validation(`Cannot read from backfilling global secondary index: ${IndexName}`);
  }
  if (index.record.global && ConsistentRead) {
    throw validation('Consistent reads are not supported on global secondary indexes');
  }
  return index;
}

/**
 * Whether the entries of a local index must be completed from the table.
 * @throws ServiceError when that would be needed of a global one
 */
export function needsWholeItems(
  index: Index | undefined,
  input: ReadInput,
  projection: Projection | undefined,
): boolean {
  if (index?.projected === undefined) return false;
  const { projected, record } = index;
  if (input.Select === 'ALL_ATTRIBUTES') {
    if (!record.global) return true;
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${record.name} ` +
        'because its projection type is not ALL',
    );
  }
  const missing = [...new Set(projection?.paths.map(([name]) => String(name)))].filter((name) => !projected.has(name));
  if (missing.length === 0) return false;
  if (!record.global) return true;
  throw invalidParameter(`Global secondary index ${record.name} does not project [${missing.join(', ')}]`);
}

/** The `ExclusiveStartKey` with its row. */
export interface StartKey {
  readonly key: Item;
  readonly row: Uint8Array;
}

/** Reads an `ExclusiveStartKey`'s values, before the table is known. */
export function startKeyValues(given: unknown): Item | undefined {
  if (given === undefined || given === null) return undefined;
  try {
    return validateItem(given);
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    // AWS says so of some mistakes and not of others.
    const bare = /contains duplicates|number set|numeric value|significant digits|number with magnitude/.test(message);
    throw code !== 'ValidationException' || bare
      ? error
      : validation(`The provided starting key is invalid: ${message}`);
  }
}

/** Checks an `ExclusiveStartKey` against the table or index that is read. */
export function startKey(table: Table, index: Index | undefined, key: Item, reads: 'query' | 'scan'): StartKey {
  if (Object.keys(key).length !== pageKeyNames(table, index).size) {
    throw reads === 'scan' && index === undefined
      ? invalidStart('The provided key element does not match the schema')
      : invalidStart();
  }
  if (reads === 'query' || index !== undefined) {
    for (const { name, type } of keyParts(index ?? table)) {
      const value = attributeOf(key, name);
      if (value === undefined) throw invalidStart();
      if (typeOf(value) !== type) throw keyMismatch();
    }
  }
  const tableKey: Item = {};
  for (const name of table.keyNames) {
    const value = attributeOf(key, name);
    if (value !== undefined) tableKey[name] = value;
  }
  try {
    checkKey(table, tableKey);
  } catch (error) {
    throw invalidStart((error as Error).message);
  }
  const row = index === undefined ? itemRow(table, key) : indexRow(table, index, key);
  if (row === undefined) throw invalidStart();
  return { key, row };
}

function invalidStart(detail?: string) {
  return validation(`The provided starting key is invalid${detail === undefined ? '' : `: ${detail}`}`);
}
