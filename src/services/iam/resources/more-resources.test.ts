import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../../test/support/aws-endpoint.ts';
import type { ResourceContext } from '../../../aws/resource-type.ts';
import { randomIds } from '../../../std/ids.ts';
import { iam } from '../index.ts';
import type { IamState } from '../state.ts';
import { accessKey } from './access-key.ts';
import { group } from './group.ts';
import { rolePolicy } from './inline-policy.ts';
import { instanceProfile } from './instance-profile.ts';
import { managedPolicy } from './managed-policy.ts';
import { oidcProvider } from './oidc-provider.ts';
import { policy } from './policy.ts';
import { role } from './role.ts';
import { samlProvider } from './saml-provider.ts';
import { serviceLinkedRole } from './service-linked-role.ts';
import { user } from './user.ts';
import { userToGroupAddition } from './user-to-group-addition.ts';

function deployment() {
  const { services } = testEndpoint([iam]);
  const { account, region, clock } = services.platform;
  let made = 0;
  const context: ResourceContext<IamState> = {
    account,
    region,
    clock,
    ids: randomIds,
    requestId: 'r',
    caller: { arn: `arn:aws:iam::${account}:root`, userId: account, account, kind: 'root' },
    state: services.find('iam')?.state as IamState,
    callService: services.callService,
    stackName: 'app',
    logicalId: 'Thing',
    templateDir: '/app',
    metadata: {},
    physicalName: () => `app-Thing-${made++}`,
  };
  return { context, call: (operation: string, input: object = {}) => services.callService('iam', operation, input) };
}

const document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
};
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

test('a user has the groups, policies and password of its properties, and loses what they lose', async () => {
  const { context, call } = deployment();
  const { physicalId: first } = await group.create(
    { Policies: [{ PolicyName: 'g', PolicyDocument: document }] },
    context,
  );
  const { physicalId: second } = await group.create({ Path: '/x/' }, context);
  const before = {
    UserName: 'ann',
    Groups: [first],
    LoginProfile: { Password: 'Correct-horse1', PasswordResetRequired: 'true' },
    ManagedPolicyArns: [READ_ONLY],
    Policies: [{ PolicyName: 'own', PolicyDocument: document }],
    PermissionsBoundary: READ_ONLY,
    Tags: [{ Key: 'a', Value: 'b' }],
  };
  const made = await user.create(before, context);
  assert.deepEqual(made, { physicalId: 'ann', attributes: { Arn: 'arn:aws:iam::000000000000:user/ann' } });
  assert.equal((await call('GetLoginProfile', { UserName: 'ann' })).LoginProfile.PasswordResetRequired, true);
  assert.equal((await call('GetUser', { UserName: 'ann' })).User.PermissionsBoundary.PermissionsBoundaryArn, READ_ONLY);

  const after = { UserName: 'ann', Path: '/eng/', Groups: [second] };
  const updated = await user.update('ann', after, before, context);
  assert.deepEqual(updated, { physicalId: 'ann', attributes: { Arn: 'arn:aws:iam::000000000000:user/eng/ann' } });
  const { Groups } = await call('ListGroupsForUser', { UserName: 'ann' });
  assert.deepEqual(
    Groups.map((one: { GroupName: string }) => one.GroupName),
    [second],
  );
  assert.deepEqual((await call('ListUserPolicies', { UserName: 'ann' })).PolicyNames, []);
  assert.deepEqual((await call('ListAttachedUserPolicies', { UserName: 'ann' })).AttachedPolicies, []);
  await assert.rejects(call('GetLoginProfile', { UserName: 'ann' }), { code: 'NoSuchEntityException' });
  assert.equal(await user.update('ann', { ...after, UserName: 'bob' }, after, context), 'replace');

  await user.delete('ann', after, context);
  await user.delete('ann', after, context);
  await group.delete(first, {}, context);
  await group.delete(second, {}, context);
  assert.deepEqual((await call('ListGroups')).Groups, []);
});

test('users are added to a group, and their keys change with the serial', async () => {
  const { context, call } = deployment();
  for (const UserName of ['ann', 'bob']) await call('CreateUser', { UserName });
  await call('CreateGroup', { GroupName: 'devs' });
  const members = async () =>
    (await call('GetGroup', { GroupName: 'devs' })).Users.map((one: { UserName: string }) => one.UserName);
  const both = { GroupName: 'devs', Users: ['ann', 'bob'] };
  const { physicalId } = await userToGroupAddition.create(both, context);
  assert.deepEqual(await members(), ['ann', 'bob']);
  const one = { GroupName: 'devs', Users: ['bob'] };
  await userToGroupAddition.update(physicalId, one, both, context);
  assert.deepEqual(await members(), ['bob']);
  await userToGroupAddition.delete(physicalId, one, context);
  assert.deepEqual(await members(), []);

  const key = await accessKey.create({ UserName: 'ann' }, context);
  assert.match(key.physicalId, /^AKIA/);
  const inactive = await accessKey.update(
    key.physicalId,
    { UserName: 'ann', Status: 'Inactive' },
    { UserName: 'ann' },
    context,
  );
  assert.deepEqual(inactive, key);
  const { AccessKeyMetadata } = await call('ListAccessKeys', { UserName: 'ann' });
  assert.equal(AccessKeyMetadata[0].Status, 'Inactive');
  assert.equal(
    await accessKey.update(key.physicalId, { UserName: 'ann', Serial: '2' }, { UserName: 'ann' }, context),
    'replace',
  );
  await accessKey.delete(key.physicalId, { UserName: 'ann' }, context);
  await accessKey.delete(key.physicalId, { UserName: 'ann' }, context);
});

test('policies are given to roles, users and groups alike', async () => {
  const { context, call } = deployment();
  await call('CreateUser', { UserName: 'u' });
  await call('CreateGroup', { GroupName: 'g' });
  const { physicalId: r } = await role.create({ AssumeRolePolicyDocument: trust }, context);
  const inline = { PolicyName: 'i', PolicyDocument: document, Roles: [r], Users: ['u'], Groups: ['g'] };
  const { physicalId } = await policy.create(inline, context);
  const names = async () => [
    ...(await call('ListRolePolicies', { RoleName: r })).PolicyNames,
    ...(await call('ListUserPolicies', { UserName: 'u' })).PolicyNames,
    ...(await call('ListGroupPolicies', { GroupName: 'g' })).PolicyNames,
  ];
  assert.deepEqual(await names(), ['i', 'i', 'i']);
  await policy.update(physicalId, { ...inline, Users: [] }, inline, context);
  assert.deepEqual(await names(), ['i', 'i']);
  await policy.delete(physicalId, inline, context);
  assert.deepEqual(await names(), []);

  const managed = { ManagedPolicyName: 'm', PolicyDocument: document, Users: ['u'], Groups: ['g'] };
  const { physicalId: arn } = await managedPolicy.create(managed, context);
  assert.equal((await call('GetPolicy', { PolicyArn: arn })).Policy.AttachmentCount, 2);
  await managedPolicy.delete(arn, managed, context);

  const single = { PolicyName: 's', RoleName: r, PolicyDocument: document };
  assert.equal((await rolePolicy.create(single, context)).physicalId, `s|${r}`);
  assert.equal(await rolePolicy.update(`s|${r}`, { ...single, PolicyName: 't' }, single, context), 'replace');
  await rolePolicy.delete(`s|${r}`, single, context);
  assert.deepEqual(await names(), []);
});

test('a policy that IAM refuses fails the deployment', async () => {
  const { context } = deployment();
  const Policies = [
    { PolicyName: 'p', PolicyDocument: { ...document, Statement: [{ Effect: 'Allow', Action: 's3' }] } },
  ];
  await assert.rejects(role.create({ AssumeRolePolicyDocument: trust, Policies }, context), {
    code: 'MalformedPolicyDocumentException',
  });
  await assert.rejects(
    role.create(
      { AssumeRolePolicyDocument: trust, ManagedPolicyArns: ['arn:aws:iam::aws:policy/NoSuchPolicy'] },
      context,
    ),
    { message: 'Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.' },
  );
});

test('an instance profile changes its role in place', async () => {
  const { context, call } = deployment();
  const { physicalId: one } = await role.create({ AssumeRolePolicyDocument: trust }, context);
  const { physicalId: two } = await role.create({ AssumeRolePolicyDocument: trust }, context);
  const { physicalId } = await instanceProfile.create({ Roles: [one] }, context);
  await instanceProfile.update(physicalId, { Roles: [two] }, { Roles: [one] }, context);
  const { InstanceProfile } = await call('GetInstanceProfile', { InstanceProfileName: physicalId });
  assert.equal(InstanceProfile.Roles[0].RoleName, two);
  assert.equal(
    await instanceProfile.update(physicalId, { Roles: [two], Path: '/x/' }, { Roles: [two] }, context),
    'replace',
  );
  await instanceProfile.delete(physicalId, { Roles: [two] }, context);
  await instanceProfile.delete(physicalId, { Roles: [two] }, context);
});

test('service-linked roles and identity providers are made, changed and removed', async () => {
  const { context, call } = deployment();
  const linked = { AWSServiceName: 'ecs.amazonaws.com' };
  const { physicalId } = await serviceLinkedRole.create(linked, context);
  assert.equal(physicalId, 'AWSServiceRoleForECS');
  await serviceLinkedRole.update(physicalId, { ...linked, Description: 'd' }, linked, context);
  assert.equal((await call('GetRole', { RoleName: physicalId })).Role.Description, 'd');
  await serviceLinkedRole.delete(physicalId, linked, context);
  await serviceLinkedRole.delete(physicalId, linked, context);

  const oidc = { Url: 'https://example.com/issuer', ClientIdList: ['a'] };
  const { physicalId: oidcArn } = await oidcProvider.create(oidc, context);
  assert.equal(oidcArn, 'arn:aws:iam::000000000000:oidc-provider/example.com/issuer');
  await oidcProvider.update(oidcArn, { ...oidc, ClientIdList: ['b'] }, oidc, context);
  assert.deepEqual((await call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: oidcArn })).ClientIDList, ['b']);
  await oidcProvider.delete(oidcArn, oidc, context);

  const saml = { Name: 'corp', SamlMetadataDocument: `<EntityDescriptor>${' '.repeat(1000)}</EntityDescriptor>` };
  const { physicalId: samlArn } = await samlProvider.create(saml, context);
  assert.equal(samlArn, 'arn:aws:iam::000000000000:saml-provider/corp');
  assert.equal(await samlProvider.update(samlArn, { ...saml, Name: 'other' }, saml, context), 'replace');
  await samlProvider.delete(samlArn, saml, context);
  await samlProvider.delete(samlArn, saml, context);
});
