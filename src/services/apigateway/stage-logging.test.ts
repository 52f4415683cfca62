import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation } from '../../../test/support/deployed-api.ts';
import { logGroupArn, observedApi, ROLE_ARN } from '../../../test/support/observed-api.ts';
import { replaceStage } from './replace-stage.ts';

async function aStage() {
  const api = observedApi(lambdaAnswering(() => ({ statusCode: 200, body: '' })));
  const restApiId = await api.gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  const { deploymentId } = await api.gateway.operate('GetStage', { restApiId, stageName: 'test' });
  /** As a template writes a stage. */
  const replace = (extras: Partial<Parameters<typeof replaceStage>[1]>) =>
    replaceStage({ restApiId, stageName: 'test', deploymentId }, { methodSettings: {}, ...extras }, api.gateway.call);
  return { ...api, restApiId, replace };
}

const ACCESS_LOG = { destinationArn: logGroupArn('/access'), format: '$context.requestId' };

test('a template’s stage logs without a role in the account’s settings, and samlet says once that AWS may refuse it', async () => {
  const { gateway, replace, logged } = await aStage();
  await replace({ accessLogSettings: ACCESS_LOG });
  await replace({ accessLogSettings: ACCESS_LOG, methodSettings: { '*/*': { loggingLevel: 'INFO' } } });
  assert.deepEqual(gateway.logged, [
    'warn: The stage test writes logs, but nothing has set the account\'s CloudWatch Logs role before it (AWS::ApiGateway::Account, aws_api_gateway_account): AWS refuses that ("CloudWatch Logs role ARN must be set in account settings to enable logging") unless the account\'s settings have a role already.',
  ]);
  const { headers } = await gateway.send();
  assert.deepEqual(await logged('/access'), [headers['x-amzn-RequestId']]);
});

test('a stage that is told to log without such a role logs, and the same is said of it', async () => {
  const { gateway, restApiId, logged } = await aStage();
  const patchOperations = Object.entries(ACCESS_LOG).map(([name, value]) => ({
    op: 'replace' as const,
    path: `/accessLogSettings/${name}`,
    value,
  }));
  await gateway.operate('UpdateStage', { restApiId, stageName: 'test', patchOperations });
  assert.equal(gateway.logged.length, 1);
  assert.match(gateway.logged[0] ?? '', /CloudWatch Logs role ARN must be set in account settings to enable logging/);
  const { headers } = await gateway.send();
  assert.deepEqual(await logged('/access'), [headers['x-amzn-RequestId']]);
});

test('with a role, or without logs, there is nothing to say', async () => {
  const { gateway, replace } = await aStage();
  await replace({ methodSettings: { '*/*': { loggingLevel: 'OFF', metricsEnabled: true } } });
  const patchOperations = [{ op: 'replace', path: '/cloudwatchRoleArn', value: ROLE_ARN }];
  await gateway.operate('UpdateAccount', { patchOperations });
  await replace({ accessLogSettings: ACCESS_LOG });
  assert.deepEqual(gateway.logged, []);
});

test('access logs of a template to Firehose are not written, and nothing fails', async () => {
  const { gateway, replace } = await aStage();
  await replace({
    accessLogSettings: {
      ...ACCESS_LOG,
      destinationArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/amazon-apigateway-x',
    },
  });
  assert.equal((await gateway.send()).status, 200);
  assert.deepEqual(gateway.logged, []);
});

test('a level that nobody knows, and a format without a request id, are refused in templates, too', async () => {
  const { replace } = await aStage();
  await assert.rejects(replace({ methodSettings: { '*/*': { loggingLevel: 'DEBUG' } } }), {
    code: 'BadRequestException',
    message: 'Invalid logging level: DEBUG. Must be one of: [OFF, ERROR, INFO]',
  });
  await assert.rejects(replace({ accessLogSettings: { ...ACCESS_LOG, format: '$context.status' } }), {
    code: 'BadRequestException',
  });
});

test('a stage that logs already may change how without a role', async () => {
  const { gateway, replace, restApiId } = await aStage();
  await replace({ accessLogSettings: ACCESS_LOG });
  const stage = await gateway.operate('UpdateStage', {
    restApiId,
    stageName: 'test',
    patchOperations: [{ op: 'replace', path: '/accessLogSettings/format', value: '$context.extendedRequestId' }],
  });
  assert.equal(stage.accessLogSettings.format, '$context.extendedRequestId');
});
