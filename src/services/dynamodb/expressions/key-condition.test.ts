import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../../aws/service-error.ts';
import { compileKeyCondition, type KeyRange, type KeySchemaNames, resolveKeyConditions } from './key-condition.ts';
import { bindPlaceholders } from './placeholders.ts';

const VALUES = {
  ':p': { S: 'p' },
  ':q': { S: 'q' },
  ':one': { N: '1' },
  ':nine': { N: '9' },
  ':yes': { BOOL: true },
  ':bytes': { B: 'AA==' },
};
const NAMES = { '#pk': 'pk', '#sk': 'sk' };
const HASH: KeySchemaNames = { partitionKey: { name: 'pk', type: 'S' } };
const NUMBERED: KeySchemaNames = { ...HASH, sortKey: { name: 'sk', type: 'N' } };
const TEXTUAL: KeySchemaNames = { ...HASH, sortKey: { name: 'sk', type: 'S' } };

const range = (text: string, schema: KeySchemaNames) =>
  resolveKeyConditions(compileKeyCondition(text, bindPlaceholders(NAMES, VALUES)), schema);
const refusalOf = (text: string, schema: KeySchemaNames = NUMBERED) => {
  try {
    range(text, schema);
  } catch (error) {
    assert.ok(error instanceof ServiceError, String(error));
    assert.equal(error.code, 'ValidationException');
    return error.message;
  }
  return '(accepted)';
};

test('a key condition fixes the partition and may bound the sort key', () => {
  const partition = { S: 'p' };
  const one = { N: '1' };
  const cases: [string, KeySchemaNames, KeyRange][] = [
    ['pk = :p', HASH, { partition }],
    ['pk = :p', NUMBERED, { partition }],
    [':p = #pk', NUMBERED, { partition }],
    ['(pk = :p)', HASH, { partition }],
    ['pk = :p AND sk = :one', NUMBERED, { partition, sort: { operator: '=', value: one } }],
    ['#sk = :one and #pk = :p', NUMBERED, { partition, sort: { operator: '=', value: one } }],
    ['pk = :p AND sk < :one', NUMBERED, { partition, sort: { operator: '<', value: one } }],
    ['pk = :p AND sk <= :one', NUMBERED, { partition, sort: { operator: '<=', value: one } }],
    ['pk = :p AND sk > :one', NUMBERED, { partition, sort: { operator: '>', value: one } }],
    ['pk = :p AND sk >= :one', NUMBERED, { partition, sort: { operator: '>=', value: one } }],
    ['pk = :p AND :one < sk', NUMBERED, { partition, sort: { operator: '>', value: one } }],
    ['pk = :p AND :one >= sk', NUMBERED, { partition, sort: { operator: '<=', value: one } }],
    [
      '(pk = :p) AND (sk BETWEEN :one AND :nine)',
      NUMBERED,
      { partition, sort: { operator: 'BETWEEN', from: one, to: { N: '9' } } },
    ],
    ['pk = :p AND begins_with(sk, :q)', TEXTUAL, { partition, sort: { operator: 'begins_with', value: { S: 'q' } } }],
  ];
  for (const [text, schema, expected] of cases) assert.deepEqual(range(text, schema), expected, text);
});

test('conditions that no key range can express are refused', () => {
  const invalid = 'Invalid KeyConditionExpression: ';
  const operand = (operator: string, type: string) =>
    `${invalid}Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
  const condition = 'Invalid condition in KeyConditionExpression: ';
  const cases: [string, string][] = [
    ['', `${invalid}The expression can not be empty;`],
    ['pk = ', `${invalid}Syntax error; token: "<EOF>", near: "="`],
    ['pk = :gone', `${invalid}An expression attribute value used in expression is not defined; attribute value: :gone`],
    ['pk = :p OR sk = :one', 'Invalid operator used in KeyConditionExpression: OR'],
    ['NOT pk = :p', 'Invalid operator used in KeyConditionExpression: NOT'],
    ['pk IN (:p)', 'Invalid operator used in KeyConditionExpression: IN'],
    ['pk <> :p', 'Invalid operator used in KeyConditionExpression: <>'],
    ['attribute_exists(pk)', 'Invalid operator used in KeyConditionExpression: attribute_exists'],
    ['contains(pk, :p)', 'Invalid operator used in KeyConditionExpression: contains'],
    ['size(pk) = :one', `${invalid}KeyConditionExpressions cannot contain nested operations`],
    ['pk = sk', `${condition}Multiple attribute names used in one condition`],
    ['pk.a = :p', `${invalid}KeyConditionExpressions cannot have conditions on nested attributes`],
    ['pk[0] = :p', `${invalid}KeyConditionExpressions cannot have conditions on nested attributes`],
    [':p = :q', `${condition}No key attribute specified`],
    [':one BETWEEN sk AND :nine', `${condition}BETWEEN operator must have the key attribute as its first operand`],
    ['begins_with(:p, sk)', `${condition}begins_with operator must have the key attribute as its first operand`],
    [
      'pk = :p AND sk > :one AND sk < :nine',
      `${invalid}KeyConditionExpressions must only contain one condition per key`,
    ],
    ['pk = :p AND begins_with(sk, :one)', operand('begins_with', 'N')],
    ['pk = :p AND sk < :yes', operand('<', 'BOOL')],
    ['pk = :p AND :yes >= sk', operand('>=', 'BOOL')],
  ];
  for (const [text, message] of cases) assert.equal(refusalOf(text), message, text);
});

test('conditions that do not fit the key schema are refused', () => {
  const mismatch = 'One or more parameter values were invalid: Condition parameter type does not match schema type';
  const cases: [string, KeySchemaNames, string][] = [
    ['sk = :one', NUMBERED, 'Query condition missed key schema element: pk'],
    ['elsewhere = :p', HASH, 'Query condition missed key schema element: pk'],
    ['pk = :p AND elsewhere = :p', NUMBERED, 'Query condition missed key schema element: sk'],
    ['pk > :p', NUMBERED, 'Query key condition not supported'],
    ['begins_with(pk, :p)', NUMBERED, 'Query key condition not supported'],
    ['pk = :one', NUMBERED, mismatch],
    ['pk = :p AND sk = :p', NUMBERED, mismatch],
    ['pk = :p AND sk = :yes', NUMBERED, mismatch],
    ['pk = :p AND begins_with(sk, :p)', NUMBERED, mismatch],
    ['pk = :p AND sk BETWEEN :p AND :q', NUMBERED, mismatch],
    [
      'pk = :p AND sk > :one AND extra = :one',
      NUMBERED,
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    [
      'pk = :p AND sk > :one',
      HASH,
      'The number of query conditions (2) exceeds the number of key attributes defined in the schema (1)',
    ],
  ];
  for (const [text, schema, message] of cases) assert.equal(refusalOf(text, schema), message, text);
});
