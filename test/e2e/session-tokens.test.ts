import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  CreateAccessKeyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteAccessKeyCommand,
  EnableMFADeviceCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { oneTimeCode } from '../../src/aws/one-time-code.ts';
import { startSamlet } from '../../src/index.ts';
import { identityProvider, type Keys, keysOf } from '../support/sts.ts';

test('temporary keys outlive a restart on the same data, and are invalid on other data', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-tokens-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const start = (name: string) => startSamlet({ dataDir: join(folder, name), region: 'eu-west-1' });
  const config = (endpoint: string, credentials = { accessKeyId: 'test', secretAccessKey: 'test' }) => ({
    endpoint,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });

  const first = await start('one');
  const { Role } = await new IAMClient(config(first.endpoint)).send(
    new CreateRoleCommand({
      RoleName: 'worker',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    }),
  );
  const { Credentials } = await new STSClient(config(first.endpoint)).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me' }),
  );
  await first.stop();

  const again = await start('one');
  const identity = await new STSClient(config(again.endpoint, keysOf(Credentials))).send(
    new GetCallerIdentityCommand({}),
  );
  await again.stop();
  assert.equal(identity.Arn, 'arn:aws:sts::000000000000:assumed-role/worker/me');

  const other = await start('two');
  const refused = new STSClient(config(other.endpoint, keysOf(Credentials))).send(new GetCallerIdentityCommand({}));
  await assert.rejects(refused, { name: 'InvalidClientTokenId' });
  await other.stop();
});

test("a user's key and MFA device are good as long as IAM has them", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const config = (endpoint: string, credentials: Keys) => ({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  const root = { accessKeyId: 'test', secretAccessKey: 'test' };

  const first = await startSamlet({ dataDir: folder });
  const asRoot = new IAMClient(config(first.endpoint, root));
  const UserName = 'ann';
  await asRoot.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await asRoot.send(new CreateAccessKeyCommand({ UserName }));
  const ann = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const { VirtualMFADevice } = await asRoot.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }));
  const { SerialNumber = '', Base32StringSeed = Buffer.alloc(0) } = VirtualMFADevice ?? {};
  const seed = fromBase32(Buffer.from(Base32StringSeed).toString());
  const now = Date.now();
  await asRoot.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber,
      AuthenticationCode1: oneTimeCode(seed, now),
      AuthenticationCode2: oneTimeCode(seed, now + 30_000),
    }),
  );
  await first.stop();

  const again = await startSamlet({ dataDir: folder });
  const sts = new STSClient(config(again.endpoint, ann));
  const identity = await sts.send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Arn, 'arn:aws:iam::000000000000:user/ann');
  await sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode: oneTimeCode(seed, Date.now()) }));
  const wrong = sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode: oneTimeCode(seed, now - 600_000) }));
  await assert.rejects(wrong, { name: 'AccessDenied', message: /invalid MFA one time pass code/ });

  const iam = new IAMClient(config(again.endpoint, root));
  const AccessKeyId = ann.accessKeyId;
  const used = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
  assert.equal(used.AccessKeyLastUsed?.ServiceName, 'sts');
  const invalid = { name: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' };
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
  await assert.rejects(sts.send(new GetCallerIdentityCommand({})), invalid);
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  await assert.rejects(sts.send(new GetCallerIdentityCommand({})), invalid);
  await again.stop();
});

test('a token of an OpenID Connect provider on this machine gets keys of a role', async (t) => {
  const provider = identityProvider();
  const server = createServer((request, response) => {
    const documents: Record<string, object> = {
      '/realm/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys` },
      '/realm/keys': { keys: [provider.jwk] },
    };
    const document = documents[request.url ?? ''];
    response.statusCode = document === undefined ? 404 : 200;
    response.end(JSON.stringify(document ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const name = `127.0.0.1:${(server.address() as AddressInfo).port}/realm`;
  const issuer = `http://${name}`;

  const samlet = await startSamlet({ ephemeral: true });
  t.after(() => samlet.stop());
  const config = {
    endpoint: samlet.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const iam = new IAMClient(config);
  const { OpenIDConnectProviderArn } = await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: `https://${name}`, ClientIDList: ['app'] }),
  );
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'deploy',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: OpenIDConnectProviderArn },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: { StringEquals: { [`${name}:aud`]: 'app', [`${name}:sub`]: 'ann' } },
          },
        ],
      }),
    }),
  );
  const now = Math.floor(Date.now() / 1000);
  const assume = (sub: string) =>
    new STSClient(config).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: Role?.Arn,
        RoleSessionName: 'ci',
        WebIdentityToken: provider.token({ iss: issuer, sub, aud: 'app', iat: now, exp: now + 60 }),
      }),
    );
  const { Credentials } = await assume('ann');
  const client = new STSClient({ ...config, credentials: keysOf(Credentials) });
  const { Arn } = await client.send(new GetCallerIdentityCommand({}));
  assert.equal(Arn, 'arn:aws:sts::000000000000:assumed-role/deploy/ci');
  await assert.rejects(assume('bob'), {
    name: 'AccessDenied',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  });
});

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
