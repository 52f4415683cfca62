import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../../aws/service-error.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { compileCondition, evaluateCondition, rejectKeyAttributes } from './condition.ts';
import { rejectNestedKeys } from './document-path.ts';
import { bindPlaceholders } from './placeholders.ts';

const ITEM: Item = {
  id: { S: 'u1' },
  n: { N: '5' },
  m: { N: '10' },
  s: { S: 'hello' },
  wide: { S: 'é𝄞' },
  bin: { B: Buffer.from('hi there').toString('base64') },
  yes: { BOOL: true },
  nothing: { NULL: true },
  ss: { SS: ['red', 'blue'] },
  ns: { NS: ['1', '2'] },
  bs: { BS: ['AA==', 'AQ=='] },
  l: { L: [{ S: 'zero' }, { N: '1' }, { M: { deep: { L: [{ S: 'down' }] } } }, { NS: ['3', '4'] }] },
  doc: { M: { a: { N: '1' }, b: { M: { c: { S: 'x' } } }, 'dotted.name': { S: 'dot' } } },
};
const VALUES: Record<string, AttributeValue> = {
  ':one': { N: '1' },
  ':four': { N: '4' },
  ':five': { N: '5' },
  ':eight': { N: '8' },
  ':two': { N: '2' },
  ':three': { N: '3' },
  ':six': { N: '6' },
  ':hell': { S: 'hell' },
  ':ell': { S: 'ell' },
  ':hello': { S: 'hello' },
  ':five_text': { S: '5' },
  ':a': { S: 'a' },
  ':z': { S: 'z' },
  ':x': { S: 'x' },
  ':down': { S: 'down' },
  ':zero': { S: 'zero' },
  ':red': { S: 'red' },
  ':hi': { B: Buffer.from('hi').toString('base64') },
  ':here': { B: Buffer.from('here').toString('base64') },
  ':null_byte': { B: 'AA==' },
  ':yes': { BOOL: true },
  ':no': { BOOL: false },
  ':blue_red': { SS: ['blue', 'red'] },
  ':four_three': { NS: ['4', '3'] },
  ':S': { S: 'S' },
  ':NS': { S: 'NS' },
  ':NULL': { S: 'NULL' },
};
const NAMES: Record<string, string> = {
  '#n': 'n',
  '#doc': 'doc',
  '#dot': 'dotted.name',
  '#proto': '__proto__',
  '#constructor': 'constructor',
};

const holds = (text: string) => evaluateCondition(compileCondition(text, bindPlaceholders(NAMES, VALUES)), ITEM);

const refusalOf = (text: string, values: unknown = VALUES, names: unknown = NAMES) => {
  try {
    compileCondition(text, bindPlaceholders(names, values));
  } catch (error) {
    assert.ok(error instanceof ServiceError, String(error));
    assert.equal(error.code, 'ValidationException');
    return error.message;
  }
  return '(accepted)';
};
const refuses = (cases: readonly (readonly [string, string])[]) => {
  for (const [text, message] of cases) assert.equal(refusalOf(text), `Invalid ConditionExpression: ${message}`, text);
};

test('conditions that hold', () => {
  const texts = [
    'n = :five',
    ':five = n',
    'n <> :one',
    'n < :six',
    'n <= :five',
    'n > :four',
    'n >= :five',
    'n < m',
    's = :hello',
    's > :hell',
    's <> :five',
    'n <> :five_text',
    'ss = :blue_red',
    'bin > :hi',
    'yes = :yes',
    'yes <> :no',
    'absent <> :one',
    'absent <> gone',
    'n BETWEEN :one AND :six',
    'n between :five and :five',
    's BETWEEN :a AND :z',
    'n BETWEEN :one AND m',
    ':five BETWEEN n AND m',
    'n IN (:one, :five)',
    'n in (:five)',
    'n IN (m, absent, :hello, :five)',
    'attribute_exists(n)',
    'attribute_exists (doc.b.c)',
    'attribute_exists(nothing)',
    'attribute_not_exists(absent)',
    'attribute_not_exists(doc.b.d)',
    'attribute_not_exists(l[9])',
    'attribute_not_exists(s.x)',
    'attribute_not_exists(#proto)',
    'attribute_not_exists(#constructor)',
    'attribute_not_exists(doc.#constructor)',
    'attribute_type(s, :S)',
    'attribute_type(l[3], :NS)',
    'attribute_type(nothing, :NULL)',
    'begins_with(s, :hell)',
    'begins_with(:hello, s)',
    'begins_with(bin, :hi)',
    'contains(s, :ell)',
    'contains(bin, :here)',
    'contains(ss, :red)',
    'contains(ns, :one)',
    'contains(bs, :null_byte)',
    'contains(l, :zero)',
    'contains(l, :four_three)',
    'size(s) = :five',
    'size(wide) = :three',
    'size(bin) = :eight',
    'size(ss) = :two',
    'size(ns) = :two',
    'size(bs) = :two',
    'size(l) = :four',
    'size(doc) > :two',
    'size(s) = n',
    'size(s) BETWEEN :one AND :six',
    'size(s) IN (:one, :five)',
    'size(:hello) = n',
    'size(n) <> :one',
    'l[0] = :zero',
    'l[1] = doc.a',
    'l[2].deep[0] = :down',
    '#doc.b.c = :x',
    '#doc.#dot <> :x',
    'attribute_exists(#doc . #dot)',
    '(n) = (:five)',
    '(n = :five)',
    'NOT n = :one',
    'not not n = :five',
    'NOT absent = :one',
    'NOT attribute_exists(absent)',
    'n=:five AND\n\ts=:hello',
  ];
  for (const text of texts) assert.equal(holds(text), true, text);
});

test('conditions that do not hold', () => {
  const texts = [
    'n = :one',
    'n = :five_text',
    'absent = :one',
    'absent = gone',
    'absent < :one',
    ':one < absent',
    'absent < gone',
    'n <> :five',
    'n < :five',
    's < :five',
    'l < :five',
    'yes = :no',
    'n BETWEEN :six AND :eight',
    'absent BETWEEN :one AND :six',
    's BETWEEN :one AND :six',
    'n BETWEEN m AND :one',
    'n IN (:one, :four)',
    'absent IN (:one)',
    'absent IN (gone)',
    'attribute_exists(absent)',
    'attribute_exists(doc.b.d)',
    'attribute_exists(l.x)',
    'attribute_exists(doc[0])',
    'attribute_not_exists(n)',
    'attribute_type(n, :S)',
    'attribute_type(absent, :S)',
    'begins_with(s, :ell)',
    'begins_with(n, :hell)',
    'begins_with(absent, :hell)',
    'contains(s, :red)',
    'contains(ss, :one)',
    'contains(ns, :red)',
    'contains(l, :red)',
    'contains(n, :one)',
    'contains(absent, :one)',
    'size(n) = :one',
    'size(yes) = :one',
    'size(absent) = :one',
    'NOT n = :five',
    'NOT NOT NOT n = :five',
  ];
  for (const text of texts) assert.equal(holds(text), false, text);
});

test('NOT binds before AND, AND before OR, and parentheses before all', () => {
  const cases: [string, boolean][] = [
    ['n = :five OR n = :five AND n = :one', true],
    ['(n = :five OR n = :five) AND n = :one', false],
    ['n = :one AND n = :five OR n = :five', true],
    ['n = :one AND (n = :five OR n = :five)', false],
    ['NOT n = :one AND n = :one', false],
    ['NOT (n = :one AND n = :one)', true],
    ['NOT n = :five OR n = :five', true],
    ['NOT (n = :five OR n = :one)', false],
    ['n BETWEEN :one AND :six AND s = :hello', true],
    ['n BETWEEN :one AND :six OR s = :hell', true],
    ['((n = :five) OR n = :one) AND NOT (s = :hell)', true],
    ['NOT n BETWEEN :one AND :four AND NOT n IN (:one)', true],
  ];
  for (const [text, expected] of cases) assert.equal(holds(text), expected, text);
});

test('an item that does not exist has no attributes', () => {
  assert.equal(
    evaluateCondition(compileCondition('attribute_not_exists(id)', bindPlaceholders(undefined, undefined)), undefined),
    true,
  );
});

test('syntax errors quote the token and its neighbours', () => {
  refuses([
    ['foo', 'Syntax error; token: "<EOF>", near: "foo"'],
    ['  foo  ', 'Syntax error; token: "<EOF>", near: "foo"'],
    ['(foo)', 'Syntax error; token: "<EOF>", near: ")"'],
    ['n = ', 'Syntax error; token: "<EOF>", near: "="'],
    ['n != :one', 'Syntax error; token: "!", near: "n !="'],
    ['n = = :one', 'Syntax error; token: "=", near: "= = :one"'],
    ['n == :one', 'Syntax error; token: "=", near: "== :one"'],
    ['_n = :one', 'Syntax error; token: "_", near: "_n"'],
    ['user-id = :one', 'Syntax error; token: "-", near: "user-id"'],
    ['n = 1', 'Syntax error; token: "1", near: "= 1"'],
    ['n = "x"', 'Syntax error; token: """, near: "= "x"'],
    ['n : one', 'Syntax error; token: ":", near: "n : one"'],
    ['#', 'Syntax error; token: "#", near: "#"'],
    ['n = :one)', 'Syntax error; token: ")", near: ":one)"'],
    ['(n = :one', 'Syntax error; token: "<EOF>", near: ":one"'],
    ['n = :one n = :one', 'Syntax error; token: "n", near: ":one n ="'],
    ['n = :one AND', 'Syntax error; token: "<EOF>", near: "AND"'],
    ['AND n = :one', 'Syntax error; token: "AND", near: "AND n"'],
    ['n AND m', 'Syntax error; token: "AND", near: "n AND m"'],
    ['(n AND m)', 'Syntax error; token: "AND", near: "n AND m"'],
    ['(n = :one AND m)', 'Syntax error; token: ")", near: "m)"'],
    ['NOT n', 'Syntax error; token: "<EOF>", near: "n"'],
    ['n BETWEEN :one', 'Syntax error; token: "<EOF>", near: ":one"'],
    ['n BETWEEN :one OR :six', 'Syntax error; token: "OR", near: ":one OR :six"'],
    ['n IN ()', 'Syntax error; token: ")", near: "()"'],
    ['n IN :one', 'Syntax error; token: ":one", near: "IN :one"'],
    ['attribute_exists()', 'Syntax error; token: ")", near: "()"'],
    ['attribute_not_exists(', 'Syntax error; token: "<EOF>", near: "("'],
    ['l[x] = :one', 'Syntax error; token: "x", near: "[x]"'],
    ['l[-1] = :one', 'Syntax error; token: "-", near: "[-1"'],
    ['l[:one] = :one', 'Syntax error; token: ":one", near: "[:one]"'],
    ['doc..a = :one', 'Syntax error; token: ".", near: "..a"'],
    ['doc.0 = :one', 'Syntax error; token: "0", near: ".0 ="'],
    ['n = :one \u{1F600}', 'Syntax error; token: "\u{1F600}", near: ":one \u{1F600}"'],
    ['n + m = :one', 'Syntax error; token: "+", near: "n + m"'],
  ]);
});

test('an empty expression and one over 4 KB are refused', () => {
  assert.equal(refusalOf(''), 'Invalid ConditionExpression: The expression can not be empty;');
  const clause = (length: number) => `attribute_exists(${'a'.repeat(length - 18)})`;
  assert.equal(refusalOf(clause(4096)), '(accepted)');
  assert.equal(
    refusalOf(clause(4097)),
    'Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097',
  );
});

test('reserved words need a placeholder, in any case', () => {
  refuses([
    ['name = :one', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['doc.Status = :one', 'Attribute name is a reserved keyword; reserved keyword: Status'],
    ['n = :one OR ttl < :one', 'Attribute name is a reserved keyword; reserved keyword: ttl'],
  ]);
  assert.equal(refusalOf('#n = :one'), '(accepted)');
});

test('functions are known by name, place and number of operands', () => {
  refuses([
    ['dog(n) = :one', 'Invalid function name; function: dog'],
    ['Attribute_Exists(n)', 'Invalid function name; function: Attribute_Exists'],
    ['if_not_exists(n, m) = :one', 'The function is not allowed in a condition expression; function: if_not_exists'],
    ['size(n)', 'The function is not allowed to be used this way in an expression; function: size'],
    ['NOT size(n)', 'The function is not allowed to be used this way in an expression; function: size'],
    [
      'attribute_exists(n) = :one',
      'The function is not allowed to be used this way in an expression; function: attribute_exists',
    ],
    [
      'contains(s, begins_with(s, :a))',
      'The function is not allowed to be used this way in an expression; function: begins_with',
    ],
    [
      'attribute_exists(n, m)',
      'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
    ],
    [
      'begins_with(s)',
      'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
    [
      'size(s, n) = :one',
      'Incorrect number of operands for operator or function; operator or function: size, number of operands: 2',
    ],
  ]);
});

test('operands of a type that can never fit are refused', () => {
  const type = (operator: string, name: string) =>
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${name}`;
  refuses([
    ['n < :yes', type('<', 'BOOL')],
    [':blue_red >= n', type('>=', 'SS')],
    ['n BETWEEN :no AND :yes', type('BETWEEN', 'BOOL')],
    ['begins_with(s, :one)', type('begins_with', 'N')],
    ['begins_with(size(s), :a)', type('begins_with', 'N')],
    ['attribute_type(s, :one)', type('attribute_type', 'N')],
    ['attribute_type(s, n)', type('attribute_type', '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}')],
    ['size(:one) = n', type('size', 'N')],
    ['size(size(s)) = n', type('size', 'N')],
    ['attribute_exists(:one)', 'Operator or function requires a document path; operator or function: attribute_exists'],
    [
      'attribute_type(s, :hello)',
      'Invalid attribute type name found; type: hello, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
    [
      'n BETWEEN :six AND :one',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
        'lower bound operand: AttributeValue: {N:6}, upper bound operand: AttributeValue: {N:1}',
    ],
    [
      'n BETWEEN :six AND :hello',
      'The BETWEEN operator requires same data type for lower and upper bounds; ' +
        'lower bound operand: AttributeValue: {N:6}, upper bound operand: AttributeValue: {S:hello}',
    ],
  ]);
});

test('an operand may not be compared with itself', () => {
  const distinct = (operator: string, path: string) =>
    'The first operand must be distinct from the remaining operands for this operator or function; ' +
    `operator: ${operator}, first operand: ${path}`;
  refuses([
    ['n = n', distinct('=', '[n]')],
    ['#n <> n', distinct('<>', '[n]')],
    ['contains(doc.l[0], doc.l[0])', distinct('contains', '[doc, l, [0]]')],
    ['n IN (:one, n)', distinct('IN', '[n]')],
  ]);
});

test('redundant parentheses are refused', () => {
  refuses([
    ['((n = :five))', 'The expression has redundant parentheses;'],
    ['((n)) = :five', 'The expression has redundant parentheses;'],
    ['n = ((:five))', 'The expression has redundant parentheses;'],
    ['((attribute_exists(n)))', 'The expression has redundant parentheses;'],
    ['n = :one OR ((n = :five AND n = :one))', 'The expression has redundant parentheses;'],
    [`${'('.repeat(2000)}n = :five${')'.repeat(2000)}`, 'The expression has redundant parentheses;'],
  ]);
});

test('limits on operators, operands and depth hold', () => {
  const chain = (count: number) => Array.from({ length: count }, () => 'n=m').join(' OR ');
  assert.equal(refusalOf(chain(150)), '(accepted)');
  assert.equal(
    refusalOf(chain(151)),
    'Invalid ConditionExpression: The expression contains too many operators; operator count: 301',
  );
  const list = (count: number) => `n IN (${Array.from({ length: count }, () => ':one').join(',')})`;
  assert.equal(refusalOf(list(100)), '(accepted)');
  assert.equal(
    refusalOf(list(101)),
    'Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands: 101',
  );
  const path = (depth: number) => `attribute_exists(${Array.from({ length: depth }, () => 'a').join('.')})`;
  assert.equal(refusalOf(path(32)), '(accepted)');
  assert.equal(
    refusalOf(path(33)),
    'Invalid ConditionExpression: The document path has too many nesting levels; nesting levels: 33',
  );
  assert.equal(
    refusalOf('attribute_exists(l[2147483648])'),
    'Invalid ConditionExpression: List index is not within the allowable range; index: [2147483648]',
  );
  assert.equal(refusalOf(`${'NOT '.repeat(300)}n=m`).includes('too many operators'), true);
});

test('the first clause with a fault is the one reported', () => {
  const values = { ':n': { N: '1' } };
  const undefinedValue = 'An expression attribute value used in expression is not defined; attribute value: :missing';
  const type = 'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N';
  assert.equal(
    refusalOf('pk = :missing AND begins_with(sk, :n)', values),
    `Invalid ConditionExpression: ${undefinedValue}`,
  );
  assert.equal(refusalOf('begins_with(sk, :n) AND pk = :missing', values), `Invalid ConditionExpression: ${type}`);
  assert.equal(
    refusalOf('#missing = :n', values),
    'Invalid ConditionExpression: ' +
      'An expression attribute name used in the document path is not defined; attribute name: #missing',
  );
});

test('a filter is called by its own name in refusals', () => {
  const compile = (text: string) => () => compileCondition(text, bindPlaceholders(NAMES, VALUES), 'FilterExpression');
  assert.throws(compile('foo'), { message: 'Invalid FilterExpression: Syntax error; token: "<EOF>", near: "foo"' });
  assert.throws(compile('n = :gone'), { message: /^Invalid FilterExpression: An expression attribute value/ });
});

test('a filter may not name the keys that the query reads by', () => {
  const filter = compileCondition('n = :one OR size(doc.a) = id', bindPlaceholders(NAMES, VALUES));
  assert.throws(() => rejectKeyAttributes(filter, ['id', 'n']), {
    message: 'Filter Expression can only contain non-primary key attributes: Primary key attribute: id',
  });
  assert.doesNotThrow(() => rejectKeyAttributes(filter, ['pk']));
  assert.throws(() => rejectNestedKeys(filter.paths, ['doc']), {
    message: "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: doc",
  });
  assert.doesNotThrow(() => rejectNestedKeys(filter.paths, ['id']));
});
