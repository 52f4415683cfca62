import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globalKeys, principalKeys } from './global-keys.ts';

test('a session has the ARN of its role, a user has its name', () => {
  const account = '123456789012';
  assert.deepEqual(
    principalKeys({
      kind: 'assumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/r/s`,
      roleArn: `arn:aws:iam::${account}:role/path/r`,
      account,
      userId: 'AROA1:s',
    }),
    {
      'aws:PrincipalArn': `arn:aws:iam::${account}:role/path/r`,
      'aws:PrincipalAccount': account,
      'aws:PrincipalType': 'AssumedRole',
      'aws:PrincipalIsAWSService': 'false',
      'aws:userid': 'AROA1:s',
    },
  );
  const user = principalKeys({ kind: 'user', arn: `arn:aws:iam::${account}:user/team/carlos`, account });
  assert.equal(user['aws:username'], 'carlos');
});

test('a service is an AWS service', () => {
  assert.deepEqual(principalKeys({ kind: 'service', service: 's3.amazonaws.com' }), {
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': 's3.amazonaws.com',
  });
});

test('time is given as a date and as seconds', () => {
  const keys = globalKeys({ kind: 'anonymous' }, { nowMs: 1_700_000_000_999, secureTransport: false });
  assert.equal(keys['aws:CurrentTime'], '2023-11-14T22:13:20Z');
  assert.equal(keys['aws:EpochTime'], '1700000000');
  assert.equal(keys['aws:SecureTransport'], 'false');
  assert.equal(keys['aws:SourceIp'], undefined);
});
