import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesWildcards, wildcardMatcher } from './wildcard.ts';

const cases: readonly [pattern: string, text: string, matches: boolean][] = [
  ['*', '', true],
  ['*', 'arn:aws:s3:::bucket/key', true],
  ['s3:Get*', 's3:GetObject', true],
  ['s3:Get*', 's3:Get', true],
  ['s3:Get*', 's3:PutObject', false],
  ['s3:*Object', 's3:GetObject', true],
  ['s3:*Object', 's3:GetObjectAcl', false],
  ['iam:*AccessKey*', 'iam:CreateAccessKey', true],
  ['iam:*AccessKey*', 'iam:AccessKe', false],
  ['arn:aws:s3:::bucket/test?/*', 'arn:aws:s3:::bucket/test1/a/b', true],
  ['arn:aws:s3:::bucket/test?/*', 'arn:aws:s3:::bucket/test12/a', false],
  ['arn:aws:dynamodb:us-east-1:*:table/Books', 'arn:aws:dynamodb:us-east-1:1:2:table/Books', true],
  ['ab*ba', 'aba', false],
  ['ab*ba', 'abba', true],
  ['?', '', false],
  ['a**b', 'ab', true],
  ['a.c', 'abc', false],
  ['', '', true],
];

for (const [pattern, text, matches] of cases) {
  test(`'${pattern}' ${matches ? 'matches' : 'does not match'} '${text}'`, () => {
    assert.equal(wildcardMatcher(pattern)(text), matches);
    assert.equal(matchesWildcards(pattern, text), matches);
  });
}

test('patterns match what the same regular expression matches', () => {
  const letters = (more: string) =>
    fc.array(fc.constantFrom('a', 'b', ':', ...more), { maxLength: 9 }).map((one) => one.join(''));
  fc.assert(
    fc.property(letters('*?'), letters(''), (pattern, text) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
      assert.equal(wildcardMatcher(pattern)(text), expected);
      assert.equal(matchesWildcards(pattern, text), expected);
    }),
    { numRuns: 3_000 },
  );
});

test('a pattern full of wildcards takes time in proportion to its length', () => {
  const pattern = `${'*a'.repeat(3_000)}b`;
  const startedAt = process.cpuUsage().user;
  assert.equal(wildcardMatcher(pattern)('a'.repeat(10_000)), false);
  assert.ok(process.cpuUsage(undefined).user - startedAt < 2_000_000);
});
