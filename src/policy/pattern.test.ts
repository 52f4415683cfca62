import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternMatcher } from './pattern.ts';
import { ContextReader } from './request-context.ts';

const context = new ContextReader({
  'aws:username': 'carlos',
  'aws:PrincipalTag/team': 'yel*ow',
  'aws:TagKeys': ['one'],
  'aws:userid': 'AIDA:x',
});

const cases: readonly [pattern: string, text: string, matches: boolean][] = [
  ['arn:aws:s3:::bucket/${aws:username}/*', 'arn:aws:s3:::bucket/carlos/file', true],
  ['arn:aws:s3:::bucket/${aws:username}/*', 'arn:aws:s3:::bucket/anna/file', false],
  ['arn:aws:s3:::bucket/${AWS:UserName}/*', 'arn:aws:s3:::bucket/carlos/file', true],
  ['${aws:PrincipalTag/team}', 'yel*ow', true],
  ['${aws:PrincipalTag/team}', 'yellow', false],
  ['${aws:PrincipalTag/TEAM}', 'yel*ow', true],
  ["${aws:PrincipalTag/project, 'company-wide'}", 'company-wide', true],
  ["${aws:PrincipalTag/team, 'company-wide'}", 'company-wide', false],
  ["bucket/${aws:missing, 'a b'}/*", 'bucket/a b/c', true],
  ['${aws:missing}', '${aws:missing}', false],
  ['${aws:missing}*', 'anything', false],
  ['${aws:TagKeys}', 'one', false],
  ['a${*}b', 'a*b', true],
  ['a${*}b', 'axb', false],
  ['a${?}', 'a?', true],
  ['a${?}', 'ab', false],
  ['${$}{aws:username}', '${aws:username}', true],
  ['${aws:username}-${aws:userid}', 'carlos-AIDA:x', true],
];

for (const [pattern, text, matches] of cases) {
  test(`in version 2012-10-17 ${pattern} ${matches ? 'matches' : 'does not match'} ${text}`, () => {
    assert.equal(patternMatcher(pattern, { variables: true, wildcards: true })(text, context), matches);
  });
}

test('before version 2012-10-17 a variable is plain text', () => {
  const matches = patternMatcher('${aws:username}', { variables: false, wildcards: true });
  assert.equal(matches('${aws:username}', context), true);
  assert.equal(matches('carlos', context), false);
});

test('without wildcards an asterisk is an asterisk', () => {
  const matches = patternMatcher('${aws:username}*', { variables: true, wildcards: false });
  assert.equal(matches('carlos*', context), true);
  assert.equal(matches('carlosx', context), false);
});
