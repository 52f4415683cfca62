import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import type { Caller } from '../../aws/service.ts';
import { iam } from './index.ts';

const ACCOUNT = '000000000000';
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** Calls as a user who has one statement. */
async function asUserWith(Statement: object) {
  const { services } = testEndpoint([iam]);
  const root = (operation: string, input: object) => services.callService('iam', operation, input);
  const { User } = await root('CreateUser', { UserName: 'ann', Path: '/eng/' });
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await root('PutUserPolicy', { UserName: 'ann', PolicyName: 'p', PolicyDocument });
  const caller: Caller = { arn: User.Arn, userId: User.UserId, account: ACCOUNT, kind: 'user' };
  const call = (operation: string, input: object = {}) => services.callService('iam', operation, input, caller);
  return { root, call };
}

const denied = (action: string, resource: string) => ({
  code: 'AccessDeniedException',
  message: `User: arn:aws:iam::${ACCOUNT}:user/eng/ann is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
});

test('roles may be made below a path alone', async () => {
  const { call } = await asUserWith({
    Effect: 'Allow',
    Action: 'iam:CreateRole',
    Resource: 'arn:aws:iam::*:role/app/*',
  });
  await call('CreateRole', { RoleName: 'r', Path: '/app/', AssumeRolePolicyDocument });
  await assert.rejects(
    call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument }),
    denied('iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/r`),
  );
});

test('roles may be made with a boundary alone', async () => {
  const Condition = { ArnEquals: { 'iam:PermissionsBoundary': READ_ONLY } };
  const { call } = await asUserWith({
    Effect: 'Allow',
    Action: ['iam:CreateRole', 'iam:PutRolePolicy'],
    Resource: '*',
    Condition,
  });
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument, PermissionsBoundary: READ_ONLY });
  await assert.rejects(call('CreateRole', { RoleName: 's', AssumeRolePolicyDocument }), {
    code: 'AccessDeniedException',
  });
  // What the role has counts for later calls.
  const PolicyDocument = AssumeRolePolicyDocument.replace(/"Principal":\{[^}]*\}/, '"Resource":"*"');
  await call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument });
});

test('some policies may be attached, others not', async () => {
  const { root, call } = await asUserWith({
    Effect: 'Allow',
    Action: 'iam:AttachRolePolicy',
    Resource: '*',
    Condition: { ArnLike: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/Read*' } },
  });
  await root('CreateRole', { RoleName: 'r', Path: '/app/', AssumeRolePolicyDocument });
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn: READ_ONLY });
  await assert.rejects(
    call('AttachRolePolicy', { RoleName: 'r', PolicyArn: ADMIN }),
    denied('iam:AttachRolePolicy', `arn:aws:iam::${ACCOUNT}:role/app/r`),
  );
});

test('tags of what is there and tags that are asked for decide', async () => {
  const { root, call } = await asUserWith([
    {
      Effect: 'Allow',
      Action: 'iam:DeleteRole',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'a', 'iam:ResourceTag/team': 'a' } },
    },
    {
      Effect: 'Allow',
      Action: 'iam:TagUser',
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:RequestTag/team': 'a' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
      },
    },
  ]);
  for (const team of ['a', 'b']) {
    await root('CreateRole', { RoleName: team, AssumeRolePolicyDocument, Tags: [{ Key: 'team', Value: team }] });
  }
  await call('DeleteRole', { RoleName: 'a' });
  await assert.rejects(call('DeleteRole', { RoleName: 'b' }), { code: 'AccessDeniedException' });
  await call('TagUser', { UserName: 'ann', Tags: [{ Key: 'team', Value: 'a' }] });
  const more = [
    { Key: 'team', Value: 'a' },
    { Key: 'other', Value: 'x' },
  ];
  await assert.rejects(call('TagUser', { UserName: 'ann', Tags: more }), { code: 'AccessDeniedException' });
});

test('who gives a role to an instance profile passes it to EC2', async () => {
  const { root, call } = await asUserWith([
    { Effect: 'Allow', Action: 'iam:AddRoleToInstanceProfile', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::*:role/app/*',
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
  ]);
  await root('CreateRole', { RoleName: 'r', Path: '/app/', AssumeRolePolicyDocument });
  await root('CreateRole', { RoleName: 's', AssumeRolePolicyDocument });
  await root('CreateInstanceProfile', { InstanceProfileName: 'p' });
  await assert.rejects(
    call('AddRoleToInstanceProfile', { InstanceProfileName: 'p', RoleName: 's' }),
    denied('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/s`),
  );
  await call('AddRoleToInstanceProfile', { InstanceProfileName: 'p', RoleName: 'r' });
});

test('a change of a group, a policy or a boundary counts from the next call', async () => {
  const { root, call } = await asUserWith({ Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' });
  await assert.rejects(call('ListRoles'), { code: 'AccessDeniedException' });
  await root('CreateGroup', { GroupName: 'g' });
  await root('AttachGroupPolicy', { GroupName: 'g', PolicyArn: READ_ONLY });
  await root('AddUserToGroup', { GroupName: 'g', UserName: 'ann' });
  await call('ListRoles');
  const boundary = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  });
  const { Policy } = await root('CreatePolicy', { PolicyName: 'limit', PolicyDocument: boundary });
  await root('PutUserPermissionsBoundary', { UserName: 'ann', PermissionsBoundary: Policy.Arn });
  await assert.rejects(call('ListRoles'), {
    message: /because no permissions boundary allows the iam:ListRoles action$/,
  });
  const PolicyDocument = boundary.replace('s3:*', 'iam:*');
  await root('CreatePolicyVersion', { PolicyArn: Policy.Arn, PolicyDocument, SetAsDefault: true });
  await call('ListRoles');
  await root('RemoveUserFromGroup', { GroupName: 'g', UserName: 'ann' });
  await assert.rejects(call('ListRoles'), denied('iam:ListRoles', `arn:aws:iam::${ACCOUNT}:role/`));
});
