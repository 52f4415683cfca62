import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { iam } from './index.ts';

const allow = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

function iamCalls() {
  const { services } = testEndpoint([iam]);
  return (operation: string, input: object = {}) => services.callService('iam', operation, input);
}
const refusal = (code: string, message: string, status = 400) => ({ code, message, status });

test('a policy has five versions, one of which is in force', async () => {
  const call = iamCalls();
  const { Policy } = await call('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:Get*') });
  const PolicyArn = Policy.Arn;
  for (const version of ['v2', 'v3', 'v4', 'v5']) {
    const made = await call('CreatePolicyVersion', {
      PolicyArn,
      PolicyDocument: allow('s3:*'),
      SetAsDefault: version === 'v3',
    });
    assert.equal(made.PolicyVersion.VersionId, version);
  }
  await assert.rejects(
    call('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('s3:*') }),
    refusal(
      'LimitExceededException',
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      409,
    ),
  );
  assert.equal((await call('GetPolicy', { PolicyArn })).Policy.DefaultVersionId, 'v3');
  await assert.rejects(
    call('DeletePolicyVersion', { PolicyArn, VersionId: 'v3' }),
    refusal('DeleteConflictException', 'Cannot delete the default version of a policy.', 409),
  );
  await assert.rejects(
    call('GetPolicyVersion', { PolicyArn, VersionId: 'v9' }),
    refusal('NoSuchEntityException', `Policy ${PolicyArn} version v9 does not exist or is not attachable.`, 404),
  );
  await call('SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v1' });
  await call('DeletePolicyVersion', { PolicyArn, VersionId: 'v5' });
  // The number of a version is never given again.
  assert.equal(
    (await call('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('s3:*') })).PolicyVersion.VersionId,
    'v6',
  );
});

test('a document that IAM does not take is refused in its words', async () => {
  const call = iamCalls();
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  const put = (PolicyDocument: string) => call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument });
  await assert.rejects(put('{'), refusal('MalformedPolicyDocumentException', 'Syntax errors in policy.'));
  await assert.rejects(
    call('CreateRole', { RoleName: 'x', AssumeRolePolicyDocument: '{' }),
    refusal('MalformedPolicyDocumentException', 'This policy contains invalid Json'),
  );
  const principal = 'arn:aws:iam::000000000000:user/nobody';
  await assert.rejects(
    call('CreateRole', {
      RoleName: 'x',
      AssumeRolePolicyDocument: trust.replace('"Service":"lambda.amazonaws.com"', `"AWS":"${principal}"`),
    }),
    refusal('MalformedPolicyDocumentException', `Invalid principal in policy: "AWS":"${principal}"`),
  );
  await assert.rejects(
    call('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*').replace('2012', '2008') }),
    refusal('MalformedPolicyDocumentException', 'Policy document must be version 2012-10-17 or greater.'),
  );
  // An inline policy needs no version.
  await put(allow('s3:*').replace('"Version":"2012-10-17",', ''));
  await assert.rejects(
    put(allow(`s3:${'x'.repeat(10_240)}`)),
    refusal('LimitExceededException', 'Maximum policy size of 10240 bytes exceeded for role r', 409),
  );
});

test('policies are attached to users, groups and roles, and tell who has them', async () => {
  const call = iamCalls();
  await call('CreateUser', { UserName: 'u' });
  await call('CreateGroup', { GroupName: 'g' });
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust, PermissionsBoundary: READ_ONLY });
  const PolicyArn = (await call('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') })).Policy.Arn;
  await call('AttachUserPolicy', { UserName: 'u', PolicyArn });
  await call('AttachGroupPolicy', { GroupName: 'g', PolicyArn });
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn });
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn });
  const { PolicyUsers, PolicyGroups, PolicyRoles } = await call('ListEntitiesForPolicy', { PolicyArn });
  assert.deepEqual(
    [PolicyUsers[0].UserName, PolicyGroups[0].GroupName, PolicyRoles[0].RoleName, PolicyRoles.length],
    ['u', 'g', 'r', 1],
  );
  const onlyRoles = await call('ListEntitiesForPolicy', { PolicyArn, EntityFilter: 'Role' });
  assert.deepEqual([onlyRoles.PolicyUsers, onlyRoles.PolicyRoles.length], [[], 1]);
  assert.equal((await call('GetPolicy', { PolicyArn })).Policy.AttachmentCount, 3);
  assert.equal((await call('GetPolicy', { PolicyArn: READ_ONLY })).Policy.PermissionsBoundaryUsageCount, 1);
  await assert.rejects(
    call('DeletePolicy', { PolicyArn }),
    refusal('DeleteConflictException', 'Cannot delete a policy attached to entities.', 409),
  );
  await call('DetachUserPolicy', { UserName: 'u', PolicyArn });
  await assert.rejects(
    call('DetachUserPolicy', { UserName: 'u', PolicyArn }),
    refusal('NoSuchEntityException', `Policy ${PolicyArn} was not found.`, 404),
  );
});

test("AWS's managed policies are there with all their versions", async () => {
  const call = iamCalls();
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  const { Policy } = await call('GetPolicy', { PolicyArn });
  assert.deepEqual([Policy.PolicyName, Policy.Path], ['AWSLambdaBasicExecutionRole', '/service-role/']);
  const documentOf = async (arn: string, VersionId: string) =>
    JSON.parse(
      decodeURIComponent((await call('GetPolicyVersion', { PolicyArn: arn, VersionId })).PolicyVersion.Document),
    );
  const document = await documentOf(PolicyArn, Policy.DefaultVersionId);
  assert.deepEqual(document.Statement[0].Action, ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']);
  const old = await documentOf('arn:aws:iam::aws:policy/PowerUserAccess', 'v1');
  assert.deepEqual(old.Statement, [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }]);
  const { Versions } = await call('ListPolicyVersions', { PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' });
  assert.deepEqual([Versions[0].IsDefaultVersion, Versions.at(-1).VersionId], [true, 'v1']);
  const page = await call('ListPolicies', { Scope: 'AWS', MaxItems: 1000 });
  assert.deepEqual([page.Policies.length, page.IsTruncated], [1000, true]);
});

test('a managed policy of AWS that does not exist is not attached', async () => {
  const call = iamCalls();
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  const attach = (PolicyArn: string) => call('AttachRolePolicy', { RoleName: 'r', PolicyArn });
  const arn = 'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole';
  await assert.rejects(
    attach(arn),
    refusal('NoSuchEntityException', `Policy ${arn} does not exist or is not attachable.`, 404),
  );
  await assert.rejects(
    attach('arn:aws:s3:::some-bucket-here'),
    refusal('InvalidInputException', 'ARN arn:aws:s3:::some-bucket-here is not valid.'),
  );
  await assert.rejects(
    attach('arn:aws:iam::aws:policy/aws-service-role/BatchServiceRolePolicy'),
    refusal('PolicyNotAttachableException', 'Cannot attach a Service Role Policy to a Customer Role.'),
  );
  await assert.rejects(call('DeletePolicy', { PolicyArn: READ_ONLY }), { code: 'AccessDenied', status: 403 });
});

test('a user has ten managed policies at most', async () => {
  const call = iamCalls();
  await call('CreateUser', { UserName: 'u' });
  const { Policies } = await call('ListPolicies', { Scope: 'AWS', PathPrefix: '/service-role/', MaxItems: 11 });
  const arns: string[] = Policies.map((one: { Arn: string }) => one.Arn);
  for (const PolicyArn of arns.slice(0, 10)) await call('AttachUserPolicy', { UserName: 'u', PolicyArn });
  await assert.rejects(
    call('AttachUserPolicy', { UserName: 'u', PolicyArn: arns[10] }),
    refusal('LimitExceededException', 'Cannot exceed quota for PoliciesPerUser: 10', 409),
  );
});

test('everything that grants is told at once', async () => {
  const call = iamCalls();
  await call('CreateUser', { UserName: 'u' });
  await call('CreateGroup', { GroupName: 'G' });
  await call('AddUserToGroup', { UserName: 'u', GroupName: 'G' });
  await call('PutGroupPolicy', { GroupName: 'G', PolicyName: 'i', PolicyDocument: allow('s3:*') });
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn: READ_ONLY });
  const details = await call('GetAccountAuthorizationDetails');
  assert.deepEqual(details.UserDetailList[0].GroupList, ['G']);
  assert.equal(decodeURIComponent(details.GroupDetailList[0].GroupPolicyList[0].PolicyDocument), allow('s3:*'));
  assert.equal(details.RoleDetailList[0].AttachedManagedPolicies[0].PolicyName, 'ReadOnlyAccess');
  assert.deepEqual(
    details.Policies.map((one: { PolicyName: string }) => one.PolicyName),
    ['ReadOnlyAccess'],
  );
  const roles = await call('GetAccountAuthorizationDetails', { Filter: ['Role'] });
  assert.deepEqual([roles.UserDetailList, roles.RoleDetailList.length, roles.Policies], [[], 1, []]);
  const { SummaryMap } = await call('GetAccountSummary');
  assert.deepEqual([SummaryMap.Users, SummaryMap.Groups, SummaryMap.Roles, SummaryMap.Policies], [1, 1, 1, 0]);
});
