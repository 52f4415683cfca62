import { type AttributeType, type AttributeValue, typeOf } from '../values/attribute-value.ts';
import { compareValues } from '../values/compare.ts';
import { validateValue } from '../values/validate.ts';
import type { BoundCondition, BoundOperand } from './bound-condition.ts';
import type { Condition } from './condition.ts';
import type { KeyConditions, SortCondition } from './key-condition.ts';
import { invalidRequest } from './refusal.ts';
import type { Comparator, DocumentPath } from './syntax.ts';

const OPERATORS = [
  'IN',
  'NULL',
  'BETWEEN',
  'LT',
  'NOT_CONTAINS',
  'EQ',
  'GT',
  'NOT_NULL',
  'NE',
  'LE',
  'BEGINS_WITH',
  'GE',
  'CONTAINS',
] as const;
type Operator = (typeof OPERATORS)[number];

const COMPARATORS: Readonly<Partial<Record<Operator, Comparator>>> = {
  EQ: '=',
  NE: '<>',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
};
const SCALARS: readonly AttributeType[] = ['S', 'N', 'B'];
/** The types that an operator takes; where none are listed, all. */
const TYPES: Readonly<Partial<Record<Operator, readonly AttributeType[]>>> = {
  LT: SCALARS,
  LE: SCALARS,
  GT: SCALARS,
  GE: SCALARS,
  CONTAINS: SCALARS,
  NOT_CONTAINS: SCALARS,
  BEGINS_WITH: ['S', 'B'],
  IN: SCALARS,
  BETWEEN: SCALARS,
};
const INVALID = 'One or more parameter values were invalid: ';

/** An entry of Expected, QueryFilter, ScanFilter or KeyConditions. */
interface LegacyCondition {
  readonly ComparisonOperator?: string | null;
  readonly AttributeValueList?: readonly unknown[] | null;
  readonly Exists?: boolean | null;
  readonly Value?: unknown;
}

export type LegacyConditions = Readonly<Record<string, LegacyCondition>>;

interface Clause {
  readonly operator: Operator;
  readonly values: readonly AttributeValue[];
}

/** One legacy condition, translated. */
export interface NamedCondition {
  readonly name: string;
  readonly condition: BoundCondition;
}

/** Translates Expected. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.Expected.html */
export function translateExpected(expected: LegacyConditions): readonly NamedCondition[] {
  return Object.entries(expected).map(([name, given]) => named(name, expectedClause(name, given)));
}

/** Translates QueryFilter or ScanFilter. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.QueryFilter.html */
export function translateFilter(
  filter: LegacyConditions,
  parameter: 'QueryFilter' | 'ScanFilter',
): readonly NamedCondition[] {
  return Object.entries(filter).map(([name, given]) => named(name, filterClause(name, given, parameter)));
}

/** All conditions as one; AND joins them where no ConditionalOperator is given. */
export function joinConditions(
  [first, ...rest]: readonly NamedCondition[],
  conditionalOperator: string | undefined,
): Condition {
  if (first === undefined) throw new TypeError('There are conditions to join.');
  const kind = conditionalOperator === 'OR' ? 'or' : 'and';
  return {
    root: rest.reduce<BoundCondition>((left, { condition: right }) => ({ kind, left, right }), first.condition),
    paths: [first, ...rest].map(({ name }) => [name]),
  };
}

/** Translates KeyConditions. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.KeyConditions.html */
export function translateKeyConditions(given: LegacyConditions): KeyConditions {
  const entries = Object.entries(given);
  const clauses = entries.map(([name, condition]) => [name, filterClause(name, condition, 'KeyConditions')] as const);
  if (entries.length !== 1 && entries.length !== 2) {
    throw invalidRequest('Conditions can be of length 1 or 2 only');
  }
  return new Map(clauses.map(([name, clause]) => [name, sortCondition(clause)]));
}

/** Refuses a ConditionalOperator that joins nothing. Throws ValidationException. */
export function rejectIdleConditionalOperator(
  conditionalOperator: string | undefined,
  conditions: LegacyConditions | undefined,
): void {
  if (conditionalOperator === undefined) return;
  const count = Object.keys(conditions ?? {}).length;
  if (count === 0) throw invalidRequest('ConditionalOperator cannot be used without Filter or Expected');
  if (count === 1) {
    throw invalidRequest('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  }
}

function named(name: string, clause: Clause): NamedCondition {
  return { name, condition: boundCondition([name], clause) };
}

function expectedClause(name: string, given: LegacyCondition): Clause {
  const { ComparisonOperator: operator, AttributeValueList: list, Value: value, Exists: exists } = given;
  const hasOperator = operator !== undefined && operator !== null;
  const hasList = list !== undefined && list !== null;
  const hasValue = value !== undefined && value !== null;
  const hasExists = exists !== undefined && exists !== null;
  if (hasList && hasValue) {
    throw invalidRequest(`${INVALID}Value and AttributeValueList cannot be used together for Attribute: ${name}`);
  }
  if (hasOperator) {
    if (hasExists) {
      throw invalidRequest(`${INVALID}Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
    }
    if (operator !== 'NULL' && operator !== 'NOT_NULL' && !hasList && !hasValue) {
      throw invalidRequest(
        `${INVALID}Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${name}`,
      );
    }
    return clauseOf(operatorOf(operator, 'expected', name), hasList ? list : hasValue ? [value] : []);
  }
  if (hasList) {
    throw invalidRequest(
      `${INVALID}AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`,
    );
  }
  if (exists === false) {
    if (!hasValue) return { operator: 'NULL', values: [] };
    throw invalidRequest(`${INVALID}Value cannot be used when Exists is false for Attribute: ${name}`);
  }
  if (!hasValue) {
    throw invalidRequest(
      `${INVALID}Value must be provided when Exists is ${hasExists ? 'true' : 'null'} for Attribute: ${name}`,
    );
  }
  return { operator: 'EQ', values: [validateValue(value)] };
}

function filterClause(name: string, given: LegacyCondition, parameter: string): Clause {
  const member = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  return clauseOf(operatorOf(given.ComparisonOperator ?? undefined, member, name), given.AttributeValueList ?? []);
}

function operatorOf(given: string | undefined, member: string, name: string): Operator {
  const operator = OPERATORS.find((each) => each === given);
  if (operator !== undefined) return operator;
  const constraint =
    given === undefined ? 'Member must not be null' : `Member must satisfy enum value set: [${OPERATORS.join(', ')}]`;
  throw invalidRequest(
    `1 validation error detected: Value ${given === undefined ? 'null' : `'${given}'`} ` +
      `at '${member}.${name}.member.comparisonOperator' failed to satisfy constraint: ${constraint}`,
  );
}

function clauseOf(operator: Operator, given: readonly unknown[]): Clause {
  const values = given.map((value) => validateValue(value));
  if (!takes(operator, values.length)) {
    throw invalidRequest(`${INVALID}Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  }
  const [first, second] = values;
  if (first === undefined) return { operator, values };
  const type = typeOf(first);
  if (values.some((value) => typeOf(value) !== type)) {
    throw invalidRequest(`${INVALID}AttributeValues inside AttributeValueList must be of same type`);
  }
  if (TYPES[operator]?.includes(type) === false) {
    throw invalidRequest(`${INVALID}ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`);
  }
  if (operator === 'BETWEEN' && second !== undefined && (compareValues(first, second) ?? 0) > 0) {
    throw invalidRequest(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
  }
  return { operator, values };
}

function takes(operator: Operator, count: number): boolean {
  if (operator === 'NULL' || operator === 'NOT_NULL') return count === 0;
  if (operator === 'IN') return count > 0;
  return count === (operator === 'BETWEEN' ? 2 : 1);
}

function boundCondition(path: DocumentPath, { operator, values }: Clause): BoundCondition {
  const operand: BoundOperand = { kind: 'path', path };
  if (operator === 'NULL') return { kind: 'attribute_not_exists', path };
  if (operator === 'NOT_NULL') return { kind: 'attribute_exists', path };
  const [first, second] = values.map((value) => literal(value));
  if (first === undefined) throw new TypeError(`${operator} takes a value.`);
  const comparator = COMPARATORS[operator];
  if (comparator !== undefined) return { kind: 'comparison', operator: comparator, left: operand, right: first };
  if (operator === 'IN') return { kind: 'in', operand, list: values.map((value) => literal(value)) };
  if (operator === 'BEGINS_WITH') return { kind: 'begins_with', operand, part: first };
  if (operator === 'BETWEEN') return { kind: 'between', operand, low: first, high: second ?? first };
  const contains: BoundCondition = { kind: 'contains', operand, part: first };
  if (operator === 'CONTAINS') return contains;
  // An attribute that is not there contains nothing, yet NOT_CONTAINS is false for it.
  return { kind: 'and', left: { kind: 'attribute_exists', path }, right: { kind: 'not', operand: contains } };
}

function literal(value: AttributeValue): BoundOperand {
  return { kind: 'value', value, type: typeOf(value) };
}

function sortCondition({ operator, values }: Clause): SortCondition {
  const [value, to] = values;
  const comparator = COMPARATORS[operator];
  if (value !== undefined) {
    if (operator === 'BEGINS_WITH') return { operator: 'begins_with', value };
    if (operator === 'BETWEEN' && to !== undefined) return { operator: 'BETWEEN', from: value, to };
    if (comparator !== undefined && comparator !== '<>') return { operator: comparator, value };
  }
  throw invalidRequest('Attempted conditional constraint is not an indexable operation');
}
