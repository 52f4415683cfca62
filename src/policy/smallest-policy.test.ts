import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { smallestPolicy } from './smallest-policy.ts';

const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/posts';
const index = `${table}/index/byAuthor`;

test('actions on one resource become one statement', () => {
  assert.deepEqual(
    smallestPolicy([
      { action: 'dynamodb:PutItem', resource: table },
      { action: 'dynamodb:GetItem', resource: table },
      { action: 'dynamodb:GetItem', resource: table },
    ]),
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: [table] }],
    },
  );
});

test('resources with the same actions share a statement, others get their own', () => {
  assert.deepEqual(
    smallestPolicy([
      { action: 'dynamodb:Query', resource: table },
      { action: 'dynamodb:Query', resource: index },
      { action: 'dynamodb:PutItem', resource: table },
    ]).Statement,
    [
      { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:Query'], Resource: [table] },
      { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: [index] },
    ],
  );
});

test('what a wildcard of the same action covers is not listed again', () => {
  assert.deepEqual(
    smallestPolicy([
      { action: 'logs:PutLogEvents', resource: 'arn:aws:logs:*:*:log-group:a:log-stream:b' },
      { action: 'logs:PutLogEvents', resource: 'arn:aws:logs:*:*:*' },
      { action: 'xray:PutTraceSegments', resource: '*' },
    ]).Statement.map((one) => one.Resource),
    [['arn:aws:logs:*:*:*'], ['*']],
  );
});

test('nothing used is nothing granted', () => assert.deepEqual(smallestPolicy([]).Statement, []));

const uses = fc.array(
  fc.record({
    action: fc.constantFrom('a:1', 'a:2', 'a:3', 'b:1', 'b:2'),
    resource: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
  }),
  { maxLength: 20 },
);
const pairs = (all: readonly { action: string; resource: string }[]) =>
  [...new Set(all.map(({ action, resource }) => `${action} ${resource}`))].sort();

test('the policy grants exactly what was used, in no more statements than there are actions, or resources', () => {
  fc.assert(
    fc.property(uses, (used) => {
      const { Statement } = smallestPolicy(used);
      const granted = Statement.flatMap((one) =>
        one.Action.flatMap((action) => one.Resource.map((resource) => ({ action, resource }))),
      );
      assert.deepEqual(pairs(granted), pairs(used));
      const distinct = (key: 'action' | 'resource') => new Set(used.map((use) => use[key])).size;
      assert.ok(Statement.length <= Math.min(distinct('action'), distinct('resource')));
      assert.deepEqual(smallestPolicy([...used].reverse()).Statement, Statement);
    }),
  );
});
