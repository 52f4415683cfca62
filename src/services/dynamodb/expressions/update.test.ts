import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../../aws/service-error.ts';
import type { Item } from '../values/attribute-value.ts';
import { applyUpdate } from './apply-update.ts';
import { bindPlaceholders } from './placeholders.ts';
import { assignedType, compileUpdate, rejectKeyUpdates, updatedAttributes } from './update.ts';

const ITEM: Item = {
  id: { S: 'u1' },
  n: { N: '5' },
  s: { S: 'text' },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  l: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }] },
  doc: { M: { n: { N: '1' }, l: { L: [{ M: { x: { S: 'old' } } }, { S: 'y' }] }, ss: { SS: ['a'] } } },
};
const VALUES = {
  ':one': { N: '1' },
  ':half': { N: '0.5' },
  ':x': { S: 'x' },
  ':y': { S: 'y' },
  ':z': { S: 'z' },
  ':yes': { BOOL: true },
  ':nothing': { NULL: true },
  ':bytes': { B: 'AA==' },
  ':list': { L: [{ S: 'd' }] },
  ':empty': { L: [] },
  ':map': { M: { k: { S: 'v' } } },
  ':ac': { SS: ['a', 'c'] },
  ':ab': { SS: ['a', 'b'] },
  ':two': { NS: ['2'] },
  ':bs': { BS: ['AA=='] },
};
const NAMES = { '#n': 'n', '#doc': 'doc', '#s': 's', '#proto': '__proto__' };

const compile = (text: string) => compileUpdate(text, bindPlaceholders(NAMES, VALUES));
const after = (text: string, item: Item = ITEM) => applyUpdate(compile(text), item);
/** What of the item differs afterwards; `undefined` for an attribute that is gone. */
const changes = (text: string) => {
  const result = after(text);
  const names = new Set([...Object.keys(ITEM), ...Object.keys(result)]);
  return Object.fromEntries(
    [...names].filter((name) => result[name] !== ITEM[name]).map((name) => [name, result[name]]),
  );
};
const refusalOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof ServiceError, String(error));
    assert.equal(error.code, 'ValidationException');
    return error.message;
  }
  return '(accepted)';
};
const refuses = (cases: readonly (readonly [string, string])[]) => {
  for (const [text, message] of cases) {
    assert.equal(
      refusalOf(() => compile(text)),
      `Invalid UpdateExpression: ${message}`,
      text,
    );
  }
};

test('SET, REMOVE, ADD and DELETE change what they name and nothing else', () => {
  const cases: [string, Record<string, unknown>][] = [
    ['SET a = :x', { a: { S: 'x' } }],
    ['set a = :x', { a: { S: 'x' } }],
    ['SET a = :x, n = :one', { a: { S: 'x' }, n: { N: '1' } }],
    ['SET a = n', { a: { N: '5' } }],
    ['SET n = n + :one', { n: { N: '6' } }],
    ['SET n = n - :half', { n: { N: '4.5' } }],
    ['SET n = :one + n', { n: { N: '6' } }],
    ['SET n = (n + :one)', { n: { N: '6' } }],
    ['SET a = if_not_exists(n, :x)', { a: { N: '5' } }],
    ['SET a = if_not_exists(gone, :x)', { a: { S: 'x' } }],
    ['SET a = if_not_exists(gone.deep[0], :x)', { a: { S: 'x' } }],
    ['SET a = if_not_exists(gone, :one) + :one', { a: { N: '2' } }],
    ['SET l = list_append(l, :list)', { l: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }, { S: 'd' }] } }],
    ['SET l = list_append(:list, l)', { l: { L: [{ S: 'd' }, { S: 'a' }, { S: 'b' }, { S: 'c' }] } }],
    ['SET a = list_append(if_not_exists(a, :empty), :list)', { a: { L: [{ S: 'd' }] } }],
    ['SET l[1] = :x', { l: { L: [{ S: 'a' }, { S: 'x' }, { S: 'c' }] } }],
    ['SET l[5] = :x', { l: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }, { S: 'x' }] } }],
    ['SET l[9] = :x, l[7] = :y', { l: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }, { S: 'y' }, { S: 'x' }] } }],
    ['SET l[2000000000] = :x', { l: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }, { S: 'x' }] } }],
    ['SET l[0] = l[2], l[2] = l[0]', { l: { L: [{ S: 'c' }, { S: 'b' }, { S: 'a' }] } }],
    ['SET s = n, n = s', { s: { N: '5' }, n: { S: 'text' } }],
    ['REMOVE n', { n: undefined }],
    ['REMOVE gone', {}],
    ['REMOVE n, s', { n: undefined, s: undefined }],
    ['REMOVE l[0], l[1]', { l: { L: [{ S: 'c' }] } }],
    ['REMOVE l[0] SET l[1] = :x', { l: { L: [{ S: 'x' }, { S: 'c' }] } }],
    ['REMOVE l[0] SET l[5] = :x', { l: { L: [{ S: 'b' }, { S: 'c' }, { S: 'x' }] } }],
    ['ADD n :one', { n: { N: '6' } }],
    ['ADD gone :one', { gone: { N: '1' } }],
    ['ADD ss :ac', { ss: { SS: ['a', 'b', 'c'] } }],
    ['ADD gone :ac', { gone: { SS: ['a', 'c'] } }],
    ['ADD gone :bs', { gone: { BS: ['AA=='] } }],
    ['DELETE ss :ac', { ss: { SS: ['b'] } }],
    ['DELETE ss :ab', { ss: undefined }],
    ['DELETE ns :two', { ns: { NS: ['1'] } }],
    ['DELETE gone :ac', {}],
    ['SET a = :x REMOVE s ADD n :one DELETE ss :ac', { a: { S: 'x' }, s: undefined, n: { N: '6' }, ss: { SS: ['b'] } }],
    ['DELETE ss :ac ADD n :one REMOVE s SET a = :x', { a: { S: 'x' }, s: undefined, n: { N: '6' }, ss: { SS: ['b'] } }],
  ];
  const before = structuredClone(ITEM);
  for (const [text, expected] of cases) assert.deepEqual(changes(text), expected, text);
  assert.deepEqual(ITEM, before);
});

test('paths reach into maps and lists', () => {
  const doc = (text: string) => after(text)['doc'];
  assert.deepEqual(doc('SET doc.n = doc.n + n, #doc.fresh = :x'), {
    M: {
      n: { N: '6' },
      l: { L: [{ M: { x: { S: 'old' } } }, { S: 'y' }] },
      ss: { SS: ['a'] },
      fresh: { S: 'x' },
    },
  });
  assert.deepEqual(doc('SET doc.l[0].x = :x, doc.l[4] = :z REMOVE doc.l[1], doc.n DELETE doc.ss :ac'), {
    M: { l: { L: [{ M: { x: { S: 'x' } } }, { S: 'z' }] } },
  });
  assert.deepEqual(doc('ADD doc.n :one, doc.tally :one'), {
    M: {
      n: { N: '2' },
      l: { L: [{ M: { x: { S: 'old' } } }, { S: 'y' }] },
      ss: { SS: ['a'] },
      tally: { N: '1' },
    },
  });
});

test('the item before the update stays as it was', () => {
  const before = structuredClone(ITEM);
  after('SET doc.l[0].x = :x, l[0] = :y, doc.n = :one REMOVE doc.ss ADD ss :ac');
  assert.deepEqual(ITEM, before);
});

test('one value given to several places is not shared between them', () => {
  const item = after('SET a = :map, b = :map, c = doc', ITEM);
  const next = applyUpdate(compileUpdate('SET a.k = :x', bindPlaceholders(undefined, { ':x': { S: 'x' } })), item);
  assert.deepEqual([next['a'], next['b']], [{ M: { k: { S: 'x' } } }, { M: { k: { S: 'v' } } }]);
});

test('an attribute named __proto__ can be set and removed', () => {
  const set = after('SET #proto = :x', { id: { S: '1' } });
  assert.equal(JSON.stringify(set), '{"id":{"S":"1"},"__proto__":{"S":"x"}}');
  assert.deepEqual(Object.keys(after('REMOVE #proto', set)), ['id']);
});

test('an item that does not fit the update is refused', () => {
  const invalidPath = 'The document path provided in the update expression is invalid for update';
  const wrongType = 'An operand in the update expression has an incorrect data type';
  const absent = 'The provided expression refers to an attribute that does not exist in the item';
  const cases: [string, string][] = [
    ['SET gone.a = :x', invalidPath],
    ['SET s.a = :x', invalidPath],
    ['SET l.a = :x', invalidPath],
    ['SET doc[0] = :x', invalidPath],
    ['SET l[9].a = :x', invalidPath],
    ['SET gone[0] = :x', invalidPath],
    ['REMOVE gone.a', invalidPath],
    ['REMOVE doc[0]', invalidPath],
    ['ADD gone.a :one', invalidPath],
    ['SET a = gone', absent],
    ['SET a = gone + :one', absent],
    ['SET a = doc.gone', absent],
    ['SET a = list_append(gone, :list)', absent],
    ['SET a = if_not_exists(gone, absent)', absent],
    ['SET n = s + :one', wrongType],
    ['SET n = l - :one', wrongType],
    ['SET n = n + ss', wrongType],
    ['SET l = list_append(s, :list)', wrongType],
    ['ADD s :one', wrongType],
    ['ADD n :ac', wrongType],
    ['ADD ns :ac', wrongType],
    ['DELETE s :ac', wrongType],
    ['DELETE ns :ac', wrongType],
  ];
  for (const [text, message] of cases)
    assert.equal(
      refusalOf(() => after(text)),
      message,
      text,
    );
});

test('a path is found invalid before a removed list element is passed over', () => {
  assert.deepEqual(after('REMOVE l[9]'), ITEM);
});

test('sums are exact, and refused beyond the range', () => {
  const values = { ':a': { N: '9.9e125' }, ':tiny': { N: '0.1' } };
  const set = (text: string) => () =>
    applyUpdate(compileUpdate(text, bindPlaceholders(undefined, values)), { id: { S: 'x' }, third: { N: '0.2' } });
  assert.deepEqual(set('SET third = third + :tiny')()['third'], { N: '0.3' });
  assert.equal(
    refusalOf(set('SET n = :a + :a')),
    'Number overflow. Attempting to store a number with magnitude larger than supported range',
  );
});

test('syntax errors quote the token and its neighbours', () => {
  refuses([
    ['INVALID SYNTAX HERE', 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
    ['SET x y', 'Syntax error; token: "y", near: "x y"'],
    ['SET', 'Syntax error; token: "<EOF>", near: "SET"'],
    ['SET a', 'Syntax error; token: "<EOF>", near: "a"'],
    ['SET a = :x,', 'Syntax error; token: "<EOF>", near: ","'],
    ['SET a = VALUE 1', 'Syntax error; token: "1", near: "VALUE 1"'],
    ['SET 1 = :x', 'Syntax error; token: "1", near: "SET 1 ="'],
    ['SET {0} = :x', 'Syntax error; token: "{", near: "SET {0"'],
    ['SET add = :x', 'Syntax error; token: "add", near: "SET add ="'],
    ['SET a = :x, #, b = :y', 'Syntax error; token: "#", near: ", #,"'],
    ['ADD hits : incr', 'Syntax error; token: ":", near: "hits : incr"'],
    ['SET a = :x + :y + :z', 'Syntax error; token: "+", near: ":y + :z"'],
    ['ADD n n', 'Syntax error; token: "n", near: "n n"'],
    ['ADD n = :one', 'Syntax error; token: "=", near: "n = :one"'],
    ['SET a.0. = :x', 'Syntax error; token: "0", near: ".0."'],
    ['REMOVE :x', 'Syntax error; token: ":x", near: "REMOVE :x"'],
    ['SET a = if_not_exists(a, :x', 'Syntax error; token: "<EOF>", near: ":x"'],
    ['', 'The expression can not be empty;'],
    ['SET a = ((:x))', 'The expression has redundant parentheses;'],
  ]);
});

test('sections, names, functions and operands are checked before any item is read', () => {
  const operand = (operator: string, type: string) =>
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
  const confused = (section: string, type: string) =>
    `Incorrect operand type for operator or function; operator: ${section}, operand type: ${type}, ` +
    `typeSet: ALLOWED_FOR_${section}_OPERAND`;
  refuses([
    ['SET a = :x SET b = :y', 'The "SET" section can only be used once in an update expression;'],
    ['REMOVE a ADD n :one REMOVE b', 'The "REMOVE" section can only be used once in an update expression;'],
    ['SET name = :x', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['SET a = Status', 'Attribute name is a reserved keyword; reserved keyword: Status'],
    ['SET a = dog(b)', 'Invalid function name; function: dog'],
    ['SET a = size(b)', 'The function is not allowed in an update expression; function: size'],
    ['SET #gone = :x', 'An expression attribute name used in the document path is not defined; attribute name: #gone'],
    ['SET a = :gone', 'An expression attribute value used in expression is not defined; attribute value: :gone'],
    ['ADD a :gone', 'An expression attribute value used in expression is not defined; attribute value: :gone'],
    [
      'SET a = if_not_exists(a)',
      'Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1',
    ],
    [
      'SET a = list_append(a, b, c)',
      'Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 3',
    ],
    [
      'SET a = if_not_exists(:x, :y)',
      'Operator or function requires a document path; operator or function: if_not_exists',
    ],
    ['SET a = b + :x', operand('+', 'S')],
    ['SET a = :list - b', operand('-', 'L')],
    ['SET a = list_append(a, :x)', operand('list_append', 'S')],
    ['ADD a :x', confused('ADD', 'STRING')],
    ['ADD a :yes', confused('ADD', 'BOOLEAN')],
    ['ADD a :nothing', confused('ADD', 'NULL')],
    ['ADD a :bytes', confused('ADD', 'BINARY')],
    ['ADD a :list', confused('ADD', 'LIST')],
    ['ADD a :map', confused('ADD', 'MAP')],
    ['DELETE a :one', confused('DELETE', 'NUMBER')],
    ['DELETE a :x', confused('DELETE', 'STRING')],
  ]);
});

test('paths of one update may neither overlap nor contradict', () => {
  const two = (what: string, one: string, other: string) =>
    `Two document paths ${what} with each other; must remove or rewrite one of these paths; ` +
    `path one: ${one}, path two: ${other}`;
  refuses([
    ['SET a = :x, a = :y', two('overlap', '[a]', '[a]')],
    ['SET a = :x, a.b = :y', two('overlap', '[a]', '[a, b]')],
    ['SET a.b.c = :x REMOVE a.b', two('overlap', '[a, b, c]', '[a, b]')],
    ['SET #n = :x REMOVE n', two('overlap', '[n]', '[n]')],
    ['SET l[0] = :x, l[0].a = :y', two('overlap', '[l, [0]]', '[l, [0], a]')],
    ['SET a.b = :x, a[1] = :y', two('conflict', '[a, b]', '[a, [1]]')],
  ]);
  assert.equal(
    refusalOf(() => compile('SET a.b = :x, a.c = :y, l[0] = :x, l[1] = :y')),
    '(accepted)',
  );
});

test('key attributes cannot be updated', () => {
  const update = compile('SET a = :x REMOVE id.deep');
  assert.throws(() => rejectKeyUpdates(update, ['pk', 'id']), {
    message: 'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key',
  });
  assert.doesNotThrow(() => rejectKeyUpdates(update, ['pk']));
});

test('UPDATED_OLD and UPDATED_NEW show only the paths that were touched', () => {
  const update = compile('SET doc.n = :one, doc.fresh = :x, l[1] = :y, a = :z REMOVE s');
  assert.deepEqual(updatedAttributes(update, ITEM), {
    doc: { M: { n: { N: '1' } } },
    l: { L: [{ S: 'b' }] },
    s: { S: 'text' },
  });
  assert.deepEqual(updatedAttributes(update, applyUpdate(update, ITEM)), {
    doc: { M: { n: { N: '1' }, fresh: { S: 'x' } } },
    l: { L: [{ S: 'y' }] },
    a: { S: 'z' },
  });
  assert.deepEqual(updatedAttributes(compile('REMOVE gone'), ITEM), {});
});

test('the type given to an attribute is known where the expression tells it', () => {
  const update = compile(
    'SET a = :x, b = n, c = n + :one, d = list_append(l, :list), e = if_not_exists(e, :x) ADD f :ac',
  );
  const types = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => assignedType(update, name));
  assert.deepEqual(types, ['S', undefined, 'N', 'L', 'S', 'SS', undefined]);
});
