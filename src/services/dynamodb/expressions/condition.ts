import type { Item } from '../values/attribute-value.ts';
import type { Placeholders } from './placeholders.ts';

/** A ConditionExpression or FilterExpression with its placeholders bound. */
export interface Condition {
  readonly rootNames: ReadonlySet<string>;
}

/** Throws ValidationException (`Invalid ConditionExpression: ...`). Parsing is cached by text. */
export function compileCondition(
  _text: string,
  _placeholders: Placeholders,
  _parameter: 'ConditionExpression' | 'FilterExpression' = 'ConditionExpression',
): Condition {
  throw new Error('not built yet');
}

/** `undefined` stands for an item that does not exist. */
export function evaluateCondition(_condition: Condition, _item: Readonly<Item> | undefined): boolean {
  throw new Error('not built yet');
}

/** Query refuses a filter on a key attribute: `Filter Expression can only contain non-primary key attributes: ...`. */
export function rejectKeyAttributes(_filter: Condition, _keyNames: readonly string[]): void {
  throw new Error('not built yet');
}
