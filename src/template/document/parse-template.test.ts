import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../std/user-error.ts';
import { parseTemplate } from './parse-template.ts';

const parse = (text: string) => parseTemplate(text, '/app/template.yaml');
const contentOf = (text: string) => parse(text).value;

const tags: readonly (readonly [yaml: string, value: unknown])[] = [
  ['!Ref Table', { Ref: 'Table' }],
  ['!Condition IsProd', { Condition: 'IsProd' }],
  ['!GetAtt Table.Arn', { 'Fn::GetAtt': ['Table', 'Arn'] }],
  ['!GetAtt Nested.Outputs.Url', { 'Fn::GetAtt': ['Nested', 'Outputs.Url'] }],
  ['!GetAtt [Table, Arn]', { 'Fn::GetAtt': ['Table', 'Arn'] }],
  ['!Sub "${AWS::Region}-x"', { 'Fn::Sub': '${AWS::Region}-x' }],
  ['!Sub ["${a}", {a: !Ref B}]', { 'Fn::Sub': ['${a}', { a: { Ref: 'B' } }] }],
  ['!Join ["-", [a, !Ref B]]', { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }],
  ['!Select [0, !Split [",", !Ref L]]', { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'L' }] }] }],
  ['!If [C, 1, !Ref "AWS::NoValue"]', { 'Fn::If': ['C', 1, { Ref: 'AWS::NoValue' }] }],
  ['!Equals [a, b]', { 'Fn::Equals': ['a', 'b'] }],
  [
    '!And [!Condition A, !Not [!Condition B]]',
    { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ Condition: 'B' }] }] },
  ],
  ['!Or [a, b]', { 'Fn::Or': ['a', 'b'] }],
  ['!FindInMap [M, !Ref "AWS::Region", k]', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'k'] }],
  ['!ImportValue name', { 'Fn::ImportValue': 'name' }],
  ['!Base64 text', { 'Fn::Base64': 'text' }],
  ['!Cidr [10.0.0.0/16, 2, 8]', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
  ['!GetAZs ""', { 'Fn::GetAZs': '' }],
  ['!GetAZs', { 'Fn::GetAZs': '' }],
  ['!Length [1, 2]', { 'Fn::Length': [1, 2] }],
  ['!ToJsonString {a: 1}', { 'Fn::ToJsonString': { a: 1 } }],
  ['!Transform {Name: AWS::Include}', { 'Fn::Transform': { Name: 'AWS::Include' } }],
  ['!Ref 123', { Ref: '123' }],
  ['!!str 12', '12'],
  ['"0755"', '0755'],
];
for (const [yaml, value] of tags) {
  test(`${yaml} is read in its long form`, () => assert.deepEqual(contentOf(`a: ${yaml}\n`)['a'], value));
}

test('a byte order mark and Windows line ends are no part of the template', () => {
  const document = parse('\uFEFFResources:\r\n  A:\r\n    Type: AWS::SNS::Topic\r\n');
  assert.deepEqual(document.value, { Resources: { A: { Type: 'AWS::SNS::Topic' } } });
  assert.equal(document.placeOf(['Resources', 'A', 'Type'])?.line, 3);
});

test('a format version without quotes is a string', () =>
  assert.equal(contentOf('AWSTemplateFormatVersion: 2010-09-09\n')['AWSTemplateFormatVersion'], '2010-09-09'));

test('JSON is read with places, tabs and escapes', () => {
  const document = parseTemplate('{\n\t"A": {\n\t\t"b\\u0041": "x\\/y",\n\t\t"n": 1.5\n\t}\n}', '/app/template.json');
  assert.deepEqual(document.value, { A: { bA: 'x/y', n: 1.5 } });
  assert.deepEqual(document.placeOf(['A', 'n']), { file: '/app/template.json', line: 4, column: 3 });
});

test('of a key that stands twice the last one wins, and both lines are said', () => {
  const { value, notices } = parse('a: 1\nb: 2\na: 3\n');
  assert.deepEqual(value, { a: 3, b: 2 });
  assert.deepEqual(notices, [
    {
      kind: 'note',
      message: 'The key "a" stands twice in one mapping (first in line 1): the last one wins.',
      place: { file: '/app/template.yaml', line: 3, column: 1 },
    },
  ]);
});

test('anchors, aliases and merge keys are resolved', () =>
  assert.deepEqual(contentOf('x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\nz: *x\nl:\n  <<: [*x, {c: 4}]\n'), {
    x: { a: 1, b: 2 },
    y: { b: 3, a: 1 },
    z: { a: 1, b: 2 },
    l: { a: 1, b: 2, c: 4 },
  }));

test('keys that read like numbers and booleans are strings', () =>
  assert.deepEqual(contentOf('200: a\nyes: b\n'), { 200: 'a', yes: 'b' }));

test('a key named like a member of every object is a key', () =>
  assert.deepEqual(Object.keys(contentOf('constructor: 1\n__proto__: 2\ntoString: 3\n')).sort(), [
    '__proto__',
    'constructor',
    'toString',
  ]));

test('the place of what is not there is that of the nearest ancestor', () => {
  const document = parse('Resources:\n  A:\n    Properties:\n      Tags:\n        - Key: a\n        - Key: b\n');
  const line = (...path: (string | number)[]) => document.placeOf(path)?.line;
  assert.equal(line('Resources', 'A', 'Properties', 'Tags', 1, 'Key'), 6);
  assert.equal(line('Resources', 'A', 'Properties', 'Tags', 7), 4);
  assert.equal(line('Resources', 'B'), 1);
  assert.equal(line('Outputs'), 1);
});

const refused: readonly (readonly [what: string, text: string, where: string, message: RegExp, hint?: RegExp])[] = [
  ['a tab as indentation', 'a:\n\tb: 1\n', '2:1', /^Template format error: YAML not well-formed\. Tabs/, /spaces/],
  ['a value with a colon', 'a: b: c\n', '1:4', /YAML not well-formed/, /Quote/],
  ['an open quote', 'a: "x\n', '2:1', /YAML not well-formed/, /not closed/],
  ['two documents', 'a: 1\n---\nb: 1\n', '2:1', /YAML not well-formed/, /---/],
  ['an unknown tag', 'a: !Foo b\n', '1:9', /!Foo is no intrinsic function/],
  ['an alias without anchor', 'a: *q\n', '1:4', /alias/],
  ['JSON without a comma', '{"a": 1 "b": 2}', '1:9', /JSON not well-formed\. \(line 1, column 9\)/],
  ['a list', '- a\n- b\n', '1:1', /Template format error: unsupported structure\./],
];
for (const [what, text, where, message, hint] of refused) {
  test(`${what} is refused with file, line and column`, () =>
    assert.throws(
      () => parse(text),
      (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.code, 'SAMLET_TEMPLATE_SYNTAX');
        assert.equal(error.where, `/app/template.yaml:${where}`);
        assert.match(error.message, message);
        if (hint) assert.match(error.hint ?? '', hint);
        return true;
      },
    ));
}

test('an empty template says so', () => assert.throws(() => parse('# nothing\n'), /the template is empty/));

test('aliases that multiply do not eat the memory', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
  }
  assert.throws(() => parse(lines.join('\n')), /too large/);
});
