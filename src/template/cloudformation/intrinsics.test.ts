import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate } from '../document/parse-template.ts';
import type { Json, ResourceReferences } from '../resource-graph.ts';
import { conditionEvaluator } from './conditions.ts';
import { evaluate, reduce } from './evaluate.ts';
import { pseudoParameters } from './pseudo-parameters.ts';
import type { Scope } from './scope.ts';

const scope = {
  parameters: { Env: 'prod', Names: ['a', 'b', 'c'], Empty: '' },
  pseudoParameters: pseudoParameters({ account: '000000000000', region: 'eu-west-1', stackName: 'app' }),
  mappings: { Sizes: { prod: { cpu: 4, list: ['x', 'y'] } } },
};
const condition = conditionEvaluator(
  { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] }, IsDev: { 'Fn::Not': [{ Condition: 'IsProd' }] } },
  scope,
);
const references: ResourceReferences = {
  ref: (logicalId) => `id-of-${logicalId}`,
  getAtt: (logicalId, attribute) => `${attribute}-of-${logicalId}`,
  importValue: (name) => `import-of-${name}`,
};
const whole: Scope = { ...scope, condition, references };
const read = (yaml: string): Json => parseTemplate(`a: ${yaml}\n`, 't.yaml').value['a'] ?? null;
const result = (yaml: string) => evaluate({ a: read(yaml) }, whole) as { a?: unknown };

const cases: readonly (readonly [yaml: string, value: unknown])[] = [
  ['!Ref Env', 'prod'],
  ['!Ref Names', ['a', 'b', 'c']],
  ['!Ref Empty', ''],
  ['!Ref Table', 'id-of-Table'],
  ['!Ref AWS::Region', 'eu-west-1'],
  ['!Ref AWS::AccountId', '000000000000'],
  ['!Ref AWS::Partition', 'aws'],
  ['!Ref AWS::URLSuffix', 'amazonaws.com'],
  ['!Ref AWS::StackName', 'app'],
  ['!Ref AWS::NotificationARNs', []],
  ['!Ref AWS::NoValue', undefined],
  ['[1, !Ref AWS::NoValue, 2]', [1, 2]],
  ['{x: !Ref AWS::NoValue, y: 1}', { y: 1 }],
  ['!GetAtt Table.Arn', 'Arn-of-Table'],
  ['!GetAtt [Nested, Outputs, Url]', 'Outputs.Url-of-Nested'],
  ['{"Fn::GetAtt": "Table.Arn"}', 'Arn-of-Table'],
  ['!GetAtt [Table, !Ref Env]', 'prod-of-Table'],
  ['!Sub "${Env}-${AWS::Region}-${Table}-${Table.Arn}"', 'prod-eu-west-1-id-of-Table-Arn-of-Table'],
  ['!Sub "${!Env} $Env ${} {Env}"', '${Env} $Env ${} {Env}'],
  ['!Sub ["${a}/${Env}", {a: !Join ["", [1, true]]}]', '1true/prod'],
  ['!Join [":", [a, 1, true, !Ref Env]]', 'a:1:true:prod'],
  ['!Join ["", !Ref Names]', 'abc'],
  ['!Join [",", [!Ref AWS::NoValue]]', ''],
  ['!Select [1, !Ref Names]', 'b'],
  ['!Select ["2", [x, y, z]]', 'z'],
  ['!Select [0, !GetAZs ""]', 'eu-west-1a'],
  ['!GetAZs us-east-1', ['us-east-1a', 'us-east-1b', 'us-east-1c', 'us-east-1d', 'us-east-1e', 'us-east-1f']],
  ['!Split [",", "a,b,,c"]', ['a', 'b', '', 'c']],
  ['!If [IsProd, yes-branch, no-branch]', 'yes-branch'],
  ['!If [IsDev, 1, !Ref AWS::NoValue]', undefined],
  ['!FindInMap [Sizes, !Ref Env, cpu]', 4],
  ['!FindInMap [Sizes, prod, list]', ['x', 'y']],
  ['!FindInMap [Sizes, none, cpu, {DefaultValue: 9}]', 9],
  ['!ImportValue {"Fn::Sub": "${Env}-vpc"}', 'import-of-prod-vpc'],
  ['!Base64 héllo', 'aMOpbGxv'],
  ['!Cidr [10.0.0.0/16, 2, 8]', ['10.0.0.0/24', '10.0.1.0/24']],
  ['!Length [1, 2, 3]', 3],
  ['!Length {Ref: Names}', 3],
  ['!ToJsonString {a: [!Ref Env, 1]}', '{"a":["prod",1]}'],
];
for (const [yaml, value] of cases) {
  test(`${yaml} gives ${JSON.stringify(value)}`, () => assert.deepEqual(result(yaml).a, value));
}

test('the stack id has the form of an ARN and is the same each time', () => {
  const id = result('!Ref AWS::StackId').a;
  assert.match(String(id), /^arn:aws:cloudformation:eu-west-1:000000000000:stack\/app\/[0-9a-f-]{36}$/);
  assert.equal(result('!Ref AWS::StackId').a, id);
});

const refused: readonly (readonly [yaml: string, message: string])[] = [
  [
    '!GetAtt Table',
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  ],
  [
    '!GetAtt [Table, ""]',
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  ],
  [
    '!Split [","]',
    'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  ],
  ['!Select [7, [a]]', 'Template error: Fn::Select cannot select nonexistent value at index 7'],
  ['!If [Nope, 1, 2]', 'Template error: unresolved condition dependency Nope in Fn::If'],
  ['!If [IsProd, 1]', 'Template error: Fn::If requires a list argument with three elements'],
  ['!FindInMap [Sizes, dev, cpu]', 'Template error: Unable to get mapping for Sizes::dev::cpu'],
  [
    '!FindInMap [None, a, b]',
    "Template error: Mapping named 'None' is not present in the 'Mappings' section of template.",
  ],
  ['!Base64 [a]', 'Template error: every Fn::Base64 object must have a String-typed value.'],
];
for (const [yaml, message] of refused) {
  test(`${yaml} is refused with AWS's text`, () => assert.throws(() => result(yaml), { message }));
}

test('a function that CloudFormation does not have is refused by name', () =>
  assert.throws(() => result('{"Fn::Upper": a}'), {
    message: /^Template error: Encountered unsupported function: Fn::Upper /,
  }));

test('an object with members beside a function name is data', () =>
  assert.deepEqual(result('{Ref: Env, other: 1}').a, { Ref: 'Env', other: 1 }));

test('what needs no resource is evaluated early, the rest waits and gives the same', () => {
  const value = read(
    '{a: !Ref Env, b: !If [IsDev, !Ref Gone, !Ref Table], c: !Sub "${Env}-${Table}", d: !Join ["-", [!Ref Env, !Ref Table]], e: !Ref AWS::NoValue, f: [!GetAtt Table.Arn]}',
  );
  const reduced = reduce(value, { ...scope, condition }, [], () => undefined);
  assert.deepEqual(reduced, {
    a: 'prod',
    b: { Ref: 'Table' },
    c: { 'Fn::Sub': '${Env}-${Table}' },
    d: { 'Fn::Join': ['-', ['prod', { Ref: 'Table' }]] },
    f: [{ 'Fn::GetAtt': ['Table', 'Arn'] }],
  });
  assert.deepEqual(evaluate(reduced as Json, whole), evaluate(value, whole));
});
