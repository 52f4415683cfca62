import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { iam } from './index.ts';

const { services, listen } = testEndpoint([iam]);
const listener = await listen();
after(() => listener.close());
const call = (operation: string, input: object) => services.callService('iam', operation, input);

test('reports say which services a user may use, and when it did', async () => {
  await call('CreateUser', { UserName: 'ann' });
  await call('CreateGroup', { GroupName: 'g' });
  await call('AddUserToGroup', { UserName: 'ann', GroupName: 'g' });
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['iam:GetUser', 'dynamodb:Get*'], Resource: '*' }],
  });
  await call('PutUserPolicy', { UserName: 'ann', PolicyName: 'p', PolicyDocument });
  const { AccessKey } = await call('CreateAccessKey', { UserName: 'ann' });
  const client = new IAMClient({
    endpoint: `http://127.0.0.1:${listener.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey },
  });
  await client.send(new GetUserCommand({}));

  const Arn = 'arn:aws:iam::000000000000:user/ann';
  const { JobId } = await call('GenerateServiceLastAccessedDetails', { Arn, Granularity: 'ACTION_LEVEL' });
  const report = await call('GetServiceLastAccessedDetails', { JobId });
  assert.equal(report.JobStatus, 'COMPLETED');
  const [dynamodb, ofIam] = report.ServicesLastAccessed;
  assert.deepEqual(dynamodb, {
    ServiceName: 'Amazon DynamoDB',
    ServiceNamespace: 'dynamodb',
    TotalAuthenticatedEntities: 0,
    TrackedActionsLastAccessed: [],
  });
  assert.deepEqual(
    [ofIam.ServiceNamespace, ofIam.LastAuthenticatedEntity, ofIam.TotalAuthenticatedEntities],
    ['iam', Arn, 1],
  );
  assert.deepEqual(
    ofIam.TrackedActionsLastAccessed.map((one: { ActionName: string }) => one.ActionName),
    ['GetUser'],
  );
  const { EntityDetailsList } = await call('GetServiceLastAccessedDetailsWithEntities', {
    JobId,
    ServiceNamespace: 'iam',
  });
  assert.deepEqual(EntityDetailsList[0].EntityInfo.Name, 'ann');
  assert.ok(EntityDetailsList[0].LastAuthenticated instanceof Date);

  const group = await call('GenerateServiceLastAccessedDetails', { Arn: 'arn:aws:iam::000000000000:group/g' });
  assert.deepEqual((await call('GetServiceLastAccessedDetails', group)).ServicesLastAccessed, []);

  const granting = await call('ListPoliciesGrantingServiceAccess', { Arn, ServiceNamespaces: ['dynamodb', 's3'] });
  assert.deepEqual(granting.PoliciesGrantingServiceAccess, [
    {
      ServiceNamespace: 'dynamodb',
      Policies: [{ PolicyName: 'p', PolicyType: 'INLINE', EntityType: 'USER', EntityName: 'ann' }],
    },
    { ServiceNamespace: 's3', Policies: [] },
  ]);
});
