import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARN, aFunction, lambdaService, ROLE } from '../../../test/support/lambda-service.ts';
import { lambda } from './index.ts';

const LAYER = 'arn:aws:lambda:us-east-1:000000000000:layer:deps';

const CHECKS: readonly (readonly [operation: string, input: object, ...asked: readonly string[]])[] = [
  ['Invoke', { FunctionName: 'hello' }, `lambda:InvokeFunction ${ARN}hello`],
  ['Invoke', { FunctionName: 'hello', Qualifier: 'live' }, `lambda:InvokeFunction ${ARN}hello:live`],
  ['GetFunction', { FunctionName: `${ARN}hello` }, `lambda:GetFunction ${ARN}hello`],
  ['GetFunction', { FunctionName: 'hello:live' }, `lambda:GetFunction ${ARN}hello:live`],
  ['PublishVersion', { FunctionName: 'hello' }, `lambda:PublishVersion ${ARN}hello`],
  [
    'CreateFunction',
    { FunctionName: 'other', Role: ROLE },
    `lambda:CreateFunction ${ARN}other`,
    `iam:PassRole ${ROLE}`,
  ],
  ['UpdateFunctionConfiguration', { FunctionName: 'hello' }, `lambda:UpdateFunctionConfiguration ${ARN}hello`],
  ['ListFunctions', {}, 'lambda:ListFunctions *'],
  ['TagResource', { Resource: `${ARN}hello`, Tags: { a: 'b' } }, `lambda:TagResource ${ARN}hello`],
  ['PublishLayerVersion', { LayerName: 'deps' }, `lambda:PublishLayerVersion ${LAYER}`],
  ['GetLayerVersion', { LayerName: 'deps', VersionNumber: 2 }, `lambda:GetLayerVersion ${LAYER}:2`],
  ['GetLayerVersionByArn', { Arn: `${LAYER}:2` }, `lambda:GetLayerVersion ${LAYER}:2`],
];

for (const [operation, input, ...asked] of CHECKS) {
  test(`${operation} of ${JSON.stringify(input)} asks IAM for ${asked.join(' and ')}`, async (t) => {
    const service = lambdaService(t);
    await aFunction(service, 'hello', { Publish: true });
    await service.run('CreateAlias', { FunctionName: 'hello', Name: 'live', FunctionVersion: '1' });
    const checks = await service.checks(operation, input);
    assert.deepEqual(
      checks.map(({ action, resource }) => `${action} ${resource}`),
      asked,
    );
  });
}

test('every operation states its access', () => {
  for (const [name, operation] of Object.entries(lambda.operations)) assert.ok(operation.access !== undefined, name);
});

test('the policy of the function, the version or the alias that is invoked decides', async (t) => {
  const service = lambdaService(t);
  await aFunction(service, 'hello', { Publish: true });
  await service.run('AddPermission', {
    FunctionName: 'hello',
    Qualifier: '1',
    StatementId: 'gateway',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  });
  const [plain] = await service.checks('Invoke', { FunctionName: 'hello' });
  assert.equal(plain?.resourcePolicies, undefined);
  const [versioned] = await service.checks('Invoke', { FunctionName: 'hello', Qualifier: '1' });
  const [policy] = versioned?.resourcePolicies ?? [];
  assert.equal(policy?.id, `${ARN}hello:1`);
  assert.equal(policy?.policy.statements[0]?.source.sid, 'gateway');
});

test('condition keys name the principal, the layers, the tags and the role that is passed', async (t) => {
  const service = lambdaService(t);
  await aFunction(service, 'hello', { Tags: { team: 'web' } });
  const contextOf = async (operation: string, input: object, at = 0) =>
    (await service.checks(operation, input))[at]?.context?.();
  const permission = { FunctionName: 'hello', Principal: 's3.amazonaws.com' };
  assert.deepEqual(await contextOf('AddPermission', permission), {
    'aws:ResourceTag/team': 'web',
    'lambda:Principal': 's3.amazonaws.com',
    'lambda:FunctionUrlAuthType': undefined,
  });
  const created = { FunctionName: 'new', Role: ROLE, Layers: [`${LAYER}:1`], Tags: { team: 'api' } };
  assert.deepEqual(await contextOf('CreateFunction', created), {
    'lambda:Layer': [`${LAYER}:1`],
    'aws:TagKeys': ['team'],
    'aws:RequestTag/team': 'api',
  });
  assert.deepEqual(await contextOf('CreateFunction', created, 2), { 'iam:PassedToService': 'lambda.amazonaws.com' });
});

test('a role that does not trust Lambda is refused', async (t) => {
  const trusting = (Service: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
    });
  await assert.rejects(aFunction(lambdaService(t, { trustPolicy: trusting('ec2.amazonaws.com') }), 'hello'), {
    code: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  });
  const trusted = lambdaService(t, { trustPolicy: trusting('lambda.amazonaws.com') });
  assert.equal((await aFunction(trusted, 'hello')).FunctionName, 'hello');
});
