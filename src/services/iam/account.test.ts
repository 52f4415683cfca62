import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { iam } from './index.ts';

function iamCalls() {
  const { services } = testEndpoint([iam]);
  return (operation: string, input: object = {}) => services.callService('iam', operation, input);
}

test('an account has one alias', async () => {
  const call = iamCalls();
  await call('CreateAccountAlias', { AccountAlias: 'first' });
  await call('CreateAccountAlias', { AccountAlias: 'second' });
  assert.deepEqual((await call('ListAccountAliases')).AccountAliases, ['second']);
  await assert.rejects(call('CreateAccountAlias', { AccountAlias: 'second' }), {
    code: 'EntityAlreadyExistsException',
    message: 'The account alias second already exists.',
  });
  await assert.rejects(call('DeleteAccountAlias', { AccountAlias: 'first' }), { code: 'NoSuchEntityException' });
  await call('DeleteAccountAlias', { AccountAlias: 'second' });
  assert.deepEqual((await call('ListAccountAliases')).AccountAliases, []);
});

test('the password policy is kept, and passwords keep to it', async () => {
  const call = iamCalls();
  await assert.rejects(call('GetAccountPasswordPolicy'), {
    code: 'NoSuchEntityException',
    message: 'The Password Policy with domain name 000000000000 cannot be found.',
  });
  await call('UpdateAccountPasswordPolicy', { MinimumPasswordLength: 12, RequireSymbols: true, MaxPasswordAge: 90 });
  const { PasswordPolicy } = await call('GetAccountPasswordPolicy');
  assert.deepEqual(
    [PasswordPolicy.MinimumPasswordLength, PasswordPolicy.RequireNumbers, PasswordPolicy.ExpirePasswords],
    [12, false, true],
  );
  await call('CreateUser', { UserName: 'ann' });
  await assert.rejects(call('CreateLoginProfile', { UserName: 'ann', Password: 'abcdefghijklm' }), {
    code: 'PasswordPolicyViolationException',
    message: 'Password should have at least one symbol',
  });
  await call('CreateLoginProfile', { UserName: 'ann', Password: 'abcdefghijkl!', PasswordResetRequired: true });
  assert.equal((await call('GetLoginProfile', { UserName: 'ann' })).LoginProfile.PasswordResetRequired, true);
  await assert.rejects(call('UpdateAccountPasswordPolicy', { MinimumPasswordLength: 5 }), {
    message: /Member must have value greater than or equal to 6/,
  });
});

test('the credential report lists root and users', async () => {
  const call = iamCalls();
  await assert.rejects(call('GetCredentialReport'), { code: 'CredentialReportNotPresentException', status: 410 });
  await call('CreateUser', { UserName: 'ann' });
  await call('CreateAccessKey', { UserName: 'ann' });
  assert.equal((await call('GenerateCredentialReport')).State, 'STARTED');
  assert.equal((await call('GenerateCredentialReport')).State, 'COMPLETE');
  const [columns = '', root = '', ann = ''] = Buffer.from((await call('GetCredentialReport')).Content)
    .toString()
    .split('\n');
  const cells = columns.split(',').length;
  assert.deepEqual([root.split(',').length, ann.split(',').length], [cells, cells]);
  assert.equal(ann.split(',')[columns.split(',').indexOf('access_key_1_active')], 'true');
});

test('identity providers are kept and described', async () => {
  const call = iamCalls();
  const Url = 'https://token.actions.githubusercontent.com';
  const { OpenIDConnectProviderArn } = await call('CreateOpenIDConnectProvider', {
    Url,
    ClientIDList: ['sts.amazonaws.com'],
  });
  assert.equal(OpenIDConnectProviderArn, 'arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com');
  await assert.rejects(call('CreateOpenIDConnectProvider', { Url }), {
    code: 'EntityAlreadyExistsException',
    message: `Provider with url ${Url} already exists.`,
  });
  await call('AddClientIDToOpenIDConnectProvider', { OpenIDConnectProviderArn, ClientID: 'b' });
  const provider = await call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn });
  assert.deepEqual(
    [provider.Url, provider.ClientIDList],
    ['token.actions.githubusercontent.com', ['sts.amazonaws.com', 'b']],
  );
  const SAMLMetadataDocument = `<EntityDescriptor validUntil="2030-01-01T00:00:00Z">${' '.repeat(1000)}</EntityDescriptor>`;
  const { SAMLProviderArn } = await call('CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument });
  const saml = await call('GetSAMLProvider', { SAMLProviderArn });
  assert.equal(saml.ValidUntil.toISOString(), '2030-01-01T00:00:00.000Z');
  await call('TagSAMLProvider', { SAMLProviderArn, Tags: [{ Key: 'a', Value: 'b' }] });
  assert.deepEqual((await call('ListSAMLProviderTags', { SAMLProviderArn })).Tags, [{ Key: 'a', Value: 'b' }]);
  await call('DeleteSAMLProvider', { SAMLProviderArn });
  await assert.rejects(call('GetSAMLProvider', { SAMLProviderArn }), { code: 'NoSuchEntityException' });
});

test('an instance profile holds one role', async () => {
  const call = iamCalls();
  const AssumeRolePolicyDocument =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
  for (const RoleName of ['r1', 'r2']) await call('CreateRole', { RoleName, AssumeRolePolicyDocument });
  await call('CreateInstanceProfile', { InstanceProfileName: 'p' });
  await call('AddRoleToInstanceProfile', { InstanceProfileName: 'p', RoleName: 'r1' });
  await assert.rejects(call('AddRoleToInstanceProfile', { InstanceProfileName: 'p', RoleName: 'r2' }), {
    code: 'LimitExceededException',
    message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  });
  const words = 'Cannot delete entity, must remove roles from instance profile first.';
  await assert.rejects(call('DeleteRole', { RoleName: 'r1' }), { message: words });
  await assert.rejects(call('DeleteInstanceProfile', { InstanceProfileName: 'p' }), { message: words });
  const { InstanceProfiles } = await call('ListInstanceProfilesForRole', { RoleName: 'r1' });
  assert.equal(InstanceProfiles[0].Roles[0].RoleName, 'r1');
});
