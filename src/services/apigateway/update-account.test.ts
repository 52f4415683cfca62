import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';
import { ServiceError } from '../../aws/service-error.ts';

const ROLES: Readonly<Record<string, string>> = { logs: 'apigateway.amazonaws.com', other: 'lambda.amazonaws.com' };

const account = () =>
  testGateway(async (_service, _operation, input) => {
    const principal = ROLES[(input as { RoleName: string }).RoleName];
    if (principal === undefined) throw new ServiceError('NoSuchEntity', 'no such role', 404);
    const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' }] };
    return { Role: { AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)) } };
  });

const roleArn = (name: string, of = '000000000000') => `arn:aws:iam::${of}:role/${name}`;
const setRole = (value: string) => ({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] });

test('the account keeps a role that API Gateway may take, and gives it up', async () => {
  const { operate } = account();
  assert.equal((await operate('UpdateAccount', setRole(roleArn('logs')))).cloudwatchRoleArn, roleArn('logs'));
  assert.equal((await operate('GetAccount')).cloudwatchRoleArn, roleArn('logs'));
  assert.equal((await operate('UpdateAccount', setRole(''))).cloudwatchRoleArn, undefined);
  const foreign = roleArn('theirs', '111111111111');
  assert.equal((await operate('UpdateAccount', setRole(foreign))).cloudwatchRoleArn, foreign);
  const features = { patchOperations: [{ op: 'add', path: '/features', value: 'UsagePlans' }] };
  assert.deepEqual((await operate('UpdateAccount', features)).features, ['UsagePlans']);
});

for (const name of ['other', 'missing']) {
  test(`a role that does not trust API Gateway is refused: ${name}`, async () => {
    const { operate } = account();
    await assert.rejects(operate('UpdateAccount', setRole(roleArn(name))), {
      code: 'BadRequestException',
      message:
        'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
    });
  });
}
