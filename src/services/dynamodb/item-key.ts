import { hash } from 'node:crypto';
import { afterKey, afterPrefix } from '../../store/keys.ts';
import type { Key } from '../../store/store.ts';
import { invalidParameter, validation } from './errors.ts';
import type { KeyRange, SortCondition } from './expressions/index.ts';
import type { Index, KeyAttribute, KeySpace, KeyType, Table } from './table.ts';
import { type AttributeValue, attributeOf, type Item, setAttribute, typeOf } from './values/attribute-value.ts';
import { equalValues } from './values/compare.ts';
import { numberKeyBytes } from './values/number.ts';

/**
 * An item's row is [table] [16 bytes of the partition key's hash] [sort key], an index entry's is [index] [hash] [sort key,
 * with an end] [the item's own hash and sort key]. Sort keys are bytes that sort as DynamoDB sorts.
 */

const HASH_BYTES = 16;
const MAX_PARTITION_KEY_BYTES = 2048;
const MAX_SORT_KEY_BYTES = 1024;

/** The row of the item with these key attributes, which must have been checked. */
export function itemRow(table: Table, item: Readonly<Item>): Key {
  const partition = partitionHash(keyValue(item, table.partitionKey));
  if (table.sortKey === undefined) return Buffer.concat([table.prefix, partition]);
  return Buffer.concat([table.prefix, partition, sortBytes(keyValue(item, table.sortKey))]);
}

/** The row of the item's entry, or `undefined` when the item lacks an attribute of the index's key. */
export function indexRow(table: Table, index: Index, item: Readonly<Item>): Key | undefined {
  const partition = indexableValue(item, index.partitionKey);
  if (partition === undefined) return undefined;
  const sort = index.sortKey === undefined ? undefined : indexableValue(item, index.sortKey);
  if (index.sortKey !== undefined && sort === undefined) return undefined;
  return Buffer.concat([
    index.prefix,
    partitionHash(partition),
    ...(sort === undefined ? [] : [endedSortBytes(sort)]),
    itemRow(table, item).subarray(table.prefix.length),
  ]);
}

/** Items from before an index may hold values that its key cannot take: they have no entry. */
function indexableValue(item: Readonly<Item>, { name, type }: KeyAttribute): AttributeValue | undefined {
  const value = attributeOf(item, name);
  return value === undefined || typeOf(value) !== type || isEmpty(value) ? undefined : value;
}

function keyValue(item: Readonly<Item>, { name }: KeyAttribute): AttributeValue {
  const value = attributeOf(item, name);
  if (value === undefined) throw new Error(`the key ${name} was not checked`);
  return value;
}

function partitionHash(value: AttributeValue): Buffer {
  const bytes = sortBytes(value);
  // A hash that answers hex costs a third of one that makes a Buffer.
  return Buffer.from(hash('sha256', bytes, 'hex').slice(0, 2 * HASH_BYTES), 'hex');
}

function sortBytes(value: AttributeValue): Uint8Array {
  if ('S' in value) return Buffer.from(value.S);
  if ('N' in value) return numberKeyBytes(value.N);
  if ('B' in value) return Buffer.from(value.B, 'base64');
  throw new Error(`a key cannot be of type ${typeOf(value)}`);
}

/** None of these is the beginning of another: a zero byte becomes 0 255, the end is 0 0. Numbers have their own end. */
function endedSortBytes(value: AttributeValue): Uint8Array {
  const bytes = sortBytes(value);
  return 'N' in value ? bytes : Buffer.concat([escapeZeros(bytes), END]);
}

const END = Buffer.from([0, 0]);

function escapeZeros(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(0)) return bytes;
  const out: number[] = [];
  for (const byte of bytes) {
    out.push(byte);
    if (byte === 0) out.push(255);
  }
  return Buffer.from(out);
}

export interface RowRange {
  readonly from: Key;
  readonly to: Key;
}

/** The rows that a key condition means. */
export function queryRange(space: KeySpace, isIndex: boolean, { partition, sort }: KeyRange): RowRange {
  const prefix = Buffer.concat([space.prefix, partitionHash(partition)]);
  const whole = { from: prefix, to: afterPrefix(prefix) };
  return sort === undefined ? whole : sortRange(prefix, whole, isIndex, sort);
}

function sortRange(prefix: Buffer, whole: RowRange, isIndex: boolean, sort: SortCondition): RowRange {
  const row = (value: AttributeValue) => Buffer.concat([prefix, isIndex ? endedSortBytes(value) : sortBytes(value)]);
  // An item's row ends with its sort key; that of an index entry goes on.
  const behind = (value: AttributeValue) => (isIndex ? afterPrefix(row(value)) : afterKey(row(value)));
  switch (sort.operator) {
    case '=':
      return { from: row(sort.value), to: behind(sort.value) };
    case '<':
      return { from: whole.from, to: row(sort.value) };
    case '<=':
      return { from: whole.from, to: behind(sort.value) };
    case '>':
      return { from: behind(sort.value), to: whole.to };
    case '>=':
      return { from: row(sort.value), to: whole.to };
    case 'BETWEEN':
      return { from: row(sort.from), to: behind(sort.to) };
    case 'begins_with': {
      const bytes = sortBytes(sort.value);
      const start = Buffer.concat([prefix, isIndex ? escapeZeros(bytes) : bytes]);
      return { from: start, to: afterPrefix(start) };
    }
  }
}

/** The rows of one segment of a parallel scan: an equal part of the hashes. */
export function segmentRange(space: KeySpace, segment: number, totalSegments: number): RowRange {
  const bound = (number: number) => {
    const start = Buffer.alloc(4);
    start.writeUInt32BE(Math.ceil((number * 2 ** 32) / totalSegments));
    return Buffer.concat([space.prefix, start]);
  };
  return {
    from: segment === 0 ? space.prefix : bound(segment),
    to: segment === totalSegments - 1 ? afterPrefix(space.prefix) : bound(segment + 1),
  };
}

/** Checks a request's `Key`: exactly the table's key attributes, of their types. */
export function checkKey(table: Table, key: Readonly<Item>): void {
  const { partitionKey, sortKey } = table;
  if (Object.keys(key).length !== table.keyNames.length) throw keyMismatch();
  checkKeyPart(key, partitionKey, true);
  if (sortKey !== undefined) checkKeyPart(key, sortKey, false);
}

function checkKeyPart(key: Readonly<Item>, { name, type }: KeyAttribute, isPartition: boolean): void {
  const value = attributeOf(key, name);
  if (value === undefined || typeOf(value) !== type) throw keyMismatch();
  if (isEmpty(value)) throw emptyKey(name, type);
  checkKeySize(value, isPartition);
}

export function keyMismatch() {
  return validation('The provided key element does not match the schema');
}

function emptyKey(name: string, type: KeyType) {
  return validation(
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an ' +
      `empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
  );
}

const isEmpty = (value: AttributeValue) => ('S' in value && value.S === '') || ('B' in value && value.B === '');

function checkKeySize(value: AttributeValue, isPartition: boolean): void {
  const size = 'S' in value ? Buffer.byteLength(value.S) : 'B' in value ? Buffer.byteLength(value.B, 'base64') : 0;
  if (isPartition && size > MAX_PARTITION_KEY_BYTES) {
    throw invalidParameter('Size of hashkey has exceeded the maximum size limit of2048 bytes');
  }
  if (!isPartition && size > MAX_SORT_KEY_BYTES) {
    throw invalidParameter('Aggregated size of all range keys has exceeded the size limit of 1024 bytes');
  }
}

/** Checks that an item to be put has the table's key, and nothing that its indexes cannot hold as theirs. */
export function checkItemKeys(table: Table, item: Readonly<Item>): void {
  for (const { name, type } of keyParts(table)) {
    const value = attributeOf(item, name);
    if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`);
    if (typeOf(value) !== type) {
      throw invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
    if (isEmpty(value)) throw emptyKey(name, type);
    checkKeySize(value, name === table.partitionKey.name);
  }
  for (const index of table.indexes) {
    for (const { name, type } of keyParts(index)) {
      const value = attributeOf(item, name);
      if (value === undefined) continue;
      if (typeOf(value) !== type) {
        throw invalidParameter(
          `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.record.name}`,
        );
      }
      if (isEmpty(value)) {
        throw validation(
          'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
            `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. ` +
            `IndexName: ${index.record.name}, IndexKey: ${name}`,
        );
      }
      checkKeySize(value, name === index.partitionKey.name);
    }
  }
}

/** The same for an item that an UpdateExpression made: AWS words its refusals in another way. */
export function checkUpdatedIndexKeys(table: Table, before: Readonly<Item>, item: Readonly<Item>): void {
  for (const index of table.indexes) {
    for (const { name, type } of keyParts(index)) {
      const value = attributeOf(item, name);
      const earlier = attributeOf(before, name);
      if (value === undefined || (earlier !== undefined && equalValues(earlier, value))) continue;
      if (typeOf(value) !== type) {
        throw validation('The update expression attempted to update the secondary index key to unsupported type');
      }
      if (isEmpty(value)) {
        throw validation(
          'One or more parameter values are not valid. The update expression attempted to update a secondary index key ' +
            'to a value that is not supported. The AttributeValue for a key attribute cannot contain an ' +
            `empty ${type === 'S' ? 'string' : 'binary'} value.`,
        );
      }
      checkKeySize(value, name === index.partitionKey.name);
    }
  }
}

export function keyParts({ partitionKey, sortKey }: KeySpace): readonly KeyAttribute[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}

/** The attributes of an item with these names. */
export function attributesNamed(names: Iterable<string>, item: Readonly<Item>): Item {
  const part: Item = {};
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value !== undefined) setAttribute(part, name, value);
  }
  return part;
}
