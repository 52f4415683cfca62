import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SimulateCustomPolicyCommandInput } from '@aws-sdk/client-iam';
import { allow, deny, entries, MINE, OBJECT, policy, rootOf, simulator, THEIRS, USER } from './iam-simulation-rules.ts';

const { send, result, close } = await simulator();
after(close);

type Input = Partial<SimulateCustomPolicyCommandInput>;
const place = (Line: number, Column: number) => ({ Line, Column });

/** https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-custom-policy.html */
test('a statement that stands alone on one line is found where the reference finds it', async () => {
  const document =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}';
  const one = await result({
    PolicyInputList: [document],
    ActionNames: ['dynamodb:CreateBackup'],
    ResourceArns: undefined,
    ContextEntries: entries({ 'aws:CurrentTime': ['date', '2019-04-25T11:00:00Z'] }),
  });
  assert.deepEqual(one, {
    EvalActionName: 'dynamodb:CreateBackup',
    EvalResourceName: '*',
    EvalDecision: 'allowed',
    MatchedStatements: [
      {
        SourcePolicyId: 'PolicyInputList.1',
        SourcePolicyType: 'IAM Policy',
        StartPosition: place(1, 38),
        EndPosition: place(1, 167),
      },
    ],
    MissingContextValues: [],
  });
  const without = await result({
    PolicyInputList: [document],
    ActionNames: ['dynamodb:CreateBackup'],
    ResourceArns: ['*'],
  });
  assert.deepEqual(
    [without.EvalDecision, without.MatchedStatements, without.MissingContextValues, without.ResourceSpecificResults],
    ['implicitDeny', [], ['aws:CurrentTime'], undefined],
  );
});

test('the statements that decided are named with their policies; a Deny is named alone', async () => {
  const first = policy(allow({ Action: 'ec2:*' }), allow());
  const input = { PolicyInputList: [first, policy(allow())], CallerArn: USER };
  const ids = async (more: Input = {}) =>
    (await result({ ...input, ...more })).MatchedStatements?.map((one) => [one.SourcePolicyId, one.SourcePolicyType]);
  const identity = (index: number) => [`PolicyInputList.${index}`, 'IAM Policy'];
  assert.deepEqual(await ids(), [identity(1), identity(2)]);
  const ResourcePolicy = policy(allow({ Principal: '*' }));
  assert.deepEqual(await ids({ ResourcePolicy }), [identity(1), identity(2), ['ResourcePolicy', 'Resource Policy']]);
  assert.deepEqual(await ids({ PolicyInputList: [first, policy(deny())], ResourcePolicy }), [identity(2)]);
  assert.deepEqual(await ids({ ResourcePolicy: policy(deny({ Principal: '*' })) }), [
    ['ResourcePolicy', 'Resource Policy'],
  ]);
  assert.deepEqual(await ids({ PermissionsBoundaryPolicyInputList: [policy(allow())] }), [identity(1), identity(2)]);
  assert.deepEqual(await ids({ PermissionsBoundaryPolicyInputList: [policy(allow(), deny())] }), [
    ['PermissionsBoundaryPolicyInputList.1', 'IAM Permissions Boundary Policy'],
  ]);
  assert.deepEqual(await ids({ PermissionsBoundaryPolicyInputList: [policy(allow({ Action: 'ec2:*' }))] }), []);
  assert.deepEqual(
    await ids({ ActionNames: ['s3:ListBucket'], PolicyInputList: [policy(allow({ Action: 'ec2:*' }))] }),
    [],
  );
});

test('the place of a statement within a list begins behind what is before it', async () => {
  const document = [
    '{',
    '  "Statement": [',
    '    {"Effect":"Allow","Action":"ec2:*","Resource":"*"},',
    '    {',
    '      "Effect": "Allow", "Action": "s3:*", "Resource": "*"',
    '    }',
    '  ]',
    '}',
  ].join('\n');
  const [statement] = (await result({ PolicyInputList: [document] })).MatchedStatements ?? [];
  assert.deepEqual([statement?.StartPosition, statement?.EndPosition], [place(3, 55), place(6, 6)]);
});

test('the keys that any policy asks for are missing until they are given, in whatever case', async () => {
  const PolicyInputList = [
    policy(
      allow({ Condition: { StringEquals: { 'aws:RequestTag/a': '${aws:PrincipalTag/a}' } } }),
      allow({
        Action: 'ec2:*',
        Resource: "arn:aws:s3:::${aws:username, 'x'}",
        Condition: { Null: { 'ec2:Vpc': 'true' } },
      }),
    ),
  ];
  const input: Input = { PolicyInputList, ResourceArns: ['arn:aws:s3:::b', OBJECT] };
  const all = await result(input);
  const keys = ['aws:PrincipalTag/a', 'aws:RequestTag/a', 'aws:username', 'ec2:Vpc'];
  assert.deepEqual(all.MissingContextValues, keys);
  assert.deepEqual(
    all.ResourceSpecificResults?.map((one) => one.MissingContextValues),
    [keys, keys],
  );
  const ContextEntries = entries({ 'AWS:requesttag/A': ['string', 'x'], 'ec2:vpc': ['string', 'v'] });
  const some = await result({ ...input, CallerArn: USER, ContextEntries });
  assert.deepEqual(some.MissingContextValues, ['aws:PrincipalTag/a']);
  const boundary = policy(allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }));
  const ResourcePolicy = policy(allow({ Principal: '*', Condition: { Null: { 'aws:SourceVpc': 'true' } } }));
  const others = await result({
    PolicyInputList: [policy(allow())],
    PermissionsBoundaryPolicyInputList: [boundary],
    ResourcePolicy,
    CallerArn: USER,
  });
  assert.deepEqual(others.MissingContextValues, ['aws:SecureTransport', 'aws:SourceVpc']);
});

test('one result an action, with what each resource gets', async () => {
  const { EvaluationResults = [] } = await send({
    PolicyInputList: [
      policy(
        allow({ Action: 's3:*', Resource: 'arn:aws:s3:::bucket/*' }),
        deny({ Action: 's3:Put*', Resource: OBJECT }),
      ),
    ],
    ActionNames: ['s3:GetObject', 's3:PutObject'],
    ResourceArns: [OBJECT, 'arn:aws:s3:::bucket/b', 'arn:aws:s3:::other/c'],
  });
  assert.deepEqual(
    EvaluationResults.map((one) => [
      one.EvalActionName,
      one.EvalDecision,
      one.ResourceSpecificResults?.map((on) => [
        on.EvalResourceName,
        on.EvalResourceDecision,
        on.MatchedStatements?.length,
      ]),
    ]),
    [
      [
        's3:GetObject',
        'implicitDeny',
        [
          [OBJECT, 'allowed', 1],
          ['arn:aws:s3:::bucket/b', 'allowed', 1],
          ['arn:aws:s3:::other/c', 'implicitDeny', 0],
        ],
      ],
      [
        's3:PutObject',
        'explicitDeny',
        [
          [OBJECT, 'explicitDeny', 1],
          ['arn:aws:s3:::bucket/b', 'allowed', 1],
          ['arn:aws:s3:::other/c', 'implicitDeny', 0],
        ],
      ],
    ],
  );
  const one = await result({ PolicyInputList: [policy(allow())] });
  assert.equal(one.EvalResourceName, OBJECT);
});

test('what each type of policy says is told across accounts only', async () => {
  const ResourcePolicy = policy(allow({ Principal: { AWS: MINE } }));
  const input = { PolicyInputList: [policy(allow({ Action: 'ec2:*' }))], ResourcePolicy, CallerArn: USER };
  const across = await result({ ...input, ResourceOwner: rootOf(THEIRS) });
  const details = { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'allowed' };
  assert.deepEqual([across.EvalDecision, across.EvalDecisionDetails], ['implicitDeny', details]);
  assert.deepEqual(across.ResourceSpecificResults?.[0]?.EvalDecisionDetails, details);
  const within = await result(input);
  assert.deepEqual(within.ResourceSpecificResults?.[0]?.EvalDecisionDetails, undefined);
});

test('whether a boundary allows is told, whatever decides', async () => {
  const boundary = (...PermissionsBoundaryPolicyInputList: string[]) =>
    result({ PolicyInputList: [policy(allow())], PermissionsBoundaryPolicyInputList });
  const allowed = await boundary(policy(allow()));
  assert.deepEqual(allowed.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: true });
  const limited = await boundary(policy(allow({ Action: 'ec2:*' })));
  assert.deepEqual(limited.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false });
  assert.deepEqual(limited.ResourceSpecificResults?.[0]?.PermissionsBoundaryDecisionDetail, {
    AllowedByPermissionsBoundary: false,
  });
  const none = await result({ PolicyInputList: [policy(allow())] });
  assert.equal(none.PermissionsBoundaryDecisionDetail, undefined);
});

test('results come in pages', async () => {
  const ActionNames = ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:DeleteObject', 's3:GetObjectAcl'];
  const seen: (string | undefined)[] = [];
  let Marker: string | undefined;
  let pages = 0;
  do {
    const answer = await send({ PolicyInputList: [policy(allow())], ActionNames, MaxItems: 2, Marker });
    assert.equal(answer.IsTruncated, answer.Marker !== undefined);
    seen.push(...(answer.EvaluationResults ?? []).map((one) => one.EvalActionName));
    Marker = answer.Marker;
    pages++;
  } while (Marker !== undefined);
  assert.deepEqual([seen, pages], [ActionNames, 3]);
});

const good = policy(allow());
const document = (more: object) => ({
  PolicyInputList: [JSON.stringify({ Version: '2012-10-17', Statement: [allow()], ...more })],
});
const statement = (more: object) => document({ Statement: [allow({ ...more })] });

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const REFUSED: Readonly<Record<string, Input>> = {
  'no JSON': { PolicyInputList: ['{'] },
  'a list': { PolicyInputList: ['[]'] },
  'no statement': { PolicyInputList: ['{"Version":"2012-10-17"}'] },
  'an empty list of statements': document({ Statement: [] }),
  'another version': document({ Version: '2012-10-18' }),
  'another element': document({ Statements: [] }),
  'an element twice': { PolicyInputList: ['{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}'] },
  'no effect': statement({ Effect: undefined }),
  'another effect': statement({ Effect: 'Permit' }),
  'an effect in small letters': statement({ Effect: 'allow' }),
  'no action': statement({ Action: undefined }),
  'an action and NotAction': statement({ NotAction: 's3:*' }),
  'an action without a service': statement({ Action: 'GetObject' }),
  'an action with two colons': statement({ Action: 's3:Get:Object' }),
  'an action that is a number': statement({ Action: 7 }),
  'no resource': statement({ Resource: undefined }),
  'a resource and NotResource': statement({ NotResource: '*' }),
  'a resource that is no ARN': statement({ Resource: 'bucket' }),
  'a principal': statement({ Principal: '*' }),
  'an unknown operator': statement({ Condition: { StringMatches: { 'aws:username': 'x' } } }),
  'Null with IfExists': statement({ Condition: { NullIfExists: { 'aws:username': 'true' } } }),
  'a condition without a key': statement({ Condition: { StringEquals: 'x' } }),
  'a date that is none': statement({ Condition: { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } } }),
  'two statements of one Sid': document({ Statement: [allow({ Sid: 'A' }), allow({ Sid: 'A' })] }),
  'a malformed boundary': { PermissionsBoundaryPolicyInputList: ['{'] },
  'two boundaries': { PermissionsBoundaryPolicyInputList: [good, good] },
  'a malformed resource policy': { ResourcePolicy: '{', CallerArn: USER },
  'a resource policy without a principal': { ResourcePolicy: good, CallerArn: USER },
  'a resource policy without a caller': { ResourcePolicy: policy(allow({ Principal: '*' })) },
  'a caller that is no ARN': { CallerArn: 'ann' },
  'a service as the caller': { CallerArn: 'arn:aws:iam::111122223333:service/lambda' },
  'an owner that is none': { ResourceOwner: 'someone else' },
  'an action that has no name': { ActionNames: ['s3:'] },
};

for (const [name, input] of Object.entries(REFUSED)) {
  test(`${name} is refused as invalid input`, async () => {
    await assert.rejects(send({ PolicyInputList: [good], ...input }), { name: 'InvalidInputException' });
  });
}

test('resources that are no ARNs are refused by name', async () => {
  await assert.rejects(send({ PolicyInputList: [good], ResourceArns: ['14a050d4-021e-4efe'] }), {
    name: 'InvalidInputException',
    message: 'ResourceNames are not in a valid ARN format: 14a050d4-021e-4efe.',
  });
});

test('a type that no key has is refused', async () => {
  const ContextEntries = entries({ 'aws:SourceIp': ['address', '10.0.0.1'] });
  await assert.rejects(send({ PolicyInputList: [good], ContextEntries }), {
    name: 'ValidationError',
    message: /^1 validation error detected: Value 'address' at 'contextEntries\.1\.member\.contextKeyType'/,
  });
});

test('what only a service would refuse of a policy does not stop its simulation', async () => {
  const PolicyInputList = [` ${policy(allow({ Sid: 'read objects' }))}`];
  assert.equal((await result({ PolicyInputList })).EvalDecision, 'allowed');
  const decided = async (more: object) =>
    (
      await result({
        ResourcePolicy: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more }),
        CallerArn: USER,
      })
    ).EvalDecision;
  assert.equal(await decided({ Principal: { AWS: `arn:aws:iam::${MINE}:user/*` } }), 'implicitDeny');
  assert.equal(await decided({ Principal: { AWS: `arn:aws:iam::${MINE}:group/g` } }), 'implicitDeny');
  assert.equal(await decided({ NotPrincipal: { AWS: THEIRS } }), 'allowed');
});
