import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../../aws/service-error.ts';
import type { Item } from '../values/attribute-value.ts';
import { applyUpdate } from './apply-update.ts';
import { evaluateCondition } from './condition.ts';
import { project } from './projection.ts';
import { compileExpressions, type ExpressionParameters } from './request.ts';
import { updatedAttributes } from './update.ts';

const PIECES = [
  'SET',
  'REMOVE',
  'ADD',
  'DELETE',
  'AND',
  'OR',
  'NOT',
  'BETWEEN',
  'IN',
  'a',
  'b',
  'l',
  'm',
  '#n',
  ':s',
  ':v',
  ':set',
  ':list',
  'size(',
  'contains(',
  'begins_with(',
  'attribute_exists(',
  'attribute_type(',
  'if_not_exists(',
  'list_append(',
  '(',
  ')',
  '[',
  ']',
  '0',
  '1',
  '.',
  ',',
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '!',
  '\u{1F600}',
];
const ITEM: Item = {
  a: { N: '1' },
  b: { S: 'text' },
  l: { L: [{ S: 'x' }, { M: { a: { N: '2' } } }] },
  m: { M: { a: { S: 'y' }, l: { L: [] } } },
  name: { SS: ['p', 'q'] },
};
const PLACEHOLDERS = {
  ExpressionAttributeNames: { '#n': 'name' },
  ExpressionAttributeValues: {
    ':s': { S: 'text' },
    ':v': { N: '5' },
    ':set': { SS: ['p'] },
    ':list': { L: [{ S: 'x' }] },
  },
};
const anyText = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(' '));
/** Texts that often mean something. */
const path = fc.constantFrom('a', 'b', 'l', 'l[0]', 'l[1].a', 'm', 'm.a', 'm.l[0]', 'm.l', '#n', 'gone', 'gone.deep');
const value = fc.constantFrom(':s', ':v', ':set', ':list');
const operand = fc.oneof(
  path,
  value,
  path.map((each) => `size(${each})`),
);
const clause = fc.oneof(
  fc.tuple(operand, fc.constantFrom('=', '<>', '<', '>='), operand).map((parts) => parts.join(' ')),
  fc.tuple(operand, operand, operand).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
  fc.tuple(operand, operand, operand).map(([a, b, c]) => `${a} IN (${b}, ${c})`),
  path.map((each) => `attribute_exists(${each})`),
  fc.tuple(operand, operand).map(([a, b]) => `contains(${a}, ${b})`),
);
const conditionText = fc
  .tuple(clause, fc.constantFrom('AND', 'OR'), clause)
  .chain(([a, join, b]) => fc.constantFrom(a, `NOT ${a}`, `${a} ${join} ${b}`, `NOT (${a} ${join} ${b})`));
const right = fc.oneof(
  operand,
  fc.tuple(operand, operand).map(([a, b]) => `${a} + ${b}`),
  fc.tuple(path, operand).map(([a, b]) => `if_not_exists(${a}, ${b})`),
  fc.tuple(path, operand).map(([a, b]) => `list_append(${a}, ${b})`),
);
const updateText = fc
  .tuple(path, right, path, path, value)
  .chain(([a, b, c, d, e]) =>
    fc.constantFrom(`SET ${a} = ${b}`, `SET ${a} = ${b} REMOVE ${c} ADD ${d} ${e}`, `DELETE ${d} ${e}`),
  );

/** Nothing but a ValidationException may come out, whatever went in. */
function survives(parameters: ExpressionParameters): void {
  const before = JSON.stringify(ITEM);
  try {
    const compiled = compileExpressions({ ...PLACEHOLDERS, ...parameters }, ['update', 'condition', 'projection']);
    if (compiled.condition) assert.equal(typeof evaluateCondition(compiled.condition, ITEM), 'boolean');
    if (compiled.projection) project(compiled.projection, ITEM);
    if (compiled.update) updatedAttributes(compiled.update, applyUpdate(compiled.update, ITEM));
  } catch (error) {
    assert.ok(error instanceof ServiceError && error.code === 'ValidationException', String(error));
  }
  assert.equal(JSON.stringify(ITEM), before);
}

/** Uses every placeholder, so that evaluation is reached. */
const USES_ALL = 'attribute_exists(#n) OR c IN (:s, :v, :set, :list)';

test('no text breaks the compiler', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      survives({ ConditionExpression: text });
      survives({ UpdateExpression: text });
      survives({ ProjectionExpression: text, ConditionExpression: USES_ALL });
    }),
    { numRuns: 500 },
  );
});

test('no expression breaks the evaluator or changes the item', () => {
  fc.assert(
    fc.property(conditionText, updateText, (condition, update) => {
      survives({ ConditionExpression: `(${condition}) AND (${USES_ALL})` });
      survives({ UpdateExpression: update, ConditionExpression: USES_ALL });
    }),
    { numRuns: 500 },
  );
});

test('deep nesting is refused or answered, never a stack overflow', () => {
  const deep = (open: string, middle: string, close: string) => {
    const count = Math.floor((4096 - middle.length) / (open.length + close.length));
    return open.repeat(count) + middle + close.repeat(count);
  };
  for (const text of [
    deep('(', 'a = :v', ')'),
    deep('size(', 'a', ')'),
    deep('NOT ', 'a = :v', ''),
    '('.repeat(4096),
  ]) {
    survives({ ConditionExpression: text });
  }
  survives({ UpdateExpression: `SET a = ${deep('(', ':v', ')').slice(0, 4000)}` });
  survives({ UpdateExpression: `SET a = ${deep('list_append(', ':v', ')').slice(0, 4000)}` });
});
