import type { AttributeValue } from './attribute-value.ts';

/** Equality as DynamoDB has it: sets without order, numbers by value, different types are never equal. */
export function equalValues(_a: AttributeValue, _b: AttributeValue): boolean {
  throw new Error('not built yet');
}

/** Order of two values of one type S (by UTF-8 bytes), N or B (by bytes); `undefined` when they cannot be ordered. */
export function compareValues(_a: AttributeValue, _b: AttributeValue): number | undefined {
  throw new Error('not built yet');
}
