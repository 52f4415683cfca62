import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../../aws/service-error.ts';
import { validateItem, validateValue } from './validate.ts';

const INVALID = 'One or more parameter values were invalid: ';
const throws = (given: unknown, code: string, message: string) =>
  assert.throws(
    () => validateValue(given),
    (error) => {
      assert.ok(error instanceof ServiceError, String(error));
      assert.deepEqual([error.code, error.message, error.status], [code, message, 400]);
      return true;
    },
    JSON.stringify(given),
  );

test('values of all ten types are taken as they are', () => {
  const item = {
    s: { S: '' },
    n: { N: '1' },
    b: { B: 'AAE=' },
    empty: { B: '' },
    bool: { BOOL: false },
    null: { NULL: true },
    m: { M: { a: { M: {} } } },
    l: { L: [{ S: 'x' }, { L: [] }] },
    ss: { SS: ['b', 'a'] },
    ns: { NS: ['1', '2.5'] },
    bs: { BS: ['AAE=', ''] },
  };
  assert.equal(validateItem(item), item);
});

test('numbers are normalized wherever they stand, without touching the request', () => {
  const given = { a: { N: '1.0' }, b: { L: [{ M: { c: { N: '1E2' } } }] }, d: { NS: ['-0', '5'] }, e: { S: 'x' } };
  const before = structuredClone(given);
  assert.deepEqual(validateItem(given), {
    a: { N: '1' },
    b: { L: [{ M: { c: { N: '100' } } }] },
    d: { NS: ['0', '5'] },
    e: { S: 'x' },
  });
  assert.deepEqual(given, before);
});

test('a NULL is true, whatever the request says', () => {
  assert.deepEqual(validateValue({ NULL: false }), { NULL: true });
  throws({ NULL: 'maybe' }, 'SerializationException', 'Unexpected token received from parser');
});

test('an attribute has a name', () => {
  assert.throws(() => validateItem({ '': { S: 'x' } }), { message: 'Empty attribute name' });
});

test('members that DynamoDB does not know and null members are dropped', () => {
  assert.deepEqual(validateValue({ S: 'x', N: null, Colour: 'red' }), { S: 'x' });
});

test('an attribute named __proto__ is an attribute like any other', () => {
  const item = validateItem(JSON.parse('{"__proto__":{"N":"1.0"},"constructor":{"S":"x"}}'));
  assert.equal(JSON.stringify(item), '{"__proto__":{"N":"1"},"constructor":{"S":"x"}}');
});

test('values that DynamoDB cannot hold are refused in AWS words', () => {
  const cases: [unknown, string][] = [
    [{}, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    [{ X: 'a' }, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    [{ S: null }, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    [
      { S: 'a', BOOL: true },
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
    [{ S: 'a', N: 'b' }, 'The parameter cannot be converted to a numeric value: b'],
    [{ N: '' }, 'The parameter cannot be converted to a numeric value'],
    [{ SS: [] }, `${INVALID}An string set  may not be empty`],
    [{ NS: [] }, `${INVALID}An number set  may not be empty`],
    [{ BS: [] }, `${INVALID}Binary sets should not be empty`],
    [{ SS: ['b', 'a', 'b'] }, `${INVALID}Input collection [b, a, b] contains duplicates.`],
    [{ NS: ['1', '1.0'] }, 'Input collection contains duplicates'],
    [{ BS: ['AA==', 'AA=='] }, `${INVALID}Input collection [AA==, AA==]of type BS contains duplicates.`],
    [{ L: [{ M: { x: { N: 'x' } } }] }, 'The parameter cannot be converted to a numeric value: x'],
  ];
  for (const [given, message] of cases) throws(given, 'ValidationException', message);
});

test('values of a wrong JSON type are refused as unreadable', () => {
  const cases: [unknown, string][] = [
    ['x', 'Unexpected value type in payload'],
    [[], 'Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue'],
    [{ S: 1 }, 'NUMBER_VALUE cannot be converted to String'],
    [{ S: 1.5 }, 'DECIMAL_VALUE cannot be converted to String'],
    [{ N: true }, 'TRUE_VALUE cannot be converted to String'],
    [{ N: [] }, 'Unrecognized collection type class java.lang.String'],
    [{ S: {} }, 'Start of structure or map found where not expected'],
    [{ B: 1 }, 'only base-64-encoded strings are convertible to bytes'],
    [{ B: 'abc' }, 'Base64 encoded length is expected a multiple of 4 bytes but found: 3'],
    [{ B: '=+/=' }, 'Invalid last non-pad Base64 character dectected'],
    [{ BOOL: 2 }, 'NUMBER_VALUE cannot be converted to Boolean'],
    [{ BOOL: 'x' }, 'Unexpected token received from parser'],
    [{ SS: 'x' }, 'Unexpected field type'],
    [{ SS: {} }, 'Start of structure or map found where not expected'],
    [{ L: 'x' }, 'Unexpected field type'],
    [{ M: 'x' }, 'Unexpected field type'],
    [{ M: { a: 'x' } }, 'Unexpected value type in payload'],
  ];
  for (const [given, message] of cases) throws(given, 'SerializationException', message);
});

test('what is null is no value, and no member of a set', () => {
  const cases: [unknown, string][] = [
    [null, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    [{ L: [null] }, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    [
      { SS: [null] },
      'One or more parameter values were invalid: An string set  may not have a null string as a member',
    ],
    [{ NS: [null] }, 'The parameter cannot be converted to a numeric value'],
    [{ BS: [null] }, 'One or more parameter values were invalid: Binary sets may not contain null values'],
  ];
  for (const [given, message] of cases) throws(given, 'ValidationException', message);
});

test('documents nest 32 levels deep and no deeper', () => {
  const nested = (levels: number) => {
    let value: unknown = { S: 'leaf' };
    for (let level = 1; level < levels; level++) value = level % 2 ? { M: { n: value } } : { L: [value] };
    return value;
  };
  assert.doesNotThrow(() => validateValue(nested(32)));
  throws(
    nested(33),
    'ValidationException',
    'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
  );
});
