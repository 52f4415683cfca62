import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyUsage } from './policy-usage.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/posts';
const uses = [
  { action: 'dynamodb:GetItem', resource: TABLE },
  { action: 'dynamodb:Query', resource: `${TABLE}/index/by-user` },
];
const policy = (...Statement: object[]) => [{ id: 'p', text: JSON.stringify({ Version: '2012-10-17', Statement }) }];
const allow = (Action: string | readonly string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });

test('each action of a statement is told with what was used by it', () => {
  const [grant] = policyUsage(policy(allow(['dynamodb:GetItem', 'dynamodb:PutItem'], TABLE)), uses);
  assert.deepEqual(grant?.actions, [
    { pattern: 'dynamodb:GetItem', used: ['dynamodb:GetItem'] },
    { pattern: 'dynamodb:PutItem', used: [] },
  ]);
});

test('wildcards collect all actions that were used by them', () => {
  const [grant] = policyUsage(policy(allow('DYNAMODB:*', `${TABLE}*`)), uses);
  assert.deepEqual(grant?.actions, [{ pattern: 'DYNAMODB:*', used: ['dynamodb:GetItem', 'dynamodb:Query'] }]);
});

test('a statement about other resources was not used', () => {
  const [grant] = policyUsage(policy(allow('dynamodb:*', `${TABLE}s`)), uses);
  assert.deepEqual(grant?.actions[0]?.used, []);
});

test('all resources are too many where those that were used have names', () => {
  const wide = (given: typeof uses) => policyUsage(policy(allow('*', '*')), given)[0]?.allResources;
  assert.equal(wide(uses), true);
  assert.equal(wide([{ action: 'lambda:ListFunctions', resource: '*' }]), false);
  assert.equal(wide([]), false);
});

test('denials are no grants, and NotAction is all but what it names', () => {
  const [grant, ...others] = policyUsage(
    policy({ ...allow('*', '*'), Effect: 'Deny' }, { Effect: 'Allow', NotAction: 'dynamodb:Query', Resource: '*' }),
    uses,
  );
  assert.deepEqual(others, []);
  assert.equal(grant?.index, 1);
  assert.deepEqual(grant?.actions, [{ pattern: 'all but dynamodb:Query', used: ['dynamodb:GetItem'] }]);
});
