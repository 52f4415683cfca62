import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { GetAccessKeyLastUsedCommand, GetUserCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { sts } from '../sts/index.ts';
import { iam } from './index.ts';

const { services, listen } = testEndpoint([iam, sts]);
const listener = await listen();
after(() => listener.close());
const call = (operation: string, input: object) => services.callService('iam', operation, input);
const settings = (key: { AccessKeyId: string; SecretAccessKey: string }) => ({
  endpoint: `http://127.0.0.1:${listener.port}`,
  region: 'eu-west-1',
  maxAttempts: 1,
  credentials: { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey },
});

test('a key signs as its user at once, is limited by the user’s policies, and says when it was used', async () => {
  await call('CreateUser', { UserName: 'ann', Path: '/eng/' });
  const { AccessKey } = await call('CreateAccessKey', { UserName: 'ann' });
  assert.match(AccessKey.AccessKeyId, /^AKIA[A-Z2-7]{16}$/);
  assert.match(AccessKey.SecretAccessKey, /^[A-Za-z0-9+/]{40}$/);
  const unused = await call('GetAccessKeyLastUsed', { AccessKeyId: AccessKey.AccessKeyId });
  assert.deepEqual(unused.AccessKeyLastUsed, { ServiceName: 'N/A', Region: 'N/A' });

  const identity = await new STSClient(settings(AccessKey)).send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Arn, 'arn:aws:iam::000000000000:user/eng/ann');
  const client = new IAMClient(settings(AccessKey));
  await assert.rejects(client.send(new ListRolesCommand({})), {
    name: 'AccessDenied',
    message:
      'User: arn:aws:iam::000000000000:user/eng/ann is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::000000000000:role/ because no identity-based policy allows the iam:ListRoles action',
  });
  const PolicyDocument =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:GetUser","iam:GetAccessKeyLastUsed"],"Resource":"arn:aws:iam::*:user/eng/${aws:username}"}]}';
  await call('PutUserPolicy', { UserName: 'ann', PolicyName: 'self', PolicyDocument });
  assert.equal((await client.send(new GetUserCommand({}))).User?.UserName, 'ann');

  const used = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: AccessKey.AccessKeyId }));
  assert.equal(used.UserName, 'ann');
  assert.deepEqual([used.AccessKeyLastUsed?.ServiceName, used.AccessKeyLastUsed?.Region], ['iam', 'eu-west-1']);
});

test('an inactive or deleted key signs nothing', async () => {
  await call('CreateUser', { UserName: 'bob' });
  const { AccessKey } = await call('CreateAccessKey', { UserName: 'bob' });
  const { AccessKeyId } = AccessKey;
  const client = new STSClient(settings(AccessKey));
  await call('UpdateAccessKey', { UserName: 'bob', AccessKeyId, Status: 'Inactive' });
  await assert.rejects(client.send(new GetCallerIdentityCommand({})), { name: 'InvalidClientTokenId' });
  await call('UpdateAccessKey', { UserName: 'bob', AccessKeyId, Status: 'Active' });
  await client.send(new GetCallerIdentityCommand({}));
  await call('DeleteAccessKey', { UserName: 'bob', AccessKeyId });
  await assert.rejects(client.send(new GetCallerIdentityCommand({})), { name: 'InvalidClientTokenId' });
});

test('a user has two keys at most, and they go by its new name', async () => {
  await call('CreateUser', { UserName: 'cat' });
  const { AccessKey } = await call('CreateAccessKey', { UserName: 'cat' });
  await call('CreateAccessKey', { UserName: 'cat' });
  await assert.rejects(call('CreateAccessKey', { UserName: 'cat' }), {
    code: 'LimitExceededException',
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  });
  await call('UpdateUser', { UserName: 'cat', NewUserName: 'kat' });
  const identity = await new STSClient(settings(AccessKey)).send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Arn, 'arn:aws:iam::000000000000:user/kat');
  const { AccessKeyMetadata } = await call('ListAccessKeys', { UserName: 'kat' });
  assert.deepEqual(
    AccessKeyMetadata.map((one: { Status: string }) => one.Status),
    ['Active', 'Active'],
  );
  await assert.rejects(
    call('UpdateAccessKey', { UserName: 'ann', AccessKeyId: AccessKey.AccessKeyId, Status: 'Inactive' }),
    {
      code: 'NoSuchEntityException',
      message: `The Access Key with id ${AccessKey.AccessKeyId} cannot be found.`,
    },
  );
});
