import { validation } from '../errors.ts';
import { bindCondition, type Condition, type ConditionNode, type Placeholders } from '../expressions/index.ts';
import { type AttributeValue, type Item, setAttribute, typeOf } from '../values/attribute-value.ts';
import { validateValue } from '../values/validate.ts';
import type { ParsedStatement, ValueTemplate } from './statement.ts';

/** A statement with the parameters of one request. */
export interface BoundStatement extends ParsedStatement {
  readonly parameters: readonly AttributeValue[];
  readonly placeholders: Placeholders;
}

/** @throws ServiceError ValidationException */
export function bindValues(parsed: ParsedStatement, given: readonly unknown[]): BoundStatement {
  if (given.length !== parsed.parameterCount) {
    throw validation("Number of parameters in request and statement don't match.");
  }
  const parameters = given.map(validateValue);
  const values = new Map(parsed.values.map((template, at) => [`:${at}`, fill(template, parameters)]));
  return {
    ...parsed,
    parameters,
    placeholders: { names: new Map(), values, usedNames: new Set(), usedValues: new Set() },
  };
}

/** The value of a template, checked as values of requests are. */
export function fill(template: ValueTemplate, parameters: readonly AttributeValue[]): AttributeValue {
  return validateValue(draft(template, parameters));
}

function draft(template: ValueTemplate, parameters: readonly AttributeValue[]): AttributeValue {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'parameter': {
      const value = parameters[template.index];
      if (value === undefined) throw validation("Number of parameters in request and statement don't match.");
      return value;
    }
    case 'map': {
      const members: Item = {};
      for (const [name, value] of template.entries) setAttribute(members, name, draft(value, parameters));
      return { M: members };
    }
    case 'list':
      return { L: template.items.map((item) => draft(item, parameters)) };
    case 'set':
      return setOf(template.items.map((item) => draft(item, parameters)));
  }
}

function setOf(members: readonly AttributeValue[]): AttributeValue {
  const [first] = members;
  const type = first === undefined ? undefined : typeOf(first);
  if (members.every((member) => typeOf(member) === type)) {
    if (type === 'S') return { SS: members.flatMap((member) => ('S' in member ? member.S : [])) };
    if (type === 'N') return { NS: members.flatMap((member) => ('N' in member ? member.N : [])) };
    if (type === 'B') return { BS: members.flatMap((member) => ('B' in member ? member.B : [])) };
  }
  throw validation('A set must have members, all of them strings, numbers or binary values');
}

/** The condition of a WHERE clause, for the evaluator of expressions. */
export function bindWhere(node: ConditionNode | undefined, { placeholders }: BoundStatement): Condition | undefined {
  return node === undefined ? undefined : bindCondition(node, placeholders, 'FilterExpression');
}
