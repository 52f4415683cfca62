import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessRecord } from './aws/authorizer.ts';
import type { Caller } from './aws/caller.ts';
import { denials } from './denials.ts';
import type { Decision } from './policy/decision.ts';
import type { Recordable } from './telemetry/request-records.ts';

const ACCOUNT = '000000000000';
const ROLE: Caller = {
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/one`,
  userId: 'AROA:one',
  account: ACCOUNT,
  kind: 'assumedRole',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/reader`,
};
const GATEWAY: Caller = {
  arn: 'apigateway.amazonaws.com',
  userId: 'apigateway.amazonaws.com',
  account: ACCOUNT,
  kind: 'service',
  sourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:api/prod/GET/notes`,
};

function told({
  decision,
  ...record
}: Partial<Omit<AccessRecord, 'decision'>> & { readonly decision: Partial<Decision> }) {
  const said: string[] = [];
  const kept: Recordable[] = [];
  const tell = denials({
    log: { once: (_key, message) => void said.push(message) },
    requests: { keep: (request) => void kept.push(request) },
    stack: () => undefined,
  });
  tell({
    at: 5,
    requestId: 'r-1',
    operation: 'dynamodb:PutItem',
    caller: ROLE,
    action: 'dynamodb:PutItem',
    resource: 'table',
    ...record,
    decision: {
      result: 'implicitDeny',
      deniedBy: undefined,
      byType: {},
      statements: [],
      crossAccount: false,
      ...decision,
    },
  });
  return { said, record: kept[0]?.toRecord() };
}

test('a denial is told with the statement that is missing, in the log and to samlet why', () => {
  const { said, record } = told({ decision: { result: 'implicitDeny', deniedBy: 'identity' } });
  assert.deepEqual(said, [
    `IAM: User: ${ROLE.arn} is not authorized to perform: dynamodb:PutItem on resource: table because no identity-based policy allows the dynamodb:PutItem action. What is missing is {"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"table"}.`,
  ]);
  assert.equal(record?.requestId, 'r-1');
  assert.equal(record?.kind, 'aws');
  assert.match(record?.refusal?.remedy ?? '', /What is missing is/);
});

test('an explicit denial names the statement that denies', () => {
  const denied = { policyId: 'guard', index: 0, sid: 'NoWrites', effect: 'Deny' } as const;
  const { said } = told({
    decision: { result: 'explicitDeny', deniedBy: 'identity', statements: [denied] },
  });
  assert.match(said[0] ?? '', /with an explicit deny in an identity-based policy\. It is denied by guard, NoWrites\.$/);
});

test('a service that may not call a function is told the permission that the function lacks', () => {
  const { said } = told({
    caller: GATEWAY,
    action: 'lambda:InvokeFunction',
    resource: 'fn',
    decision: { result: 'implicitDeny', deniedBy: 'resource' },
  });
  assert.match(
    said[0] ?? '',
    /^IAM: User: apigateway\.amazonaws\.com is not authorized .* What is missing is an AWS::Lambda::Permission of the function \(aws lambda add-permission\) for apigateway\.amazonaws\.com and the source arn:aws:execute-api:us-east-1:000000000000:api\/prod\/GET\/notes\.$/,
  );
});

test('what is allowed is not told', () => {
  const { said, record } = told({ decision: { result: 'allowed', deniedBy: undefined } });
  assert.deepEqual([said, record], [[], undefined]);
});
