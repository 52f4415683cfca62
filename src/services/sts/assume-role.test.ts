import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import {
  ACCOUNT,
  allow,
  type FakeIam,
  keysOf,
  refusalOf,
  roleArn,
  stsClient,
  stsEndpoint,
  trusting,
  userArn,
} from '../../../test/support/sts.ts';
import { oneTimeCode } from '../../aws/one-time-code.ts';

const account = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const mayAssume = allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], '*');

/** Assumes the role `worker` as the user ann, who may assume every role. */
function worker(trust: object, more: Partial<FakeIam> = {}) {
  const endpoint = stsEndpoint({ users: { ann: mayAssume }, roles: { worker: { trust } }, ...more });
  const client = stsClient(endpoint, endpoint.asUser('ann'));
  const input = { RoleArn: roleArn('worker'), RoleSessionName: 'me' };
  return {
    endpoint,
    assume: (given: Partial<AssumeRoleCommandInput> = {}) => client.send(new AssumeRoleCommand({ ...input, ...given })),
  };
}

const notAuthorized = (action = 'sts:AssumeRole') =>
  `User: ${userArn('ann')} is not authorized to perform: ${action} on resource: ${roleArn('worker')}`;

test('a role that trusts the account is assumed by who may assume it', async () => {
  const { endpoint, assume } = worker(trusting(account));
  const answer = await assume();
  assert.deepEqual(answer.AssumedRoleUser, {
    AssumedRoleId: 'AROAWORKER:me',
    Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/me`,
  });
  assert.match(answer.Credentials?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/);
  assert.equal(answer.Credentials?.Expiration?.getTime(), endpoint.clock.now() + 3_600_000);
  assert.equal(answer.PackedPolicySize, undefined);

  const identity = await stsClient(endpoint, keysOf(answer.Credentials)).send(new GetCallerIdentityCommand({}));
  assert.deepEqual([identity.Arn, identity.UserId], [answer.AssumedRoleUser?.Arn, 'AROAWORKER:me']);

  await endpoint.clock.advance(3_600_000);
  const late = await refusalOf(stsClient(endpoint, keysOf(answer.Credentials)).send(new GetCallerIdentityCommand({})));
  assert.deepEqual(late, {
    code: 'ExpiredToken',
    message: 'The security token included in the request is expired',
    status: 403,
  });
});

test('a role is denied to who may not assume it, and to whom it does not trust', async () => {
  const byIdentity = worker(trusting(account), { users: { ann: allow('sts:AssumeRole', roleArn('other')) } });
  const byTrust = worker(trusting({ Service: 'lambda.amazonaws.com' }));
  for (const { assume } of [byIdentity, byTrust]) {
    const { code, message, status } = await refusalOf(assume());
    assert.deepEqual([code, status], ['AccessDenied', 403]);
    assert.ok(message.startsWith(notAuthorized()), message);
  }
});

test('a trust policy that names the user is enough, unless the user is denied', async () => {
  const trust = trusting({ AWS: userArn('ann') });
  await worker(trust, { users: { ann: allow('s3:GetObject', '*') } }).assume();
  const denied = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'sts:*', Resource: '*' }] };
  const { message } = await refusalOf(worker(trust, { users: { ann: denied } }).assume());
  assert.ok(message.startsWith(`${notAuthorized()} with an explicit deny`), message);
});

test('a role that does not exist, or has another path, is denied like one that may not be assumed', async () => {
  const { assume } = worker(trusting(account), { roles: { worker: { trust: trusting(account), path: '/app/' } } });
  for (const arn of [roleArn('nobody'), roleArn('worker')]) {
    const refusal = await refusalOf(assume({ RoleArn: arn }));
    assert.deepEqual(refusal, {
      code: 'AccessDenied',
      message: `User: ${userArn('ann')} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      status: 403,
    });
  }
  const { AssumedRoleUser } = await assume({ RoleArn: roleArn('worker', '/app/') });
  assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/worker/me`);
});

test('the root of the account assumes every role of it', async () => {
  const { endpoint } = worker(trusting({ Service: 'lambda.amazonaws.com' }));
  const input = { RoleArn: roleArn('worker'), RoleSessionName: 'me' };
  await stsClient(endpoint).send(new AssumeRoleCommand(input));
  await refusalOf(stsClient(endpoint).send(new AssumeRoleCommand({ ...input, RoleArn: roleArn('nobody') })));
});

const conditions: readonly (readonly [key: string, value: string, Partial<AssumeRoleCommandInput>])[] = [
  ['sts:ExternalId', 'ticket-7', { ExternalId: 'ticket-7' }],
  ['sts:RoleSessionName', 'ann', { RoleSessionName: 'ann' }],
  ['sts:SourceIdentity', 'Ann', { SourceIdentity: 'Ann' }],
  ['aws:RequestTag/team', 'red', { Tags: [{ Key: 'team', Value: 'red' }] }],
  ['sts:TransitiveTagKeys', 'team', { Tags: [{ Key: 'team', Value: 'red' }], TransitiveTagKeys: ['team'] }],
];
for (const [key, value, given] of conditions) {
  test(`a trust policy may ask for ${key}`, async () => {
    const operator = key === 'sts:TransitiveTagKeys' ? 'ForAnyValue:StringEquals' : 'StringEquals';
    const trust = trusting(account, { Condition: { [operator]: { [key]: value } } }, [
      'sts:AssumeRole',
      'sts:TagSession',
      'sts:SetSourceIdentity',
    ]);
    const { assume } = worker(trust);
    await assume(given);
    assert.equal((await refusalOf(assume())).code, 'AccessDenied');
  });
}

test('a trust policy may ask for a tag of the role itself', async () => {
  const trust = trusting(account, { Condition: { StringEquals: { 'aws:ResourceTag/open': 'yes' } } });
  await worker(trust, { roles: { worker: { trust, tags: { open: 'yes' } } } }).assume();
  assert.equal((await refusalOf(worker(trust).assume())).code, 'AccessDenied');
});

test('tags and a source identity need permissions of their own', async () => {
  const { assume } = worker(trusting(account));
  const tagged = await refusalOf(assume({ Tags: [{ Key: 'team', Value: 'red' }] }));
  assert.ok(tagged.message.startsWith(notAuthorized('sts:TagSession')), tagged.message);
  const named = await refusalOf(assume({ SourceIdentity: 'Ann' }));
  assert.ok(named.message.startsWith(notAuthorized('sts:SetSourceIdentity')), named.message);
});

test('the code of an MFA device is verified before a trust policy believes it', async () => {
  const seed = randomBytes(20);
  const serial = `arn:aws:iam::${ACCOUNT}:mfa/ann`;
  const trust = trusting(account, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } });
  const { endpoint, assume } = worker(trust, {
    users: { ann: mayAssume },
    mfa: { [serial]: { user: 'ann', seed }, [`${serial}-of-bob`]: { user: 'bob', seed } },
  });
  const code = oneTimeCode(seed, endpoint.clock.now());
  await assume({ SerialNumber: serial, TokenCode: code });
  assert.equal((await refusalOf(assume())).code, 'AccessDenied');
  const wrong = await refusalOf(assume({ SerialNumber: serial, TokenCode: code === '000000' ? '000001' : '000000' }));
  assert.equal(wrong.message.trim(), 'MultiFactorAuthentication failed with invalid MFA one time pass code.');
  for (const SerialNumber of [`${serial}-of-bob`, `${serial}-of-nobody`]) {
    const { code: name, message } = await refusalOf(assume({ SerialNumber, TokenCode: code }));
    assert.equal(name, 'AccessDenied');
    assert.match(message, /^MultiFactorAuthentication failed, unable to validate MFA code\./);
  }
});

test('a session lasts as long as its role allows, and a chained one an hour', async () => {
  const trust = trusting(account);
  const roles = {
    worker: { trust, maxSeconds: 7200, policy: mayAssume },
    other: { trust, maxSeconds: 7200 },
  };
  const { endpoint, assume } = worker(trust, { roles });
  const { Credentials } = await assume({ DurationSeconds: 7200 });
  assert.equal(Credentials?.Expiration?.getTime(), endpoint.clock.now() + 7_200_000);
  assert.deepEqual(await refusalOf(assume({ DurationSeconds: 7201 })), {
    code: 'ValidationError',
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    status: 400,
  });

  const chained = stsClient(endpoint, keysOf(Credentials));
  const input = { RoleArn: roleArn('other'), RoleSessionName: 'next' };
  await chained.send(new AssumeRoleCommand({ ...input, DurationSeconds: 3600 }));
  assert.deepEqual(await refusalOf(chained.send(new AssumeRoleCommand({ ...input, DurationSeconds: 3601 }))), {
    code: 'ValidationError',
    message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    status: 400,
  });
});

test('transitive tags and the source identity go along a chain of roles, and are not changed there', async () => {
  const trust = trusting(account, {}, ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']);
  const roles = { worker: { trust, policy: mayAssume }, other: { trust } };
  const { endpoint, assume } = worker(trust, { roles });
  const first = await assume({
    SourceIdentity: 'Ann',
    Tags: [
      { Key: 'team', Value: 'red' },
      { Key: 'task', Value: 'one' },
    ],
    TransitiveTagKeys: ['team'],
  });
  assert.equal(first.SourceIdentity, 'Ann');
  const chained = stsClient(endpoint, keysOf(first.Credentials));
  const input = { RoleArn: roleArn('other'), RoleSessionName: 'next' };
  const second = await chained.send(new AssumeRoleCommand(input));
  assert.equal(second.SourceIdentity, 'Ann');
  const { accessKeyId, sessionToken } = keysOf(second.Credentials);
  const known = endpoint.credentials.find(accessKeyId, sessionToken);
  assert.ok(known !== undefined && known !== 'invalid');
  assert.deepEqual(known.caller.session, {
    issuedAt: endpoint.clock.now(),
    tags: { team: 'red' },
    transitiveTagKeys: ['team'],
    sourceIdentity: 'Ann',
  });

  const renamed = await refusalOf(chained.send(new AssumeRoleCommand({ ...input, SourceIdentity: 'Bob' })));
  assert.equal(renamed.code, 'AccessDenied');
  const retagged = new AssumeRoleCommand({ ...input, Tags: [{ Key: 'Team', Value: 'blue' }] });
  assert.equal((await refusalOf(chained.send(retagged))).code, 'ValidationError');
});

test('a session policy limits the session, given inline or by ARN', async () => {
  const arn = `arn:aws:iam::${ACCOUNT}:policy/reader`;
  const document = JSON.stringify(allow('dynamodb:GetItem', '*'));
  const { endpoint, assume } = worker(trusting(account), { policies: { [arn]: document } });
  const answer = await assume({ Policy: JSON.stringify(allow('s3:GetObject', '*')), PolicyArns: [{ arn }] });
  assert.ok((answer.PackedPolicySize ?? 0) > 0 && (answer.PackedPolicySize ?? 0) < 100);
  const { accessKeyId, sessionToken } = keysOf(answer.Credentials);
  const known = endpoint.credentials.find(accessKeyId, sessionToken);
  assert.ok(known !== undefined && known !== 'invalid');
  assert.deepEqual(known.caller.session?.policies, [
    { id: 'session policy', text: JSON.stringify(allow('s3:GetObject', '*')) },
    { id: arn, text: document },
  ]);
});

const big = JSON.stringify(allow('s3:*', '*', { Sid: randomBytes(970).toString('hex') }));
const refused: readonly (readonly [what: string, Partial<AssumeRoleCommandInput>, code: string, RegExp])[] = [
  [
    'a session name of one character',
    { RoleSessionName: 'x' },
    'ValidationError',
    /'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2$/,
  ],
  [
    'a session name with a blank',
    { RoleSessionName: 'x y' },
    'ValidationError',
    /Member must satisfy regular expression pattern: \[\\w\+=,\.@-\]\*$/,
  ],
  [
    'an ARN of no role',
    { RoleArn: `arn:aws:iam::${ACCOUNT}:user/ann` },
    'ValidationError',
    /^arn:aws:iam::000000000000:user\/ann is invalid$/,
  ],
  [
    'a short session',
    { DurationSeconds: 899 },
    'ValidationError',
    /Member must have value greater than or equal to 900$/,
  ],
  [
    'a long session',
    { DurationSeconds: 43_201 },
    'ValidationError',
    /Member must have value less than or equal to 43200$/,
  ],
  ['a policy that is no JSON', { Policy: '{' }, 'MalformedPolicyDocumentException', /^Syntax errors in policy\.$/],
  [
    'a policy with a principal',
    { Policy: JSON.stringify(trusting('*')) },
    'MalformedPolicyDocumentException',
    /Policy document should not specify a principal\./,
  ],
  [
    'a policy of 2,049 characters',
    { Policy: 'x'.repeat(2049) },
    'ValidationError',
    /'policy' failed to satisfy constraint: Member must have length less than or equal to 2048$/,
  ],
  [
    'a managed policy that is not there',
    { PolicyArns: [{ arn: `arn:aws:iam::${ACCOUNT}:policy/none` }] },
    'NoSuchEntity',
    /policy\/none does not exist/,
  ],
  [
    'a tag twice',
    {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    },
    'ValidationError',
    /^Duplicate tag keys found/,
  ],
  ['a tag of AWS', { Tags: [{ Key: 'aws:x', Value: '1' }] }, 'ValidationError', /reserved for system use/],
  [
    'a transitive key without its tag',
    { TransitiveTagKeys: ['a'] },
    'ValidationError',
    /must be included in the requested tags/,
  ],
  [
    'too many tags for the space',
    { Tags: Array.from({ length: 50 }, (_, at) => ({ Key: `${at}`, Value: randomBytes(100).toString('hex') })) },
    'PackedPolicyTooLargeException',
    /^Packed size of session tags consumes \d{3,}% of allotted space\.$/,
  ],
  [
    'a policy and tags together',
    {
      Policy: big,
      Tags: Array.from({ length: 20 }, (_, at) => ({ Key: `${at}`, Value: randomBytes(100).toString('hex') })),
    },
    'PackedPolicyTooLargeException',
    /^Packed policy consumes \d{3,}% of allotted space, please use smaller policy\.$/,
  ],
  [
    'a context of another service',
    { ProvidedContexts: [{ ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter', ContextAssertion: 'x' }] },
    'ValidationError',
    /^samlet does not implement ProvidedContexts of sts:AssumeRole yet$/,
  ],
  [
    'a serial number without a code',
    { SerialNumber: 'GAHT12345678' },
    'AccessDenied',
    /^MultiFactorAuthentication failed, must provide both/,
  ],
];
for (const [what, given, code, message] of refused) {
  test(`${what} is refused`, async () => {
    const trust = trusting(account, {}, ['sts:AssumeRole', 'sts:TagSession']);
    const refusal = await refusalOf(worker(trust).assume(given));
    assert.deepEqual([refusal.code, refusal.message.match(message) === null], [code, false], refusal.message);
  });
}

test('a session of the root assumes roles as the root does', async () => {
  const { endpoint } = worker(trusting(account));
  const { Credentials } = await stsClient(endpoint).send(new GetSessionTokenCommand({}));
  const input = { RoleArn: roleArn('worker'), RoleSessionName: 'me' };
  await stsClient(endpoint, keysOf(Credentials)).send(new AssumeRoleCommand(input));
});
