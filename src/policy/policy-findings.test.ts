import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ActionCatalogue, policyFindings } from './policy-findings.ts';

const catalogue: ActionCatalogue = {
  hasService: (prefix) => prefix === 's3' || prefix === 'iam',
  hasAction: (_prefix, action) => action.toLowerCase() === 'getobject' || action.toLowerCase() === 'passrole',
  actions: () => ['GetObject', 'PassRole'],
};
const codes = (...statements: readonly object[]) =>
  policyFindings(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'identity', catalogue).map(
    ({ issueCode, statementIndex }) => `${issueCode} ${statementIndex}`,
  );
const allow = (more: object) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', ...more });

const cases: readonly [string, readonly object[], readonly string[]][] = [
  ['nothing is said of a good policy', [allow({})], []],
  ['an unknown service is an error', [allow({ Action: 's33:GetObject' })], ['INVALID_SERVICE_IN_ACTION 0']],
  ['an unknown action is an error', [allow({ Action: 's3:GetObjekt' })], ['INVALID_ACTION 0']],
  ['a pattern without an action is an error', [allow({ Action: 's3:Fetch*' })], ['INVALID_ACTION 0']],
  ['a pattern with an action is none', [allow({ Action: 's3:get*' })], []],
  [
    'an action that another covers is redundant',
    [allow({ Action: ['s3:Get*', 's3:GetObject'] })],
    ['REDUNDANT_ACTION 0'],
  ],
  ['an ARN needs its six fields', [allow({ Resource: 'arn:aws:s3' })], ['MISSING_ARN_FIELD 0']],
  [
    'empty elements do nothing',
    [{ Effect: 'Allow', Action: [], Resource: [], Condition: { Bool: {} } }],
    ['EMPTY_ARRAY_ACTION 0', 'EMPTY_ARRAY_RESOURCE 0', 'EMPTY_OBJECT_CONDITION 0'],
  ],
  [
    'PassRole to every role is a security warning',
    [allow({ Action: 'iam:PassRole', Resource: '*' })],
    ['PASS_ROLE_WITH_STAR_IN_RESOURCE 0'],
  ],
  [
    'PassRole within a wildcard is one, too',
    [allow({ Action: 'iam:*', Resource: '*' })],
    ['PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE 0'],
  ],
  [
    'PassRole to one service is none',
    [
      allow({
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      }),
    ],
    [],
  ],
  ['a statement that another includes is redundant', [allow({}), allow({ Resource: '*' })], ['REDUNDANT_STATEMENT 0']],
  ['of two equal statements the later is redundant', [allow({}), allow({})], ['REDUNDANT_STATEMENT 1']],
  [
    'a statement with another condition is not redundant',
    [
      allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      allow({ Condition: { Bool: { 'aws:ViaAWSService': 'true' } } }),
    ],
    [],
  ],
];

for (const [name, statements, expected] of cases) {
  test(name, () => assert.deepEqual(codes(...statements), expected));
}

test('a document without a version is worth a warning', () => {
  const [finding] = policyFindings(JSON.stringify({ Statement: [allow({})] }), 'identity');
  assert.equal(finding?.issueCode, 'MISSING_VERSION');
});

test('without a catalogue no service is called unknown', () => {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [allow({ Action: 'x:Y' })] });
  assert.deepEqual(policyFindings(text, 'identity'), []);
});
