import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../../test/support/aws-endpoint.ts';
import type { ResourceContext } from '../../../aws/resource-type.ts';
import { randomIds } from '../../../std/ids.ts';
import { iam } from '../index.ts';
import type { IamState } from '../state.ts';
import { managedPolicy } from './managed-policy.ts';
import { policy } from './policy.ts';
import { role } from './role.ts';

function deployment() {
  const { services } = testEndpoint([iam]);
  const { account, region, clock } = services.platform;
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
    physicalName: () => 'app-Thing-ABCDEFGHIJKL',
  };
  const inline = async (name: string) =>
    (await services.callService('iam', 'ListRolePolicies', { RoleName: name })).PolicyNames;
  return { context, inline, call: services.callService };
}

const document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
};
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

test('a role is named after its stack, and gives its ARN and id', async () => {
  const { context, call } = deployment();
  const made = await role.create({ AssumeRolePolicyDocument: trust }, context);
  const { Role } = await call('iam', 'GetRole', { RoleName: 'app-Thing-ABCDEFGHIJKL' });
  assert.equal(made.physicalId, Role.RoleName);
  assert.deepEqual(made.attributes, { Arn: Role.Arn, RoleId: Role.RoleId });
  assert.deepEqual(JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)), trust);
});

test('an update of a role leaves the policies that others gave it', async () => {
  const { context, inline } = deployment();
  const first = { AssumeRolePolicyDocument: trust, Policies: [{ PolicyName: 'own', PolicyDocument: document }] };
  const { physicalId } = await role.create(first, context);
  const given = { PolicyName: 'given', PolicyDocument: document, Roles: [physicalId] };
  await policy.create(given, context);
  assert.deepEqual(await inline(physicalId), ['given', 'own']);

  const second = { AssumeRolePolicyDocument: trust, Policies: [{ PolicyName: 'new', PolicyDocument: document }] };
  await role.update(physicalId, second, first, context);
  assert.deepEqual(await inline(physicalId), ['given', 'new']);
  assert.equal(await role.update(physicalId, { ...second, RoleName: 'other' }, second, context), 'replace');

  await policy.delete('x', given, context);
  assert.deepEqual(await inline(physicalId), ['new']);
  await role.delete(physicalId, second, context);
  await role.delete(physicalId, second, context);
});

test('a managed policy is attached to its roles and replaced in place', async () => {
  const { context, call } = deployment();
  const { physicalId: RoleName } = await role.create({ AssumeRolePolicyDocument: trust }, context);
  const properties = { ManagedPolicyName: 'p', PolicyDocument: document, Roles: [RoleName] };
  const { physicalId } = await managedPolicy.create(properties, context);
  assert.equal(physicalId, 'arn:aws:iam::000000000000:policy/p');

  const changed = { ...properties, PolicyDocument: { ...document, Id: 'two' }, Roles: [] };
  await managedPolicy.update(physicalId, changed, properties, context);
  const { Policy } = await call('iam', 'GetPolicy', { PolicyArn: physicalId });
  assert.deepEqual([Policy.DefaultVersionId, Policy.AttachmentCount], ['v2', 0]);
  await managedPolicy.delete(physicalId, changed, context);
  await assert.rejects(call('iam', 'GetPolicy', { PolicyArn: physicalId }), { code: 'NoSuchEntityException' });
});
