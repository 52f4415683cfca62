import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startSamlet } from '../../src/index.ts';
import { keysOf } from '../support/sts.ts';

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
