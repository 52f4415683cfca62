import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate } from '../document/parse-template.ts';
import { conditionEvaluator } from './conditions.ts';

const conditions = (yaml: string, parameters: Record<string, string> = {}) =>
  conditionEvaluator(parseTemplate(yaml, 't.yaml').value, { parameters, pseudoParameters: {}, mappings: {} });

const cases: readonly (readonly [yaml: string, value: boolean])[] = [
  ['!Equals [a, a]', true],
  ['!Equals [a, b]', false],
  ['!Equals [!Ref Env, prod]', true],
  ['!Equals [true, "true"]', true],
  ['!Equals [1, "1"]', true],
  ['!Not [!Equals [a, b]]', true],
  ['!And [!Equals [a, a], !Equals [b, b]]', true],
  ['!And [!Equals [a, a], !Equals [b, c]]', false],
  ['!Or [!Equals [a, b], !Condition Yes]', true],
  ['!Or [!Equals [a, b], !Equals [a, c]]', false],
];
for (const [yaml, value] of cases) {
  test(`the condition ${yaml} is ${value}`, () =>
    assert.equal(conditions(`Yes: !Equals [1, 1]\nC: ${yaml}\n`, { Env: 'prod' })('C', 'Resources'), value));
}

const refused: readonly (readonly [yaml: string, message: string])[] = [
  ['C: !Condition D', 'Template error: unresolved condition dependency D in Condition'],
  [
    'C: !Not [!Condition D]\nD: !Not [!Condition C]',
    'Template error: Found circular condition dependency: C -> D -> C',
  ],
  [
    'C: !And [!Equals [a, a]]',
    'Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
  ],
  ['C: !Equals [a]', 'Template error: every Fn::Equals object requires a list of 2 string parameters.'],
  ['C: !Equals [!ImportValue x, a]', 'Template error: Cannot use Fn::ImportValue in Conditions.'],
];
for (const [yaml, message] of refused) {
  test(`${JSON.stringify(yaml)} is refused`, () =>
    assert.throws(() => conditions(yaml)('C', 'Resources'), { message }));
}

test('a condition that is not defined is refused in the words of who asks', () => {
  const condition = conditions('A: !Equals [a, a]');
  assert.throws(() => condition('B', 'Resources'), {
    message: 'Template format error: Unresolved condition dependency B in the Resources block of the template',
  });
});
