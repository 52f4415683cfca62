import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../values/attribute-value.ts';
import { bindPlaceholders } from './placeholders.ts';
import { compileProjection, project } from './projection.ts';

const ITEM: Item = {
  id: { S: 'u1' },
  n: { N: '1' },
  l: { L: [{ S: 'a' }, { S: 'b' }, { M: { x: { S: 'x' }, y: { S: 'y' } } }] },
  doc: { M: { a: { N: '1' }, b: { M: { c: { S: 'c' }, d: { S: 'd' } } }, l: { L: [{ N: '0' }, { N: '1' }] } } },
  'dotted.name': { S: 'dot' },
};
const NAMES = { '#id': 'id', '#dot': 'dotted.name', '#name': 'name', '#constructor': 'constructor' };
const compile = (text: string) => compileProjection(text, bindPlaceholders(NAMES, undefined));

test('a projection takes what its paths name', () => {
  const cases: [string, Item][] = [
    ['id', { id: { S: 'u1' } }],
    ['#id, n', { id: { S: 'u1' }, n: { N: '1' } }],
    ['#dot', { 'dotted.name': { S: 'dot' } }],
    ['absent', {}],
    ['#constructor', {}],
    ['doc.#constructor', {}],
    ['doc.absent, n.deep, l.x', {}],
    ['doc[0]', {}],
    ['doc.a', { doc: { M: { a: { N: '1' } } } }],
    ['doc.b.c, doc.a', { doc: { M: { b: { M: { c: { S: 'c' } } }, a: { N: '1' } } } }],
    ['l[1]', { l: { L: [{ S: 'b' }] } }],
    ['l[2].y, l[0]', { l: { L: [{ S: 'a' }, { M: { y: { S: 'y' } } }] } }],
    ['l[2].x, l[2].y', { l: { L: [{ M: { x: { S: 'x' }, y: { S: 'y' } } }] } }],
    ['l[9]', {}],
    ['doc.l[1], doc.b.d, id', { id: { S: 'u1' }, doc: { M: { l: { L: [{ N: '1' }] }, b: { M: { d: { S: 'd' } } } } } }],
  ];
  const before = structuredClone(ITEM);
  for (const [text, expected] of cases) assert.deepEqual(project(compile(text), ITEM), expected, text);
  assert.deepEqual(ITEM, before);
});

test('projections that AWS refuses are refused in its words', () => {
  const two = (what: string, one: string, other: string) =>
    `Two document paths ${what} with each other; must remove or rewrite one of these paths; ` +
    `path one: ${one}, path two: ${other}`;
  const cases: [string, string][] = [
    ['', 'The expression can not be empty;'],
    ['name', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['id,', 'Syntax error; token: "<EOF>", near: ","'],
    ['id n', 'Syntax error; token: "n", near: "id n"'],
    [':id', 'Syntax error; token: ":id", near: ":id"'],
    ['size(id)', 'Syntax error; token: "(", near: "size(id"'],
    ['#gone', 'An expression attribute name used in the document path is not defined; attribute name: #gone'],
    ['id, #id', two('overlap', '[id]', '[id]')],
    ['doc.a.b, doc.a', two('overlap', '[doc, a, b]', '[doc, a]')],
    ['doc.a, doc[0]', two('conflict', '[doc, a]', '[doc, [0]]')],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => compile(text),
      { code: 'ValidationException', message: `Invalid ProjectionExpression: ${message}` },
      text,
    );
  }
});
