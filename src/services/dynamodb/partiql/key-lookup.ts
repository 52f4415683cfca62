import {
  type BoundCondition,
  type BoundOperand,
  type Condition,
  collectKeyConditions,
  type KeyRange,
  resolveKeyConditions,
  type SortCondition,
} from '../expressions/index.ts';
import { attributesNamed } from '../item-key.ts';
import type { KeySpace, Table } from '../table.ts';
import { type AttributeValue, type Item, setAttribute, typeOf } from '../values/attribute-value.ts';
import { equalValues } from '../values/compare.ts';

/** The parts of a condition that must all hold. */
function conjuncts(condition: BoundCondition): readonly BoundCondition[] {
  return condition.kind === 'and' ? [...conjuncts(condition.left), ...conjuncts(condition.right)] : [condition];
}

function isAttribute(operand: BoundOperand, name: string): boolean {
  return operand.kind === 'path' && operand.path.length === 1 && operand.path[0] === name;
}

/** The values that a condition allows an attribute, when it says no more than that: `a = 1`, `a IN [1]`, `a = 1 OR a = 2`. */
function allowedValues(condition: BoundCondition, name: string): readonly AttributeValue[] | undefined {
  switch (condition.kind) {
    case 'comparison': {
      const { left, right, operator } = condition;
      if (operator !== '=') return undefined;
      if (isAttribute(left, name) && right.kind === 'value') return [right.value];
      return isAttribute(right, name) && left.kind === 'value' ? [left.value] : undefined;
    }
    case 'in': {
      if (!isAttribute(condition.operand, name)) return undefined;
      const values = condition.list.flatMap((member) => (member.kind === 'value' ? [member.value] : []));
      return values.length === condition.list.length ? values : undefined;
    }
    case 'or': {
      const left = allowedValues(condition.left, name);
      const right = allowedValues(condition.right, name);
      return left && right && [...left, ...right];
    }
    default:
      return undefined;
  }
}

/** The one item that a WHERE clause means. */
export interface KeyOfItem {
  readonly key: Item;
  /** What else it asks of the item. */
  readonly rest: Condition | undefined;
}

/** `undefined` when the condition does not give every key attribute a value. */
export function keyOfItem(table: Table, where: Condition | undefined): KeyOfItem | undefined {
  const key: Item = {};
  const rest: BoundCondition[] = [];
  for (const part of where === undefined ? [] : conjuncts(where.root)) {
    const name = table.keyNames.find((each) => !Object.hasOwn(key, each) && allowedValues(part, each)?.length === 1);
    const value = name === undefined ? undefined : allowedValues(part, name)?.[0];
    if (name === undefined || value === undefined) rest.push(part);
    else setAttribute(key, name, value);
  }
  if (Object.keys(key).length !== table.keyNames.length) return undefined;
  const [first, ...more] = rest;
  const root = first && more.reduce((left, right): BoundCondition => ({ kind: 'and', left, right }), first);
  return { key: attributesNamed(table.keyNames, key), rest: root && where && { root, paths: where.paths } };
}

/**
 * The partitions that a WHERE clause names, each with what it says of the sort key; `undefined` when all items must be
 * looked at. The clause remains the filter: this only narrows what is read.
 */
export function partitionsOf(space: KeySpace, where: Condition | undefined): readonly KeyRange[] | undefined {
  const parts = where === undefined ? [] : conjuncts(where.root);
  const { partitionKey, sortKey } = space;
  let partitions: readonly AttributeValue[] | undefined;
  for (const part of parts) partitions ??= allowedValues(part, partitionKey.name);
  if (partitions === undefined) return undefined;
  const sort = sortKey && sortCondition(parts, sortKey.name, sortKey.type);
  const distinct = partitions.filter(
    (value, at) => !partitions.slice(0, at).some((earlier) => equalValues(earlier, value)),
  );
  return distinct.map((value) =>
    resolveKeyConditions(
      new Map<string, SortCondition>([
        [partitionKey.name, { operator: '=', value }],
        ...(sort && sortKey ? ([[sortKey.name, sort]] as const) : []),
      ]),
      space,
    ),
  );
}

function sortCondition(parts: readonly BoundCondition[], name: string, type: string): SortCondition | undefined {
  for (const part of parts) {
    if (!isKeyCondition(part, name)) continue;
    const found = collectKeyConditions(part).get(name);
    if (found === undefined) continue;
    const values = found.operator === 'BETWEEN' ? [found.from, found.to] : [found.value];
    // A number begins with nothing: such a condition is left to the filter.
    if (found.operator === 'begins_with' && type === 'N') continue;
    if (values.every((value) => typeOf(value) === type)) return found;
  }
  return undefined;
}

function isKeyCondition(part: BoundCondition, name: string): boolean {
  switch (part.kind) {
    case 'comparison': {
      const sides = [part.left, part.right];
      return (
        part.operator !== '<>' &&
        sides.some((side) => isAttribute(side, name)) &&
        sides.some((side) => side.kind === 'value')
      );
    }
    case 'between':
      return isAttribute(part.operand, name) && part.low.kind === 'value' && part.high.kind === 'value';
    case 'begins_with':
      return isAttribute(part.operand, name) && part.part.kind === 'value';
    default:
      return false;
  }
}
