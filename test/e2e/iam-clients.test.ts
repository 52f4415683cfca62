import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DetachRolePolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetRoleCommand,
  IAMClient,
  PutUserPolicyCommand,
  paginateListPolicies,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
  waitUntilRoleExists,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startSamlet } from '../../src/index.ts';
import { withoutAwsCli, withoutBoto3 } from '../support/installed.ts';

const samlet = await startSamlet({ ephemeral: true });
after(() => samlet.stop());

const settings = {
  endpoint: samlet.endpoint,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const client = new IAMClient(settings);
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const allow = (Action: string, Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

test('a role is made, given policies and told through the SDK', async () => {
  const RoleName = 'app-role';
  await client.send(
    new CreateRoleCommand({
      RoleName,
      Path: '/app/',
      AssumeRolePolicyDocument: trust,
      Tags: [{ Key: 'k', Value: 'v' }],
    }),
  );
  await waitUntilRoleExists({ client, maxWaitTime: 5 }, { RoleName });
  const { Role } = await client.send(new GetRoleCommand({ RoleName }));
  assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), trust);
  assert.deepEqual([Role?.Arn, Role?.Tags?.[0]?.Value], ['arn:aws:iam::000000000000:role/app/app-role', 'v']);
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName: 'app', PolicyDocument: allow('s3:*', '*') }),
  );
  const PolicyArn = Policy?.Arn;
  await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  await client.send(
    new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow('sqs:*', '*'), SetAsDefault: true }),
  );
  await assert.rejects(client.send(new DeletePolicyCommand({ PolicyArn })), {
    name: 'DeleteConflictException',
    message: 'Cannot delete a policy attached to entities.',
  });
  const { EvaluationResults } = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: Role?.Arn,
      ActionNames: ['sqs:SendMessage', 's3:GetObject'],
    }),
  );
  assert.deepEqual(
    EvaluationResults?.map(({ EvalDecision }) => EvalDecision),
    ['allowed', 'implicitDeny'],
  );
  await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
});

test("all of AWS's managed policies are listed, page by page", async () => {
  let count = 0;
  for await (const page of paginateListPolicies({ client, pageSize: 500 }, { Scope: 'AWS' })) {
    count += page.Policies?.length ?? 0;
  }
  assert.ok(count > 1400, `${count}`);
});

test('context entries and positions cross the wire', async () => {
  const { EvaluationResults } = await client.send(
    new SimulateCustomPolicyCommand({
      PolicyInputList: [
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}',
      ],
      ActionNames: ['dynamodb:CreateBackup'],
      ContextEntries: [
        { ContextKeyName: 'aws:CurrentTime', ContextKeyValues: ['2019-04-25T11:00:00Z'], ContextKeyType: 'date' },
      ],
    }),
  );
  assert.deepEqual(EvaluationResults, [
    {
      EvalActionName: 'dynamodb:CreateBackup',
      EvalResourceName: '*',
      EvalDecision: 'allowed',
      MatchedStatements: [
        {
          SourcePolicyId: 'PolicyInputList.1',
          SourcePolicyType: 'IAM Policy',
          StartPosition: { Line: 1, Column: 38 },
          EndPosition: { Line: 1, Column: 167 },
        },
      ],
      MissingContextValues: [],
    },
  ]);
});

test('results on resources cross the wire, with what each type of policy says', async () => {
  const caller = 'arn:aws:iam::111122223333:user/ann';
  const ResourcePolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: caller }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
  });
  const simulated = async (owner: string) => {
    const { EvaluationResults } = await client.send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [allow('ec2:*', '*')],
        ActionNames: ['s3:GetObject'],
        ResourceArns: ['arn:aws:s3:::b/x'],
        ResourcePolicy,
        ResourceOwner: `arn:aws:iam::${owner}:root`,
        CallerArn: caller,
      }),
    );
    return EvaluationResults?.[0];
  };
  const within = await simulated('111122223333');
  assert.deepEqual([within?.EvalDecision, within?.EvalDecisionDetails], ['allowed', {}]);
  const across = await simulated('444455556666');
  assert.deepEqual(across?.EvalDecisionDetails, { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'allowed' });
  assert.deepEqual(
    across?.ResourceSpecificResults?.map((one) => [one.EvalResourceName, one.EvalResourceDecision]),
    [['arn:aws:s3:::b/x', 'implicitDeny']],
  );
});

test("a user's key works with the SDK", async () => {
  await client.send(new CreateUserCommand({ UserName: 'sdk' }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: 'sdk' }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const as = { ...settings, credentials };
  assert.equal(
    (await new STSClient(as).send(new GetCallerIdentityCommand({}))).Arn,
    'arn:aws:iam::000000000000:user/sdk',
  );
  await client.send(
    new PutUserPolicyCommand({ UserName: 'sdk', PolicyName: 'p', PolicyDocument: allow('iam:GetRole', '*') }),
  );
  await new IAMClient(as).send(new GetRoleCommand({ RoleName: 'app-role' }));
  const used = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: AccessKey?.AccessKeyId }));
  assert.equal(used.AccessKeyLastUsed?.ServiceName, 'iam');
});

const environment = {
  ...process.env,
  AWS_ENDPOINT_URL: samlet.endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_PAGER: '',
};

test('boto3 manages users, groups, roles and profiles', { skip: withoutBoto3, timeout: 120_000 }, async () => {
  const program = `
import boto3, json
from botocore.exceptions import ClientError
iam = boto3.client('iam')
def refused(code, operation, **arguments):
  try:
    getattr(iam, operation)(**arguments)
  except ClientError as error:
    assert error.response['Error']['Code'] == code, error.response
    return error.response['Error']['Message']
  raise SystemExit(operation + ' was not refused')
trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'Service': 'ec2.amazonaws.com'}, 'Action': 'sts:AssumeRole'}]}
policy = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}]}
iam.create_user(UserName='py', Path='/a/', Tags=[{'Key': 'k', 'Value': 'v'}])
iam.create_group(GroupName='pygroup')
iam.add_user_to_group(UserName='py', GroupName='pygroup')
iam.put_user_policy(UserName='py', PolicyName='p', PolicyDocument=json.dumps(policy))
assert iam.get_user_policy(UserName='py', PolicyName='p')['PolicyDocument'] == policy
assert iam.get_user(UserName='py')['User']['Tags'] == [{'Key': 'k', 'Value': 'v'}]
iam.create_role(RoleName='py', AssumeRolePolicyDocument=json.dumps(trust))
iam.create_instance_profile(InstanceProfileName='py')
iam.add_role_to_instance_profile(InstanceProfileName='py', RoleName='py')
assert iam.get_instance_profile(InstanceProfileName='py')['InstanceProfile']['Roles'][0]['AssumeRolePolicyDocument'] == trust
assert refused('NoSuchEntity', 'get_role', RoleName='none') == 'The role with name none cannot be found.'
refused('EntityAlreadyExists', 'create_user', UserName='py')
refused('DeleteConflict', 'delete_user', UserName='py')
refused('MalformedPolicyDocument', 'put_role_policy', RoleName='py', PolicyName='p', PolicyDocument='{}')
refused('ValidationError', 'get_role', RoleName='a b')
refused('InvalidInput', 'create_service_linked_role', AWSServiceName='nothing.amazonaws.com')
iam.create_access_key(UserName='py'); iam.create_access_key(UserName='py')
refused('LimitExceeded', 'create_access_key', UserName='py')
details = iam.get_account_authorization_details(Filter=['User'])['UserDetailList']
assert [one['GroupList'] for one in details if one['UserName'] == 'py'] == [['pygroup']], details
iam.generate_credential_report()
assert iam.get_credential_report()['Content'].startswith(b'user,arn,')
device = iam.create_virtual_mfa_device(VirtualMFADeviceName='py')['VirtualMFADevice']
assert len(device['Base32StringSeed']) == 64, device
version = iam.get_policy_version(PolicyArn='arn:aws:iam::aws:policy/AdministratorAccess', VersionId='v1')['PolicyVersion']
assert version['Document']['Statement'][0]['Action'] == '*'
keys = iam.get_context_keys_for_custom_policy(PolicyInputList=[json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::b/\${aws:username}'}]})])
print(keys['ContextKeyNames'], iam.get_account_summary()['SummaryMap']['Groups'])
`;
  const { stdout } = await promisify(execFile)('python3', ['-c', program], { env: environment });
  assert.equal(stdout, "['aws:username'] 1\n");
});

test('the aws command manages policies', { skip: withoutAwsCli, timeout: 120_000 }, async () => {
  const aws = async (...args: string[]) =>
    JSON.parse(
      (await promisify(execFile)('aws', [...args, '--output', 'json'], { env: environment })).stdout || 'null',
    );
  const made = await aws('iam', 'create-policy', '--policy-name', 'cli', '--policy-document', allow('s3:Get*', '*'));
  assert.equal(made.Policy.DefaultVersionId, 'v1');
  await aws('iam', 'create-role', '--role-name', 'cli', '--assume-role-policy-document', trust);
  await aws('iam', 'attach-role-policy', '--role-name', 'cli', '--policy-arn', made.Policy.Arn);
  const attached = await aws('iam', 'list-attached-role-policies', '--role-name', 'cli');
  assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'cli', PolicyArn: made.Policy.Arn }]);
  const args = ['iam', 'simulate-principal-policy', '--policy-source-arn', 'arn:aws:iam::000000000000:role/cli'];
  const simulated = await aws(...args, '--action-names', 's3:GetObject', 's3:PutObject');
  assert.deepEqual(
    simulated.EvaluationResults.map((one: { EvalDecision: string }) => one.EvalDecision),
    ['allowed', 'implicitDeny'],
  );
});
