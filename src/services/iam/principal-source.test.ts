import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { iam } from './index.ts';

const NAMES = { RoleName: 'worker', PolicyName: 'all' };
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const ALL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

test('what still acts as a deleted role has no rights; a role made anew under the name has its own', async () => {
  const { services } = testEndpoint([iam]);
  const call = (operation: string, input: object) => services.callService('iam', operation, input);
  const { principals } = services.platform;
  const { Role } = await call('CreateRole', { RoleName: 'worker', AssumeRolePolicyDocument: TRUST });
  await call('PutRolePolicy', { ...NAMES, PolicyDocument: ALL });
  assert.deepEqual(
    (await principals.recordOf(Role.Arn))?.identity.map(({ id }) => id),
    ['all'],
  );

  await call('DeleteRolePolicy', NAMES);
  await call('DeleteRole', { RoleName: 'worker' });
  assert.deepEqual(await principals.policiesOf(Role.Arn), { identity: [], tags: {} });
  assert.equal(await principals.policiesOf(`${Role.Arn}2`), undefined);

  await call('CreateRole', { RoleName: 'worker', AssumeRolePolicyDocument: TRUST });
  await call('PutRolePolicy', { ...NAMES, PolicyDocument: ALL });
  assert.equal((await principals.policiesOf(Role.Arn))?.identity.length, 1);
});
