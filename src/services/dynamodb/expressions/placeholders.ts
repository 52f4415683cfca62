import type { AttributeValue } from '../values/attribute-value.ts';

/** The `#names` and `:values` of one request, checked, and which of them its expressions have used. */
export interface Placeholders {
  readonly names: ReadonlyMap<string, string>;
  readonly values: ReadonlyMap<string, AttributeValue>;
  readonly unusedNames: Set<string>;
  readonly unusedValues: Set<string>;
}

/** Checks ExpressionAttributeNames and ExpressionAttributeValues as a request gave them. Throws ValidationException. */
export function bindPlaceholders(_names: unknown, _values: unknown): Placeholders {
  throw new Error('not built yet');
}

/** Throws ValidationException when a placeholder stood in no expression of the request. Call after all compiles. */
export function rejectUnusedPlaceholders(_placeholders: Placeholders): void {
  throw new Error('not built yet');
}
