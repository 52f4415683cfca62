import { type AttributeValue, typeOf } from '../values/attribute-value.ts';
import type { BoundCondition, BoundOperand } from './bound-condition.ts';
import { compileCondition } from './condition.ts';
import type { Placeholders } from './placeholders.ts';
import { invalidExpression, invalidRequest } from './refusal.ts';
import type { Comparator } from './syntax.ts';

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

const INVALID_CONDITION = 'Invalid condition in KeyConditionExpression: ';
const MIRRORED: Readonly<Record<Exclude<Comparator, '<>'>, Exclude<Comparator, '<>'>>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/**
 * Throws ValidationException (`Invalid KeyConditionExpression: ...`). Parsing is cached by text.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function compileKeyCondition(text: string, placeholders: Placeholders): KeyConditions {
  return collectKeyConditions(compileCondition(text, placeholders, 'KeyConditionExpression').root);
}

/** The conditions on keys that a condition consists of. Throws ValidationException when it has others. */
export function collectKeyConditions(root: BoundCondition): KeyConditions {
  const conditions = new Map<string, SortCondition>();
  collect(root, conditions);
  return conditions;
}

/** Fits the conditions to a key schema. Throws ValidationException (`Query condition missed key schema element: ...`). */
export function resolveKeyConditions(conditions: KeyConditions, schema: KeySchemaNames): KeyRange {
  const { partitionKey, sortKey } = schema;
  const keyCount = sortKey ? 2 : 1;
  if (conditions.size > keyCount) {
    throw invalidRequest(
      `The number of query conditions (${conditions.size}) exceeds the number of key attributes ` +
        `defined in the schema (${keyCount})`,
    );
  }
  const partition = conditions.get(partitionKey.name);
  if (partition === undefined) throw missed(partitionKey.name);
  requireType(partition, partitionKey.type);
  if (partition.operator !== '=') throw invalidRequest('Query key condition not supported');
  if (sortKey === undefined || conditions.size === 1) return { partition: partition.value };
  const sort = conditions.get(sortKey.name);
  if (sort === undefined) throw missed(sortKey.name);
  requireType(sort, sortKey.type);
  return { partition: partition.value, sort };
}

function missed(name: string) {
  return invalidRequest(`Query condition missed key schema element: ${name}`);
}

function requireType(condition: SortCondition, type: 'S' | 'N' | 'B'): void {
  const values = condition.operator === 'BETWEEN' ? [condition.from, condition.to] : [condition.value];
  if (values.every((value) => typeOf(value) === type)) return;
  throw invalidRequest(
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  );
}

function collect(condition: BoundCondition, conditions: Map<string, SortCondition>): void {
  switch (condition.kind) {
    case 'and':
      collect(condition.left, conditions);
      collect(condition.right, conditions);
      return;
    case 'comparison': {
      const { operator, left, right } = condition;
      if (operator === '<>') throw notAllowed('<>');
      const name = keyName([left, right]);
      const value = literal(left) ?? literal(right);
      if (value === undefined) throw noKey();
      note(conditions, name, { operator: left.kind === 'path' ? operator : MIRRORED[operator], value });
      return;
    }
    case 'between': {
      const { operand, low, high } = condition;
      if (operand.kind !== 'path') throw misplacedKey('BETWEEN');
      const name = keyName([operand, low, high]);
      const from = literal(low);
      const to = literal(high);
      if (from === undefined || to === undefined) throw noKey();
      note(conditions, name, { operator: 'BETWEEN', from, to });
      return;
    }
    case 'begins_with': {
      if (condition.operand.kind !== 'path') throw misplacedKey('begins_with');
      const name = keyName([condition.operand, condition.part]);
      const value = literal(condition.part);
      if (value === undefined) throw noKey();
      note(conditions, name, { operator: 'begins_with', value });
      return;
    }
    case 'or':
    case 'not':
    case 'in':
      throw notAllowed(condition.kind.toUpperCase());
    default:
      throw notAllowed(condition.kind);
  }
}

/** The one attribute of a condition. */
function keyName(operands: readonly BoundOperand[]): string {
  let found: string | undefined;
  for (const operand of operands) {
    if (operand.kind === 'size') {
      throw invalidExpression('KeyConditionExpression', 'KeyConditionExpressions cannot contain nested operations');
    }
    if (operand.kind !== 'path') continue;
    if (found !== undefined) {
      throw invalidRequest(`${INVALID_CONDITION}Multiple attribute names used in one condition`);
    }
    if (operand.path.length > 1) {
      throw invalidExpression(
        'KeyConditionExpression',
        'KeyConditionExpressions cannot have conditions on nested attributes',
      );
    }
    found = String(operand.path[0]);
  }
  if (found === undefined) throw noKey();
  return found;
}

function literal(operand: BoundOperand): AttributeValue | undefined {
  return operand.kind === 'value' ? operand.value : undefined;
}

function note(conditions: Map<string, SortCondition>, name: string, condition: SortCondition): void {
  if (conditions.has(name)) {
    throw invalidExpression(
      'KeyConditionExpression',
      'KeyConditionExpressions must only contain one condition per key',
    );
  }
  conditions.set(name, condition);
}

function notAllowed(operator: string) {
  return invalidRequest(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function misplacedKey(operator: string) {
  return invalidRequest(`${INVALID_CONDITION}${operator} operator must have the key attribute as its first operand`);
}

function noKey() {
  return invalidRequest(`${INVALID_CONDITION}No key attribute specified`);
}
