import type { AttributeValue, Item } from './attribute-value.ts';

/** An item as a request gave it, checked, with its numbers normalized ('1.0' -> '1'). Throws ValidationException or SerializationException. */
export function validateItem(_item: unknown): Item {
  throw new Error('not built yet');
}

/** One value as a request gave it, checked, with its numbers normalized. Throws ValidationException or SerializationException. */
export function validateValue(_value: unknown): AttributeValue {
  throw new Error('not built yet');
}
