import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExpressionKind } from './compiled-expressions.ts';
import { compileExpressions, type ExpressionParameters } from './request.ts';

const UPDATE: readonly ExpressionKind[] = ['update', 'condition'];
const QUERY: readonly ExpressionKind[] = ['keyCondition', 'filter', 'projection'];
const one = { N: '1' };

const refuses = (cases: readonly (readonly [ExpressionParameters, readonly ExpressionKind[], string])[]) => {
  for (const [parameters, kinds, message] of cases) {
    assert.throws(
      () => compileExpressions(parameters, kinds),
      { code: 'ValidationException', message },
      JSON.stringify(parameters),
    );
  }
};

test('the expressions of one request share its placeholders', () => {
  const compiled = compileExpressions(
    {
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: '#n = :one',
      ProjectionExpression: '#n, pk',
      ExpressionAttributeNames: { '#n': 'name' },
      ExpressionAttributeValues: { ':pk': { S: 'x' }, ':one': { N: '1.0' } },
    },
    QUERY,
  );
  assert.deepEqual(Object.keys(compiled).sort(), ['filter', 'keyConditions', 'projection']);
  assert.deepEqual(compiled.keyConditions?.get('pk'), { operator: '=', value: { S: 'x' } });
  assert.deepEqual(compiled.projection?.paths, [['name'], ['pk']]);
});

test('a request without expressions compiles to nothing', () => {
  assert.deepEqual(compileExpressions({}, UPDATE), {});
});

test('a query must say by which keys', () => {
  const message = 'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.';
  refuses([
    [{}, QUERY, message],
    [{ FilterExpression: '' }, QUERY, message],
  ]);
});

test('unused placeholders are refused, names first', () => {
  refuses([
    [
      { UpdateExpression: 'SET a = :v', ExpressionAttributeValues: { ':v': one, ':b': one, ':c': one } },
      UPDATE,
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:b, :c}',
    ],
    [
      {
        UpdateExpression: 'SET a = :v',
        ExpressionAttributeValues: { ':v': one, ':b': one },
        ExpressionAttributeNames: { '#x': 'x', '#y': 'y' },
      },
      UPDATE,
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#x, #y}',
    ],
  ]);
});

test('placeholders must be well formed, and stand beside an expression', () => {
  refuses([
    [
      { UpdateExpression: 'REMOVE a', ExpressionAttributeNames: {} },
      UPDATE,
      'ExpressionAttributeNames must not be empty',
    ],
    [
      { UpdateExpression: 'REMOVE a', ExpressionAttributeValues: {} },
      UPDATE,
      'ExpressionAttributeValues must not be empty',
    ],
    [
      { UpdateExpression: 'REMOVE a', ExpressionAttributeNames: { x: 'x' } },
      UPDATE,
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "x"',
    ],
    [
      { UpdateExpression: 'REMOVE a', ExpressionAttributeNames: { '#a-b': 'x' } },
      UPDATE,
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "#a-b"',
    ],
    [
      { UpdateExpression: 'REMOVE a', ExpressionAttributeValues: { ':': one } },
      UPDATE,
      'ExpressionAttributeValues contains invalid key: Syntax error; key: ":"',
    ],
    [
      { UpdateExpression: 'SET a = :v', ExpressionAttributeValues: { ':v': { N: 'abc' } } },
      UPDATE,
      'ExpressionAttributeValues contains invalid value: ' +
        'The parameter cannot be converted to a numeric value: abc for key :v',
    ],
    [
      { UpdateExpression: 'SET a = :v', ExpressionAttributeValues: { ':v': {} } },
      UPDATE,
      'ExpressionAttributeValues contains invalid value: ' +
        'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :v',
    ],
    [
      { ExpressionAttributeNames: { '#a': 'a' } },
      UPDATE,
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      { ExpressionAttributeValues: { ':v': one } },
      UPDATE,
      'ExpressionAttributeValues can only be specified when using expressions: ' +
        'UpdateExpression and ConditionExpression are null',
    ],
    [
      { ExpressionAttributeValues: { ':v': one }, ProjectionExpression: 'a' },
      QUERY,
      'ExpressionAttributeValues can only be specified when using expressions: ' +
        'FilterExpression and KeyConditionExpression are null',
    ],
    [
      { ExpressionAttributeValues: { ':v': one } },
      ['condition'],
      'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
    ],
  ]);
});

test('expressions and legacy parameters exclude each other', () => {
  const mixed = (legacy: string, expressions: string) =>
    'Can not use both expression and non-expression parameters in the same request: ' +
    `Non-expression parameters: {${legacy}} Expression parameters: {${expressions}}`;
  const key = { pk: { ComparisonOperator: 'EQ', AttributeValueList: [one] } };
  refuses([
    [
      { ConditionExpression: 'attribute_exists(a)', Expected: {} } as ExpressionParameters,
      ['condition'],
      mixed('Expected', 'ConditionExpression'),
    ],
    [
      {
        UpdateExpression: '',
        ConditionExpression: 'x',
        AttributeUpdates: {},
        Expected: {},
        ExpressionAttributeNames: {},
      } as ExpressionParameters,
      UPDATE,
      mixed('AttributeUpdates, Expected', 'UpdateExpression, ConditionExpression'),
    ],
    [
      { FilterExpression: 'x', KeyConditionExpression: 'y', AttributesToGet: ['y'] } as ExpressionParameters,
      QUERY,
      mixed('AttributesToGet', 'FilterExpression, KeyConditionExpression'),
    ],
    [
      { KeyConditionExpression: 'y', KeyConditions: key } as ExpressionParameters,
      QUERY,
      mixed('KeyConditions', 'KeyConditionExpression'),
    ],
  ]);
});

test('the update is checked before the condition, and the key condition before the filter', () => {
  refuses([
    [
      { UpdateExpression: 'x', ConditionExpression: 'y' },
      UPDATE,
      'Invalid UpdateExpression: Syntax error; token: "x", near: "x"',
    ],
    [
      { FilterExpression: 'x', KeyConditionExpression: 'y', ProjectionExpression: 'name' },
      QUERY,
      'Invalid KeyConditionExpression: Syntax error; token: "<EOF>", near: "y"',
    ],
  ]);
});
