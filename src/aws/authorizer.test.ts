import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import type { AccessCheck } from './access.ts';
import { type AccessRecord, authorizer, type IamMode } from './authorizer.ts';
import type { Caller } from './caller.ts';
import { compiledPolicy, type PrincipalRecord, principals } from './principals.ts';

const ACCOUNT = '000000000000';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app/reader`;
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/posts`;
const READER: Caller = {
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/one`,
  userId: 'AROAREADER:one',
  account: ACCOUNT,
  kind: 'assumedRole',
  roleArn: ROLE,
};
const ROOT: Caller = { arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT, account: ACCOUNT, kind: 'root' };

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string, Condition?: object) => ({ Effect: 'Allow', Action, Resource: '*', Condition });
const check = (action: string, more: Partial<AccessCheck> = {}): AccessCheck => ({ action, resource: TABLE, ...more });

function iam(record: PrincipalRecord | undefined, mode: IamMode = 'enforce') {
  const registry = principals();
  let reads = 0;
  registry.readFrom(async (arn) => {
    reads++;
    return arn === ROLE ? record : undefined;
  });
  const decisions: AccessRecord[] = [];
  const said: string[] = [];
  const asked = authorizer({
    principals: registry,
    clock: manualClock(),
    region: 'us-east-1',
    mode,
    log: { once: (_key, message) => void said.push(message) },
    onDecision: (decision) => void decisions.push(decision),
  });
  return {
    authorize: async (caller: Caller, ...checks: AccessCheck[]) =>
      asked.authorize(checks, {
        caller,
        requestId: 'r-1',
        operation: 'dynamodb:Test',
        origin: { sourceIp: '127.0.0.1' },
      }),
    decisions,
    said,
    changed: () => registry.changed(),
    reads: () => reads,
  };
}

const reading = { identity: [{ id: 'read', text: policy(allow('dynamodb:Get*')) }], tags: { team: 'web' } };

test('a role does what its policies allow', async () => {
  const { authorize, decisions } = iam(reading);
  await authorize(READER, check('dynamodb:GetItem'));
  assert.equal(decisions[0]?.decision.result, 'allowed');
  assert.deepEqual(decisions[0]?.decision.statements, [
    { policyId: 'read', index: 0, sid: undefined, effect: 'Allow' },
  ]);
});

test("what no policy allows is refused in AWS's words", async () => {
  const { authorize, decisions } = iam(reading);
  await assert.rejects(authorize(READER, check('dynamodb:PutItem')), {
    code: 'AccessDeniedException',
    message: `User: ${READER.arn} is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action`,
  });
  assert.equal(decisions[0]?.decision.result, 'implicitDeny');
});

test('the first of several checks that is not allowed refuses the call', async () => {
  const { authorize } = iam(reading);
  const refused = authorize(READER, check('dynamodb:GetItem'), check('dynamodb:DeleteItem'), check('dynamodb:PutItem'));
  await assert.rejects(refused, /perform: dynamodb:DeleteItem on/);
});

test('a boundary and a session policy limit what identity policies allow', async () => {
  const bounded = iam({ ...reading, boundary: { id: 'limit', text: policy(allow('s3:*')) } });
  await assert.rejects(
    bounded.authorize(READER, check('dynamodb:GetItem')),
    /no permissions boundary allows the dynamodb:GetItem action$/,
  );
  const session = { issuedAt: 0, policies: [{ id: 'session', text: policy(allow('dynamodb:GetItem')) }] };
  const limited = iam(reading);
  await limited.authorize({ ...READER, session }, check('dynamodb:GetItem'));
  await assert.rejects(
    limited.authorize({ ...READER, session }, check('dynamodb:GetRecords')),
    /no session policy allows the dynamodb:GetRecords action$/,
  );
});

test('conditions see tags, the session, the way of the call and the service keys', async () => {
  const Condition = {
    StringEquals: {
      'aws:PrincipalTag/team': 'web',
      'aws:PrincipalTag/stage': 'dev',
      'aws:SourceIdentity': 'ada',
      'dynamodb:LeadingKeys': 'ada',
    },
    IpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
    Bool: { 'aws:SecureTransport': 'true' },
  };
  const { authorize } = iam({ ...reading, identity: [{ id: 'own', text: policy(allow('dynamodb:*', Condition)) }] });
  const caller = { ...READER, session: { issuedAt: 0, tags: { stage: 'dev' }, sourceIdentity: 'ada' } };
  const keyed = check('dynamodb:GetItem', { context: () => ({ 'dynamodb:LeadingKeys': ['ada'] }) });
  await authorize(caller, keyed);
  await assert.rejects(authorize(caller, check('dynamodb:GetItem')), /dynamodb:GetItem/);
});

test('nothing but the policy of a resource limits root', async () => {
  const { authorize, decisions } = iam(reading);
  await authorize(ROOT, check('dynamodb:PutItem'));
  const closed = compiledPolicy({
    id: 'table',
    text: policy({ Effect: 'Deny', Principal: '*', Action: 'dynamodb:PutItem', Resource: '*' }),
  });
  await assert.rejects(
    authorize(ROOT, check('dynamodb:PutItem', { resourcePolicies: [closed] })),
    /with an explicit deny in a resource-based policy$/,
  );
  assert.deepEqual(decisions, []);
});

test('a service needs the policy of the resource', async () => {
  const { authorize } = iam(reading);
  const service: Caller = {
    arn: 'apigateway.amazonaws.com',
    userId: 'apigateway.amazonaws.com',
    account: ACCOUNT,
    kind: 'service',
    sourceArn: 'arn:aws:execute-api:us-east-1:000000000000:api/prod/GET/posts',
  };
  const invoke = (SourceArn: string) =>
    check('lambda:InvokeFunction', {
      resourcePolicies: [
        compiledPolicy({
          id: 'function',
          text: policy({
            Effect: 'Allow',
            Principal: { Service: 'apigateway.amazonaws.com' },
            Action: 'lambda:InvokeFunction',
            Resource: '*',
            Condition: { ArnLike: { 'AWS:SourceArn': SourceArn } },
          }),
        }),
      ],
    });
  await authorize(service, invoke('arn:aws:execute-api:us-east-1:000000000000:api/*/GET/posts'));
  await assert.rejects(
    authorize(service, invoke('arn:aws:execute-api:us-east-1:000000000000:api/*/POST/posts')),
    /^AccessDenied: User: apigateway.amazonaws.com is not authorized/,
  );
});

test('audit records and lets through, off does not look', async () => {
  const audit = iam(reading, 'audit');
  await audit.authorize(READER, check('dynamodb:PutItem'));
  assert.equal(audit.decisions[0]?.decision.result, 'implicitDeny');
  const off = iam(reading, 'off');
  await off.authorize(READER, check('dynamodb:PutItem'));
  assert.deepEqual(off.decisions, []);
});

test('a role that IAM does not know is not limited, and said once to be so', async () => {
  const { authorize, said } = iam(undefined);
  await authorize(READER, check('dynamodb:PutItem'));
  assert.match(said[0] ?? '', /does not know arn:aws:iam::000000000000:role\/app\/reader/);
});

test('policies are read once, and again after a change', async () => {
  const { authorize, reads, changed } = iam(reading);
  await authorize(READER, check('dynamodb:GetItem'));
  await authorize(READER, check('dynamodb:GetItem'));
  assert.equal(reads(), 1);
  changed();
  await authorize(READER, check('dynamodb:GetItem'));
  assert.equal(reads(), 2);
});
