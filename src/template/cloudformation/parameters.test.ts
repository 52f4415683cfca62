import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../std/user-error.ts';
import { parseTemplate } from '../document/parse-template.ts';
import { readParameters } from './parameters.ts';

function parameters(
  yaml: string,
  overrides: Record<string, string | readonly string[]> = {},
  ssm: Record<string, string> = {},
) {
  const indented = yaml.replace(/^/gm, '  ');
  const document = parseTemplate(`Parameters:\n${indented}\n`, '/app/t.yaml');
  return readParameters({
    section: document.value['Parameters'],
    overrides,
    ssmValue: (name) => ssm[name],
    placeOf: document.placeOf,
  });
}

const cases: readonly (readonly [yaml: string, override: string | readonly string[] | undefined, value: unknown])[] = [
  ['{Type: String, Default: a}', undefined, 'a'],
  ['{Type: String, Default: a}', 'b', 'b'],
  ['{Type: String, Default: ""}', undefined, ''],
  ['{Type: String, Default: 1.0}', undefined, '1.0'],
  ['{Type: String, Default: true}', undefined, 'true'],
  ['{Type: Number, Default: 5}', undefined, '5'],
  ['{Type: CommaDelimitedList, Default: "a, b,c"}', undefined, ['a', 'b', 'c']],
  ['{Type: CommaDelimitedList}', ['x', 'y'], ['x', 'y']],
  ['{Type: List<Number>}', '80,20', ['80', '20']],
  ['{Type: "List<AWS::EC2::Subnet::Id>"}', 'subnet-1,subnet-2', ['subnet-1', 'subnet-2']],
  ['{Type: "AWS::EC2::VPC::Id"}', 'vpc-1', 'vpc-1'],
  ['{Type: String, AllowedValues: [yes, no], Default: yes}', undefined, 'true'],
  ['{Type: String, AllowedPattern: "[a-z]+", Default: abc}', undefined, 'abc'],
  ['{Type: "AWS::SSM::Parameter::Value<String>", Default: /app/url}', undefined, 'https://example.com'],
  ['{Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /app/list}', undefined, ['a', 'b']],
];
for (const [yaml, override, value] of cases) {
  test(`parameter ${yaml} given ${JSON.stringify(override)} is ${JSON.stringify(value)}`, () => {
    const ssm = { '/app/url': 'https://example.com', '/app/list': 'a,b' };
    const { values, notices } = parameters(`P: ${yaml}`, override === undefined ? {} : { P: override }, ssm);
    assert.deepEqual(values['P'], value);
    assert.deepEqual(notices, []);
  });
}

const refused: readonly (readonly [yaml: string, override: string, message: string])[] = [
  ['{Type: Number}', 'x', "Parameter 'P' must be a number."],
  ['{Type: List<Number>}', '1,x', "Parameter 'P' must be a number."],
  ['{Type: Number, MinValue: 3}', '2', "Parameter 'P' must be a number not less than 3"],
  ['{Type: Number, MaxValue: 3}', '4', "Parameter 'P' must be a number not greater than 3"],
  ['{Type: String, MinLength: 3}', 'ab', "Parameter 'P' must contain at least 3 characters"],
  ['{Type: String, MaxLength: 3}', 'abcd', "Parameter 'P' must contain at most 3 characters"],
  ['{Type: String, AllowedValues: [a, b]}', 'c', "Parameter 'P' must be one of AllowedValues"],
  ['{Type: String, AllowedPattern: "[a-z]+"}', 'a1', "Parameter 'P' must match pattern [a-z]+"],
  [
    '{Type: String, AllowedPattern: "[a-z]+", ConstraintDescription: only letters}',
    'a1',
    'Parameter P failed to satisfy constraint: only letters',
  ],
  ['{Type: Text}', 'a', 'Template format error: Unrecognized parameter type: Text'],
];
for (const [yaml, override, message] of refused) {
  test(`parameter ${yaml} refuses ${override}`, () =>
    assert.throws(() => parameters(`P: ${yaml}`, { P: override }), {
      code: 'SAMLET_PARAMETER',
      message,
      where: '/app/t.yaml:2:3',
    }));
}

test('parameters without a value name the option that gives one', () =>
  assert.throws(
    () => parameters('A: {Type: String}\nB: {Type: String}'),
    (error: unknown) =>
      error instanceof UserError &&
      error.message === 'Parameters: [A, B] must have values' &&
      (error.hint ?? '').includes('--parameter-overrides A=... B=...'),
  ));

test('a value for a parameter that is not there names the nearest one', () =>
  assert.throws(() => parameters('Stage: {Type: String, Default: a}', { Stag: 'b' }), {
    message: 'Parameters: [Stag] do not exist in the template',
    hint: 'Did you mean "Stage"?',
  }));

test('an SSM parameter that is not there leaves its name, and says so', () => {
  const { values, notices } = parameters('P: {Type: "AWS::SSM::Parameter::Value<String>", Default: /app/url}');
  assert.equal(values['P'], '/app/url');
  assert.deepEqual(
    notices.map(({ kind, place }) => [kind, place?.line]),
    [['difference', 2]],
  );
});
