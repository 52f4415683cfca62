import { Lru } from '../../../std/lru.ts';
import type { Item } from '../values/attribute-value.ts';
import { bindCondition } from './bind-condition.ts';
import type { BoundCondition } from './bound-condition.ts';
import { meets } from './evaluate-condition.ts';
import { parseCondition } from './parse-condition.ts';
import type { Placeholders } from './placeholders.ts';
import { invalidRequest } from './refusal.ts';
import type { ConditionNode, DocumentPath } from './syntax.ts';

/** A ConditionExpression, FilterExpression or KeyConditionExpression with its placeholders bound. */
export interface Condition {
  readonly root: BoundCondition;
  /** Every path in it, as often as it is there. */
  readonly paths: readonly DocumentPath[];
}

const NO_ITEM: Readonly<Item> = Object.freeze({});
/** Whether a text can name a placeholder. */
const PLACEHOLDER = /[#:]/;
const parsed = new Lru<string, ConditionNode>(1000);
/** Conditions without placeholders, which mean the same in every request. */
const constant = new Lru<string, Condition>(1000);

/**
 * Throws ValidationException (`Invalid ConditionExpression: ...`). Parsing is cached by text.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function compileCondition(
  text: string,
  placeholders: Placeholders,
  parameter: 'ConditionExpression' | 'FilterExpression' | 'KeyConditionExpression' = 'ConditionExpression',
): Condition {
  const known = constant.get(text);
  if (known !== undefined) return known;
  let node = parsed.get(text);
  if (node === undefined) {
    node = parseCondition(text, parameter);
    parsed.set(text, node);
  }
  const condition = bindCondition(node, placeholders, parameter);
  if (!PLACEHOLDER.test(text)) constant.set(text, condition);
  return condition;
}

/** `undefined` stands for an item that does not exist. */
export function evaluateCondition(condition: Condition, item: Readonly<Item> | undefined): boolean {
  return meets(item ?? NO_ITEM, condition.root);
}

/**
 * Query refuses a filter on the keys it reads by. Throws ValidationException. `parameter` is AWS's word for the filter:
 * `Filter Expression`, or `QueryFilter` for the legacy one.
 */
export function rejectKeyAttributes(
  filter: Condition,
  keyNames: readonly string[],
  parameter: 'Filter Expression' | 'QueryFilter' = 'Filter Expression',
): void {
  for (const name of keyNames) {
    if (filter.paths.some((path) => path[0] === name)) {
      throw invalidRequest(`${parameter} can only contain non-primary key attributes: Primary key attribute: ${name}`);
    }
  }
}
