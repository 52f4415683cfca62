import type { AttributeValue } from '../values/attribute-value.ts';
import type { Placeholders } from './placeholders.ts';

export type SortCondition =
  | { readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'begins_with'; readonly value: AttributeValue }
  | { readonly operator: 'BETWEEN'; readonly from: AttributeValue; readonly to: AttributeValue };

/** One condition for each attribute named in a KeyConditionExpression. */
export type KeyConditions = ReadonlyMap<string, SortCondition>;

/** The keys of the table or index that is queried. */
export interface KeySchemaNames {
  readonly partitionKey: { readonly name: string; readonly type: 'S' | 'N' | 'B' };
  readonly sortKey?: { readonly name: string; readonly type: 'S' | 'N' | 'B' };
}

export interface KeyRange {
  readonly partition: AttributeValue;
  readonly sort?: SortCondition;
}

/** Throws ValidationException (`Invalid KeyConditionExpression: ...`). Parsing is cached by text. */
export function compileKeyCondition(_text: string, _placeholders: Placeholders): KeyConditions {
  throw new Error('not built yet');
}

/** Fits the conditions to a key schema. Throws ValidationException (`Query condition missed key schema element: ...`). */
export function resolveKeyConditions(_conditions: KeyConditions, _schema: KeySchemaNames): KeyRange {
  throw new Error('not built yet');
}
