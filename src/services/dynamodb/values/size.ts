import type { AttributeValue, Item } from './attribute-value.ts';
import { numberSizeBytes } from './number.ts';

const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/**
 * The size that DynamoDB counts for the 400 KB limit and for capacity: names and values.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSizeBytes(item: Readonly<Item>): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSizeBytes(value);
  return size;
}

/** What a value counts for, without its name. Numbers must be normalized. */
export function valueSizeBytes(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberSizeBytes(value.N);
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('BOOL' in value || 'NULL' in value) return 1;
  if ('M' in value) return CONTAINER_BYTES + itemSizeBytes(value.M) + ELEMENT_BYTES * Object.keys(value.M).length;
  if ('L' in value)
    return value.L.reduce((size, element) => size + ELEMENT_BYTES + valueSizeBytes(element), CONTAINER_BYTES);
  if ('SS' in value) return total(value.SS, (member) => Buffer.byteLength(member));
  if ('NS' in value) return total(value.NS, numberSizeBytes);
  return total(value.BS, (member) => Buffer.byteLength(member, 'base64'));
}

function total(members: readonly string[], sizeOf: (member: string) => number): number {
  return members.reduce((size, member) => size + sizeOf(member), 0);
}
