import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../values/attribute-value.ts';
import { applyUpdate } from './apply-update.ts';
import type { ExpressionKind } from './compiled-expressions.ts';
import { evaluateCondition, rejectKeyAttributes } from './condition.ts';
import { project } from './projection.ts';
import { compileExpressions, type ExpressionParameters } from './request.ts';
import { updatedAttributes } from './update.ts';

const ITEM: Item = {
  id: { S: 'u1' },
  n: { N: '5' },
  s: { S: 'hello' },
  ss: { SS: ['a', 'b'] },
  l: { L: [{ S: 'x' }] },
};
const INVALID = 'One or more parameter values were invalid: ';
const five = { N: '5' };
const six = { N: '6' };
const text = (value: string) => ({ S: value });
const op = (ComparisonOperator: string, ...AttributeValueList: unknown[]) => ({
  ComparisonOperator,
  ...(AttributeValueList.length > 0 && { AttributeValueList }),
});

const refuses = (cases: readonly (readonly [ExpressionParameters, string])[], kinds: readonly ExpressionKind[]) => {
  for (const [parameters, message] of cases) {
    assert.throws(
      () => compileExpressions(parameters, kinds),
      { code: 'ValidationException', message },
      JSON.stringify(parameters),
    );
  }
};
const meets = (parameters: ExpressionParameters, kind: 'condition' | 'filter') => {
  const condition = compileExpressions(parameters, [kind])[kind];
  assert.ok(condition);
  return evaluateCondition(condition, ITEM);
};

test('every comparison operator of Expected and ScanFilter means what its expression means', () => {
  const cases: [string, unknown, boolean][] = [
    ['n', op('EQ', { N: '5.0' }), true],
    ['n', op('EQ', six), false],
    ['ss', op('EQ', { SS: ['b', 'a'] }), true],
    ['gone', op('EQ', six), false],
    ['n', op('NE', six), true],
    ['gone', op('NE', six), true],
    ['n', op('LT', six), true],
    ['n', op('LE', five), true],
    ['n', op('GT', five), false],
    ['n', op('GE', five), true],
    ['n', op('NOT_NULL'), true],
    ['gone', op('NOT_NULL'), false],
    ['gone', op('NULL'), true],
    ['n', op('NULL'), false],
    ['s', op('CONTAINS', text('ell')), true],
    ['ss', op('CONTAINS', text('a')), true],
    ['l', op('CONTAINS', text('x')), true],
    ['ss', op('NOT_CONTAINS', text('c')), true],
    ['ss', op('NOT_CONTAINS', text('a')), false],
    ['gone', op('NOT_CONTAINS', text('a')), false],
    ['s', op('BEGINS_WITH', text('hell')), true],
    ['n', op('IN', six, five), true],
    ['n', op('IN', six), false],
    ['n', op('BETWEEN', { N: '1' }, five), true],
    ['n', op('BETWEEN', six, { N: '9' }), false],
  ];
  for (const [name, condition, expected] of cases) {
    const label = JSON.stringify([name, condition]);
    assert.equal(meets({ Expected: { [name]: condition } }, 'condition'), expected, label);
    assert.equal(meets({ ScanFilter: { [name]: condition } }, 'filter'), expected, label);
    assert.equal(
      evaluateCondition(
        compileExpressions({ QueryFilter: { [name]: condition }, KeyConditions: { pk: op('EQ', five) } }, [
          'filter',
          'keyCondition',
        ]).filter ?? assert.fail(),
        ITEM,
      ),
      expected,
      label,
    );
  }
});

test('Expected also takes a value or the absence of one', () => {
  assert.equal(meets({ Expected: { n: { Value: five } } }, 'condition'), true);
  assert.equal(meets({ Expected: { n: { Exists: true, Value: six } } }, 'condition'), false);
  assert.equal(meets({ Expected: { gone: { Exists: false } } }, 'condition'), true);
  assert.equal(meets({ Expected: { n: { Exists: false } } }, 'condition'), false);
  assert.equal(meets({ Expected: { n: { ComparisonOperator: 'LT', Value: six } } }, 'condition'), true);
  assert.deepEqual(compileExpressions({ Expected: {} }, ['condition']), {});
});

test('ConditionalOperator joins conditions', () => {
  const Expected = { n: op('EQ', six), s: op('EQ', text('hello')) };
  assert.equal(meets({ Expected }, 'condition'), false);
  assert.equal(meets({ Expected, ConditionalOperator: 'AND' }, 'condition'), false);
  assert.equal(meets({ Expected, ConditionalOperator: 'OR' }, 'condition'), true);
  refuses(
    [
      [{ ConditionalOperator: 'OR' }, 'ConditionalOperator cannot be used without Filter or Expected'],
      [
        { ConditionalOperator: 'OR', Expected: { n: op('EQ', six) } },
        'ConditionalOperator can only be used when Filter or Expected has two or more elements',
      ],
    ],
    ['condition'],
  );
});

test('a malformed Expected is refused', () => {
  const operators = '[IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]';
  const expecting = (condition: unknown): ExpressionParameters => ({ Expected: { a: condition } });
  refuses(
    [
      [
        expecting({ Value: five, AttributeValueList: [five] }),
        `${INVALID}Value and AttributeValueList cannot be used together for Attribute: a`,
      ],
      [
        expecting({ Exists: true, ComparisonOperator: 'EQ' }),
        `${INVALID}Exists and ComparisonOperator cannot be used together for Attribute: a`,
      ],
      [
        expecting({ ComparisonOperator: 'EQ' }),
        `${INVALID}Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a`,
      ],
      [
        expecting({ AttributeValueList: [five] }),
        `${INVALID}AttributeValueList can only be used with a ComparisonOperator for Attribute: a`,
      ],
      [expecting({}), `${INVALID}Value must be provided when Exists is null for Attribute: a`],
      [expecting({ Exists: true }), `${INVALID}Value must be provided when Exists is true for Attribute: a`],
      [
        expecting({ Exists: false, Value: five }),
        `${INVALID}Value cannot be used when Exists is false for Attribute: a`,
      ],
      [expecting(op('EQ', five, six)), `${INVALID}Invalid number of argument(s) for the EQ ComparisonOperator`],
      [expecting(op('NULL', five)), `${INVALID}Invalid number of argument(s) for the NULL ComparisonOperator`],
      [expecting(op('BETWEEN', five)), `${INVALID}Invalid number of argument(s) for the BETWEEN ComparisonOperator`],
      [
        expecting(op('IN', five, text('x'))),
        `${INVALID}AttributeValues inside AttributeValueList must be of same type`,
      ],
      [
        expecting(op('LT', { BOOL: true })),
        `${INVALID}ComparisonOperator LT is not valid for BOOL AttributeValue type`,
      ],
      [
        expecting(op('BEGINS_WITH', five)),
        `${INVALID}ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type`,
      ],
      [
        expecting(op('BETWEEN', six, five)),
        'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
      ],
      [expecting({ Value: { N: 'x' } }), 'The parameter cannot be converted to a numeric value: x'],
      [
        expecting(op('LIKE', five)),
        "1 validation error detected: Value 'LIKE' at 'expected.a.member.comparisonOperator' failed to satisfy " +
          `constraint: Member must satisfy enum value set: ${operators}`,
      ],
    ],
    ['condition'],
  );
  refuses(
    [
      [
        { ScanFilter: { a: {} } },
        "1 validation error detected: Value null at 'scanFilter.a.member.comparisonOperator' failed to satisfy " +
          'constraint: Member must not be null',
      ],
    ],
    ['filter'],
  );
});

test('a QueryFilter may not name the keys that the query reads by', () => {
  const { filter } = compileExpressions({ ScanFilter: { id: op('EQ', five) } }, ['filter']);
  assert.ok(filter);
  assert.throws(() => rejectKeyAttributes(filter, ['id'], 'QueryFilter'), {
    message: 'QueryFilter can only contain non-primary key attributes: Primary key attribute: id',
  });
});

test('KeyConditions are key conditions', () => {
  const conditions = (KeyConditions: Record<string, unknown>) =>
    compileExpressions({ KeyConditions }, ['keyCondition']).keyConditions;
  assert.deepEqual(
    [...(conditions({ pk: op('EQ', text('p')), sk: op('BETWEEN', five, six) }) ?? [])],
    [
      ['pk', { operator: '=', value: text('p') }],
      ['sk', { operator: 'BETWEEN', from: five, to: six }],
    ],
  );
  assert.deepEqual(conditions({ sk: op('BEGINS_WITH', text('p')) })?.get('sk'), {
    operator: 'begins_with',
    value: text('p'),
  });
  const operators: [string, string][] = [
    ['LT', '<'],
    ['LE', '<='],
    ['GT', '>'],
    ['GE', '>='],
  ];
  for (const [legacy, operator] of operators) {
    assert.deepEqual(conditions({ sk: op(legacy, five) })?.get('sk'), { operator, value: five });
  }
  const notIndexable = 'Attempted conditional constraint is not an indexable operation';
  refuses(
    [
      [{ KeyConditions: {} }, 'Conditions can be of length 1 or 2 only'],
      [{ KeyConditions: { pk: op('NE', five) } }, notIndexable],
      [{ KeyConditions: { pk: op('NULL') } }, notIndexable],
      [{ KeyConditions: { pk: op('IN', five) } }, notIndexable],
      [{ KeyConditions: { pk: op('CONTAINS', five) } }, notIndexable],
    ],
    ['keyCondition'],
  );
});

test('AttributeUpdates put, add and delete', () => {
  const update = (AttributeUpdates: Record<string, unknown>) => {
    const compiled = compileExpressions({ AttributeUpdates }, ['update', 'condition']).update;
    assert.ok(compiled);
    return compiled;
  };
  const all = update({
    a: { Value: text('x') },
    s: { Action: 'PUT', Value: { N: '1.0' } },
    n: { Action: 'ADD', Value: five },
    ss: { Action: 'DELETE', Value: { SS: ['a'] } },
    l: { Action: 'ADD', Value: { L: [text('y')] } },
    id2: { Action: 'DELETE' },
  });
  const after = applyUpdate(all, ITEM);
  assert.deepEqual(after, {
    id: text('u1'),
    a: text('x'),
    s: { N: '1' },
    n: { N: '10' },
    ss: { SS: ['b'] },
    l: { L: [text('x'), text('y')] },
  });
  assert.deepEqual(Object.keys(updatedAttributes(all, after)), ['a', 's', 'n', 'ss', 'l']);
  assert.deepEqual(applyUpdate(update({ n: { Action: 'DELETE' } }), ITEM)['n'], undefined);
  assert.throws(() => applyUpdate(update({ s: { Action: 'ADD', Value: five } }), ITEM), {
    message: 'Type mismatch for attribute to update',
  });
  refuses(
    [
      [{ AttributeUpdates: { a: {} } }, `${INVALID}Only DELETE action is allowed when no attribute value is specified`],
      [
        { AttributeUpdates: { a: { Action: 'ADD', Value: text('x') } } },
        `${INVALID}ADD action is not supported for the type S`,
      ],
      [
        { AttributeUpdates: { a: { Action: 'DELETE', Value: five } } },
        `${INVALID}DELETE action with value is not supported for the type N`,
      ],
      [
        { AttributeUpdates: { a: { Action: 'MOVE', Value: five } } },
        "1 validation error detected: Value 'MOVE' at 'attributeUpdates.a.member.action' failed to satisfy " +
          'constraint: Member must satisfy enum value set: [ADD, DELETE, PUT]',
      ],
    ],
    ['update'],
  );
});

test('AttributesToGet is a projection of whole attributes', () => {
  const { projection } = compileExpressions({ AttributesToGet: ['n', 'gone', 'a.b'] }, ['projection']);
  assert.ok(projection);
  assert.deepEqual(project(projection, { ...ITEM, 'a.b': text('dotted') }), { n: five, 'a.b': text('dotted') });
  refuses([[{ AttributesToGet: ['n', 'n'] }, `${INVALID}Duplicate value in attribute name: n`]], ['projection']);
});

test('legacy parameters that an operation does not have are left alone', () => {
  assert.deepEqual(compileExpressions({ AttributesToGet: ['n'], Expected: { a: {} } }, ['update']), {});
});
