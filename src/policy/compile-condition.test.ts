import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileConditions } from './compile-condition.ts';
import { ContextReader, type ContextValue } from './request-context.ts';

type Case = readonly [
  operator: string,
  policy: string | readonly string[],
  value: ContextValue | undefined,
  holds: boolean,
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const cases: readonly Case[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', 'a', undefined, false],
  ['StringEquals', [], 'a', false],
  ['StringNotEquals', 'a', 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'JohnDoe', 'johndoe', true],
  ['StringNotEqualsIgnoreCase', 'JohnDoe', 'johndoe', false],
  ['StringLike', 'ho?e/*', 'home/a', true],
  ['StringLike', 'Home/*', 'home/a', false],
  ['StringLike', '', '', true],
  ['StringNotLike', 'home/*', 'home/a', false],
  ['StringNotLike', 'home/*', undefined, true],
  ['StringLikeIfExists', 'home/*', undefined, true],
  ['StringLikeIfExists', 'home/*', 'x', false],
  ['stringequals', 'a', 'a', true],
  ['NumericEquals', '10', '10.0', true],
  ['NumericEquals', '10', 10, true],
  ['NumericNotEquals', '10', '10', false],
  ['NumericLessThan', '10', '9.5', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '-1', '0', true],
  ['NumericGreaterThanEquals', '3600', '3599', false],
  ['NumericLessThan', '10', 'nine', false],
  ['NumericLessThan', 'ten', '9', false],
  ['NumericGreaterThanIfExists', '3', undefined, true],
  ['DateEquals', '2020-04-01T00:00:00Z', '2020-04-01T02:00:00+02:00', true],
  ['DateNotEquals', '2020-04-01T00:00:00Z', '2020-04-01T00:00:01Z', true],
  ['DateLessThan', '2020-06-30T23:59:59Z', '2020-06-30T23:59:58Z', true],
  ['DateLessThan', '2020-06-30', '2020-06-29T23:00:00Z', true],
  ['DateLessThanEquals', '1593561599', '2020-06-30T23:59:59Z', true],
  ['DateGreaterThan', '2020-04-01T00:00:00Z', new Date('2020-04-01T00:00:00.001Z'), true],
  ['DateGreaterThanEquals', '2020-04-01T00:00:00Z', undefined, false],
  ['Bool', 'true', true, true],
  ['Bool', 'True', 'true', true],
  ['Bool', 'true', 'false', false],
  ['Bool', 'false', undefined, false],
  ['BoolIfExists', 'false', undefined, true],
  ['Bool', 'maybe', 'maybe', false],
  ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', new TextEncoder().encode('BinaryValueInBase64'), true],
  ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5', false],
  ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
  ['IpAddress', ['203.0.113.0/24', '2001:DB8::/32'], '2001:db8::1', true],
  ['IpAddress', '203.0.113.0/24', undefined, false],
  ['NotIpAddress', ['192.0.2.0/24', '203.0.113.0/24'], '203.0.113.9', false],
  ['NotIpAddress', '192.0.2.0/24', undefined, true],
  ['ArnEquals', 'arn:aws:sns:*:123456789012:TOPIC-?', 'arn:aws:sns:eu-west-1:123456789012:TOPIC-1', true],
  ['ArnLike', 'arn:aws:sns:*:TOPIC', 'arn:aws:sns:eu-west-1:123456789012:TOPIC', false],
  ['ArnLike', 'arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket/a:b', true],
  ['ArnLike', 'arn:aws:iam::*:role/a*', 'arn:aws:iam::123456789012:role/ab', true],
  ['ArnLike', '*', 'arn:aws:iam::123456789012:role/ab', true],
  ['ArnLike', 'arn:aws:iam::123456789012:role/a', 'not an arn', false],
  ['ArnNotEquals', 'arn:aws:iam::*:role/a', 'arn:aws:iam::123456789012:role/b', true],
  ['ArnNotLike', 'arn:aws:iam::*:role/a', undefined, true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'x', false],
  ['Null', 'false', 'x', true],
  ['Null', 'false', undefined, false],
  ['Null', 'false', [], false],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a', 'b'], undefined, true],
  ['ForAllValues:StringEquals', ['a', 'b'], [], true],
  ['ForAllValues:StringEquals', ['a', 'b'], '', true],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], false],
  ['ForAllValues:StringLike', 'key*', ['key1', 'key2'], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c'], false],
  ['ForAnyValue:StringEquals', ['a', 'b'], undefined, false],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
  ['ForAnyValue:StringNotEquals', ['a'], undefined, false],
  ['ForAnyValue:StringEqualsIfExists', ['a'], undefined, false],
  ['ForAnyValue:IpAddress', '10.0.0.0/8', ['192.0.2.1', '10.1.1.1'], true],
  ['StringEquals', 'a', ['b', 'a'], true],
  ['StringNotEquals', 'a', ['b', 'a'], false],
  ['StringAlmostEquals', 'a', 'a', false],
];

for (const [operator, policy, value, holds] of cases) {
  test(`${operator} ${JSON.stringify(policy)} ${holds ? 'holds' : 'does not hold'} for ${value === undefined ? 'no key' : JSON.stringify(value)}`, () => {
    const block = { [operator]: { 'aws:Key': typeof policy === 'string' ? [policy] : policy } };
    const context = new ContextReader(value === undefined ? {} : { 'AWS:key': value });
    assert.equal(
      compileConditions(block, true).every((one) => one(context)),
      holds,
    );
  });
}

test('all operators and all keys of a block have to hold', () => {
  const tests = compileConditions(
    { StringEquals: { 'aws:a': ['1'], 'aws:b': ['2'] }, Bool: { 'aws:SecureTransport': ['true'] } },
    true,
  );
  const holds = (context: Record<string, string>) => tests.every((one) => one(new ContextReader(context)));
  assert.equal(holds({ 'aws:a': '1', 'aws:b': '2', 'aws:SecureTransport': 'true' }), true);
  assert.equal(holds({ 'aws:a': '1', 'aws:b': '3', 'aws:SecureTransport': 'true' }), false);
  assert.equal(holds({ 'aws:a': '1', 'aws:b': '2', 'aws:SecureTransport': 'false' }), false);
});

test('a value may be another key of the request', () => {
  const [one] = compileConditions({ StringEquals: { 'aws:ResourceTag/team': ['${aws:PrincipalTag/team}'] } }, true);
  assert.equal(one?.(new ContextReader({ 'aws:ResourceTag/team': 'blue', 'aws:PrincipalTag/team': 'blue' })), true);
  assert.equal(one?.(new ContextReader({ 'aws:ResourceTag/team': 'blue', 'aws:PrincipalTag/team': 'red' })), false);
  assert.equal(one?.(new ContextReader({ 'aws:ResourceTag/team': 'blue' })), false);
});

test('an ARN operator takes a variable for a part or for the whole ARN', () => {
  const context = new ContextReader({
    'aws:SourceArn': 'arn:aws:iam::123456789012:role/a',
    'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/a',
    'aws:PrincipalAccount': '123456789012',
  });
  for (const pattern of ['${aws:PrincipalArn}', 'arn:aws:iam::${aws:PrincipalAccount}:role/*']) {
    const [one] = compileConditions({ ArnLike: { 'aws:SourceArn': [pattern] } }, true);
    assert.equal(one?.(context), true, pattern);
  }
});
