import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { iam } from './index.ts';

function iamCalls() {
  const { services } = testEndpoint([iam]);
  return (operation: string, input: object = {}) => services.callService('iam', operation, input);
}

const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, Resource: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: string, Resource: string) => ({ Effect: 'Deny', Action, Resource });
const BUCKET = 'arn:aws:s3:::b';

test('the example of the API reference answers as there', async () => {
  const call = iamCalls();
  const PolicyInputList = [
    `{
  "Version":"2012-10-17",
  "Statement":[
    {
      "Effect":"Allow",
      "Action":"s3:ListBucket",
      "Resource":"arn:aws:s3:::teambucket",
      "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}
    }
  ]
}`,
  ];
  const input = { PolicyInputList, ActionNames: ['s3:ListBucket'], ResourceArns: ['arn:aws:s3:::teambucket'] };
  const ContextEntries = [
    { ContextKeyName: 'aws:MultiFactorAuthPresent', ContextKeyType: 'boolean', ContextKeyValues: ['true'] },
  ];
  const statement = {
    SourcePolicyId: 'PolicyInputList.1',
    SourcePolicyType: 'IAM Policy',
    StartPosition: { Line: 3, Column: 16 },
    EndPosition: { Line: 9, Column: 6 },
  };
  assert.deepEqual(await call('SimulateCustomPolicy', { ...input, ContextEntries }), {
    EvaluationResults: [
      {
        EvalActionName: 's3:ListBucket',
        EvalResourceName: 'arn:aws:s3:::teambucket',
        EvalDecision: 'allowed',
        MatchedStatements: [statement],
        MissingContextValues: [],
        EvalDecisionDetails: {},
        ResourceSpecificResults: [
          {
            EvalResourceName: 'arn:aws:s3:::teambucket',
            EvalResourceDecision: 'allowed',
            MatchedStatements: [statement],
            MissingContextValues: [],
          },
        ],
      },
    ],
    IsTruncated: false,
  });
  const [without] = (await call('SimulateCustomPolicy', input)).EvaluationResults;
  assert.deepEqual(
    [without.EvalDecision, without.MatchedStatements, without.MissingContextValues],
    ['implicitDeny', [], ['aws:MultiFactorAuthPresent']],
  );
});

test('without resources an action is tried on all of them', async () => {
  const call = iamCalls();
  const { EvaluationResults } = await call('SimulateCustomPolicy', {
    PolicyInputList: [policy(allow('s3:*', '*'), deny('s3:DeleteBucket', '*'))],
    ActionNames: ['s3:ListBucket', 's3:DeleteBucket', 'ec2:RunInstances'],
  });
  type Result = { EvalDecision: string; EvalResourceName: string; ResourceSpecificResults?: object };
  assert.deepEqual(
    EvaluationResults.map((one: Result) => [one.EvalDecision, one.EvalResourceName, one.ResourceSpecificResults]),
    [
      ['allowed', '*', undefined],
      ['explicitDeny', '*', undefined],
      ['implicitDeny', '*', undefined],
    ],
  );
});

test('of several resources the strictest decision counts, and each is told', async () => {
  const call = iamCalls();
  const [result] = (
    await call('SimulateCustomPolicy', {
      PolicyInputList: [policy(allow('s3:GetObject', `${BUCKET}/*`), deny('s3:*', `${BUCKET}/secret/*`))],
      ActionNames: ['s3:GetObject'],
      ResourceArns: [`${BUCKET}/a`, `${BUCKET}/secret/a`, 'arn:aws:s3:::other/a'],
    })
  ).EvaluationResults;
  assert.deepEqual(
    [result.EvalDecision, result.EvalResourceName, result.MatchedStatements.length],
    ['explicitDeny', 'arn:${Partition}:s3:::${BucketName}/${ObjectName}', 1],
  );
  type OnResource = { EvalResourceDecision: string };
  assert.deepEqual(
    result.ResourceSpecificResults.map((one: OnResource) => one.EvalResourceDecision),
    ['allowed', 'explicitDeny', 'implicitDeny'],
  );
});

test('a permissions boundary and service control policies limit what is granted', async () => {
  const call = iamCalls();
  const input = { PolicyInputList: [policy(allow('*', '*'))], ActionNames: ['s3:ListBucket'] };
  const [limited] = (
    await call('SimulateCustomPolicy', {
      ...input,
      PermissionsBoundaryPolicyInputList: [policy(allow('ec2:*', '*'))],
    })
  ).EvaluationResults;
  assert.equal(limited.EvalDecision, 'implicitDeny');
  assert.deepEqual(limited.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false });
  const [denied] = (
    await call('SimulateCustomPolicy', {
      ...input,
      OrderedOrganizationPolicyInputList: [
        { ServiceControlPolicyInputList: [policy(allow('*', '*'))] },
        { ServiceControlPolicyInputList: [policy(allow('*', '*'), deny('s3:*', '*'))] },
      ],
    })
  ).EvaluationResults;
  assert.deepEqual(
    [denied.EvalDecision, denied.OrganizationsDecisionDetail, denied.MatchedStatements],
    ['explicitDeny', { AllowedByOrganizations: false }, []],
  );
});

test('a resource policy grants within an account, and across two only with the identity’s own', async () => {
  const call = iamCalls();
  const caller = 'arn:aws:iam::111122223333:user/ann';
  const ResourcePolicy = policy({ ...allow('s3:GetObject', `${BUCKET}/*`), Principal: { AWS: caller } });
  const simulated = async (granted: string, owner: string) =>
    (
      await call('SimulateCustomPolicy', {
        PolicyInputList: [policy(allow(granted, '*'))],
        ActionNames: ['s3:GetObject'],
        ResourceArns: [`${BUCKET}/a`],
        ResourcePolicy,
        ResourceOwner: `arn:aws:iam::${owner}:root`,
        CallerArn: caller,
      })
    ).EvaluationResults[0];
  const within = await simulated('ec2:*', '111122223333');
  assert.deepEqual([within.EvalDecision, within.EvalDecisionDetails], ['allowed', {}]);
  assert.deepEqual(within.MatchedStatements[0].SourcePolicyId, 'ResourcePolicy');
  const across = await simulated('ec2:*', '444455556666');
  assert.equal(across.EvalDecision, 'implicitDeny');
  assert.deepEqual(across.EvalDecisionDetails, { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'allowed' });
  assert.equal((await simulated('s3:*', '444455556666')).EvalDecision, 'allowed');
});

test('without a resource policy everything belongs to the caller’s account', async () => {
  const call = iamCalls();
  const { EvaluationResults } = await call('SimulateCustomPolicy', {
    PolicyInputList: [policy(allow('*', '*'))],
    ActionNames: ['dynamodb:GetItem', 'kms:Decrypt'],
    ResourceArns: ['arn:aws:kms:us-east-1:123456789012:key/k'],
    CallerArn: 'arn:aws:iam::111122223333:role/app',
  });
  type Result = { EvalDecision: string };
  assert.deepEqual(
    EvaluationResults.map((one: Result) => one.EvalDecision),
    ['allowed', 'allowed'],
  );
});

test('context entries have the type that they say', async () => {
  const call = iamCalls();
  const decisionWith = async (Condition: object, entry: object) => {
    const { EvaluationResults } = await call('SimulateCustomPolicy', {
      PolicyInputList: [policy(allow('s3:*', '*', { Condition }))],
      ActionNames: ['s3:ListBucket'],
      ContextEntries: [entry],
    });
    return EvaluationResults[0].EvalDecision;
  };
  const entry = (ContextKeyName: string, ContextKeyType: string, ...ContextKeyValues: string[]) => ({
    ContextKeyName,
    ContextKeyType,
    ContextKeyValues,
  });
  const cases: readonly [object, object, string][] = [
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, entry('aws:SourceIp', 'ip', '203.0.113.9'), 'allowed'],
    [{ NumericLessThan: { 's3:max-keys': '10' } }, entry('s3:max-keys', 'numeric', '9.5'), 'allowed'],
    [{ NumericLessThan: { 's3:max-keys': '10' } }, entry('s3:max-keys', 'numeric', 'many'), 'implicitDeny'],
    [
      { DateGreaterThan: { 'aws:CurrentTime': '2018-08-16T12:00:00Z' } },
      entry('AWS:currenttime', 'date', '2019-04-25T11:00:00Z'),
      'allowed',
    ],
    [
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
      entry('aws:TagKeys', 'stringList', 'a', 'c'),
      'implicitDeny',
    ],
    [
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
      entry('aws:TagKeys', 'stringList', 'c', 'b'),
      'allowed',
    ],
    [{ BinaryEquals: { 'my:blob': 'QUJD' } }, entry('my:blob', 'binary', 'QUJD'), 'allowed'],
  ];
  for (const [condition, given, expected] of cases) {
    assert.equal(await decisionWith(condition, given), expected, JSON.stringify(condition));
  }
});

test('the policies of a user are simulated with those of its groups and its boundary', async () => {
  const call = iamCalls();
  await call('CreateUser', { UserName: 'ann' });
  await call('CreateGroup', { GroupName: 'g' });
  await call('AddUserToGroup', { UserName: 'ann', GroupName: 'g' });
  const own = policy(allow('s3:*', 'arn:aws:s3:::${aws:username}'));
  await call('PutGroupPolicy', { GroupName: 'g', PolicyName: 'own', PolicyDocument: own });
  await call('AttachUserPolicy', {
    UserName: 'ann',
    PolicyArn: 'arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess',
  });
  const PolicySourceArn = 'arn:aws:iam::000000000000:user/ann';
  const simulated = async (ActionNames: string[], ResourceArns: string[]) =>
    (await call('SimulatePrincipalPolicy', { PolicySourceArn, ActionNames, ResourceArns })).EvaluationResults;
  const [bucket] = await simulated(['s3:ListBucket'], ['arn:aws:s3:::ann']);
  assert.deepEqual(
    [bucket.EvalDecision, bucket.MatchedStatements[0].SourcePolicyId, bucket.MissingContextValues],
    ['allowed', 'own', []],
  );
  const [table] = await simulated(['dynamodb:GetItem'], ['arn:aws:dynamodb:us-east-1:000000000000:table/t']);
  assert.deepEqual(
    [table.EvalDecision, table.MatchedStatements[0].SourcePolicyId],
    ['allowed', 'AmazonDynamoDBReadOnlyAccess'],
  );
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  await call('PutUserPermissionsBoundary', { UserName: 'ann', PermissionsBoundary });
  const [limited] = await simulated(['dynamodb:GetItem'], ['arn:aws:dynamodb:us-east-1:000000000000:table/t']);
  assert.equal(limited.EvalDecision, 'implicitDeny');

  const excluding = async (PolicyExclusionList: object[]) => {
    const input = { PolicySourceArn, ActionNames: ['dynamodb:GetItem', 's3:ListBucket'], PolicyExclusionList };
    const ResourceArns = ['arn:aws:s3:::ann'];
    const { EvaluationResults } = await call('SimulatePrincipalPolicy', { ...input, ResourceArns });
    return EvaluationResults.map((one: { EvalDecision: string }) => one.EvalDecision);
  };
  const boundary = { PolicyType: 'permission-boundary' };
  assert.deepEqual(await excluding([]), ['implicitDeny', 'allowed']);
  assert.deepEqual(await excluding([boundary]), ['allowed', 'allowed']);
  const readOnly = { PolicyArn: 'arn:aws:iam::aws:policy/AmazonDynamo*' };
  const inline = { InlinePolicyIdentifier: { PolicyName: 'own', AttachmentType: 'group', AttachmentName: '?' } };
  assert.deepEqual(await excluding([boundary, readOnly, inline]), ['implicitDeny', 'implicitDeny']);
  await assert.rejects(excluding([{ PolicyArn: 'arn:aws:iam::*:policy/x' }]), { code: 'InvalidInputException' });

  const { ContextKeyNames } = await call('GetContextKeysForPrincipalPolicy', { PolicySourceArn });
  assert.ok(ContextKeyNames.includes('aws:username'));
});

test('input that no simulation can be made of is refused', async () => {
  const call = iamCalls();
  const input = { PolicyInputList: [policy(allow('s3:*', '*'))], ActionNames: ['s3:ListBucket'] };
  const refused = async (more: object, code: string, message: RegExp) =>
    assert.rejects(call('SimulateCustomPolicy', { ...input, ...more }), { code, message });
  await refused({ PolicyInputList: ['{'] }, 'InvalidInputException', /Syntax errors in policy/);
  await refused({ ActionNames: ['s3:Get Object'] }, 'InvalidInputException', /s3:Get Object/);
  await refused(
    { ActionNames: ['s3:GetObject', 's3'] },
    'ValidationError',
    /^1 validation error detected: Value '\[s3:GetObject, s3\]' at 'actionNames' failed to satisfy constraint: Member must satisfy constraint: \[Member must have length less than or equal to 128, Member must have length greater than or equal to 3\]$/,
  );
  await refused(
    { CallerArn: 'arn:aws:s3:::bucket/name' },
    'InvalidInputException',
    /does not clearly define entity type and name/,
  );
  await refused({ ResourcePolicy: input.PolicyInputList[0] }, 'InvalidInputException', /CallerArn/);
  await refused({ ResourceHandlingOption: 'EC2-VPC-EBS', ResourceArns: ['*'] }, 'InvalidInputException', /EC2-VPC-EBS/);
  await refused(
    { ContextEntries: [{ ContextKeyName: 'aws:SourceIp', ContextKeyType: 'address' }] },
    'ValidationError',
    /enum value set/,
  );
  await assert.rejects(
    call('SimulatePrincipalPolicy', {
      PolicySourceArn: 'arn:aws:iam::000000000000:root',
      ActionNames: ['s3:ListBucket'],
    }),
    {
      code: 'InvalidInputException',
      message: 'Invalid Entity Arn: arn:aws:iam::000000000000:root does not clearly define entity type and name.',
    },
  );
  await assert.rejects(
    call('SimulatePrincipalPolicy', {
      PolicySourceArn: 'arn:aws:iam::111122223333:role/app',
      ActionNames: ['s3:ListBucket'],
    }),
    {
      code: 'InvalidInputException',
      message:
        "Invalid Policy Source Arn: caller's account 000000000000 does not have access to policies in account 111122223333",
    },
  );
});
