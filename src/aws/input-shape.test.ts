import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkInput, type InputShapes } from './input-shape.ts';

const SHAPES: InputShapes = {
  Limit: { type: 'Integer', min: 1 },
  Items: {
    type: 'List',
    member: { type: 'Structure', name: 'Item', members: { Put: { type: 'Structure', name: 'Put', members: {} } } },
  },
  Tables: { type: 'Map', member: { type: 'Structure', name: 'Keys', members: {} } },
};

test('what is null in a list or a map is refused by its place', () => {
  assert.throws(() => checkInput({ Items: [{}, null], Tables: { a: null } }, SHAPES), {
    message:
      "2 validation errors detected: Value null at 'items.2.member' failed to satisfy constraint: Member must not be null; " +
      "Value null at 'tables.a.member' failed to satisfy constraint: Member must not be null",
  });
});

test('members that are null are not there, and whole numbers lose their fraction', () => {
  const input = { Limit: 2.9, Items: [{ Put: null }], Tables: null };
  checkInput(input, SHAPES);
  assert.deepEqual(input, { Limit: 2, Items: [{}] });
});

test('a fraction does not lift a number over its minimum', () => {
  assert.throws(() => checkInput({ Limit: 0.9 }, SHAPES), {
    message:
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  });
});

test('JSON of another type is refused in the words of the place where it stands', () => {
  const shapes: InputShapes = {
    On: { type: 'Boolean' },
    Lists: { type: 'Map', member: { type: 'List', member: { type: 'String' } } },
    ...SHAPES,
  };
  const refusal = (input: object) => {
    try {
      checkInput(input, shapes);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };
  assert.equal(
    refusal({ Tables: [] }),
    'Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.Keys>',
  );
  assert.equal(refusal({ Tables: 'x' }), 'Unexpected field type');
  assert.equal(refusal({ Tables: { a: 'x' } }), 'Unexpected value type in payload');
  assert.equal(refusal({ Items: [[]] }), 'Unrecognized collection type class com.amazonaws.dynamodb.v20120810.Item');
  assert.equal(refusal({ Items: [{ Put: 1 }] }), 'Unexpected field type');
  assert.match(
    refusal({ Lists: { a: 'x' } }) ?? '',
    /^class sun\.reflect\..* cannot be cast to class java\.lang\.Class/,
  );
  assert.equal(refusal({ On: 'perhaps' }), 'Unexpected token received from parser');
  const input = { On: 'true' };
  checkInput(input, shapes);
  assert.deepEqual(input, { On: true });
});
