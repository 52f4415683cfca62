import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRootCommand,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetDelegatedAccessTokenCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  GetWebIdentityTokenCommand,
} from '@aws-sdk/client-sts';
import {
  ACCOUNT,
  allow,
  issuedKeys,
  keysOf,
  refusalOf,
  roleArn,
  stsClient,
  stsEndpoint,
  trusting,
  userArn,
} from '../../../test/support/sts.ts';
import { oneTimeCode } from '../../aws/one-time-code.ts';
import { sts } from './index.ts';

const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const serial = `arn:aws:iam::${ACCOUNT}:mfa/ann`;
const seed = randomBytes(20);
const started = () => {
  const endpoint = stsEndpoint({
    users: { ann: allow('sts:*', '*'), bob: allow('s3:*', '*') },
    roles: { worker: { trust: trusting(root) } },
    mfa: { [serial]: { user: 'ann', seed } },
  });
  return {
    endpoint,
    ann: stsClient(endpoint, endpoint.asUser('ann')),
    bob: stsClient(endpoint, endpoint.asUser('bob')),
  };
};
/** The part of the official signer that its type does not show. */
interface Presigner {
  presign(request: object, options: object): Promise<{ readonly query?: Readonly<Record<string, string>> }>;
}

const whoAmI = new GetCallerIdentityCommand({});

test('every kind of caller learns who it is, whatever it may do', async () => {
  const { endpoint, ann, bob } = started();
  const session = await bob.send(new GetSessionTokenCommand({}));
  const federated = await ann.send(new GetFederationTokenCommand({ Name: 'guest' }));
  const worker = endpoint.credentials.issueForRole({
    roleArn: roleArn('worker'),
    roleId: 'AROAWORKER',
    sessionName: 'me',
    durationMs: 900_000,
  });
  const callers = [
    [stsClient(endpoint), `arn:aws:iam::${ACCOUNT}:root`, ACCOUNT],
    [bob, userArn('bob'), 'AIDABOB'],
    [stsClient(endpoint, keysOf(session.Credentials)), userArn('bob'), 'AIDABOB'],
    [
      stsClient(endpoint, keysOf(federated.Credentials)),
      `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
      `${ACCOUNT}:guest`,
    ],
    [stsClient(endpoint, issuedKeys(worker)), `arn:aws:sts::${ACCOUNT}:assumed-role/worker/me`, 'AROAWORKER:me'],
  ] as const;
  for (const [client, Arn, UserId] of callers) {
    const answer = await client.send(whoAmI);
    assert.deepEqual([answer.Arn, answer.UserId, answer.Account], [Arn, UserId, ACCOUNT]);
  }
});

test('a session of a user lasts 12 hours by default, one of the root an hour at most', async () => {
  const { endpoint, ann } = started();
  const hours = async (client: typeof ann, DurationSeconds?: number) => {
    const { Credentials } = await client.send(
      new GetSessionTokenCommand(DurationSeconds === undefined ? {} : { DurationSeconds }),
    );
    return ((Credentials?.Expiration?.getTime() ?? 0) - endpoint.clock.now()) / 3_600_000;
  };
  assert.equal(await hours(ann), 12);
  assert.equal(await hours(ann, 129_600), 36);
  assert.equal(await hours(ann, 900), 0.25);
  assert.equal(await hours(stsClient(endpoint)), 1);
  assert.equal(await hours(stsClient(endpoint), 7200), 1);
  for (const seconds of [899, 129_601]) {
    const { code, message } = await refusalOf(ann.send(new GetSessionTokenCommand({ DurationSeconds: seconds })));
    assert.equal(code, 'ValidationError');
    assert.match(message, /at 'durationSeconds' failed to satisfy constraint: Member must have value/);
  }
});

test('a session with an MFA code says so wherever it is asked', async () => {
  const { endpoint, ann } = started();
  const TokenCode = oneTimeCode(seed, endpoint.clock.now());
  const { Credentials } = await ann.send(new GetSessionTokenCommand({ SerialNumber: serial, TokenCode }));
  const { accessKeyId, sessionToken } = keysOf(Credentials);
  const known = endpoint.credentials.find(accessKeyId, sessionToken);
  assert.ok(known !== undefined && known !== 'invalid');
  assert.equal(known.caller.session?.mfaAuthenticatedAt, endpoint.clock.now());
  assert.equal(known.caller.kind, 'user');
});

test('session credentials get no further sessions of their own', async () => {
  const { endpoint, ann } = started();
  const { Credentials } = await ann.send(new GetSessionTokenCommand({}));
  const session = stsClient(endpoint, keysOf(Credentials));
  assert.deepEqual(await refusalOf(session.send(new GetSessionTokenCommand({}))), {
    code: 'AccessDenied',
    message: 'Cannot call GetSessionToken with session credentials',
    status: 403,
  });
  const federation = await refusalOf(session.send(new GetFederationTokenCommand({ Name: 'guest' })));
  assert.equal(federation.message, 'Cannot call GetFederationToken with session credentials');
});

test('a federated user may do what both the session and who made it allow', async () => {
  const { endpoint, ann, bob } = started();
  const Policy = JSON.stringify(allow('s3:GetObject', '*'));
  const answer = await ann.send(
    new GetFederationTokenCommand({ Name: 'guest', Policy, Tags: [{ Key: 'team', Value: 'red' }] }),
  );
  assert.deepEqual(answer.FederatedUser, {
    FederatedUserId: `${ACCOUNT}:guest`,
    Arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
  });
  assert.equal(answer.Credentials?.Expiration?.getTime(), endpoint.clock.now() + 43_200_000);
  assert.ok((answer.PackedPolicySize ?? 0) > 0);
  const sessionOf = (given: typeof answer) => {
    const { accessKeyId, sessionToken } = keysOf(given.Credentials);
    const known = endpoint.credentials.find(accessKeyId, sessionToken);
    assert.ok(known !== undefined && known !== 'invalid');
    return known.caller;
  };
  assert.equal(sessionOf(answer).issuerArn, userArn('ann'));
  assert.deepEqual(sessionOf(answer).session, {
    issuedAt: endpoint.clock.now(),
    policies: [{ id: 'session policy', text: Policy }],
    tags: { team: 'red' },
  });
  // Without a policy nothing but policies of resources allow it anything.
  assert.deepEqual(sessionOf(await ann.send(new GetFederationTokenCommand({ Name: 'guest' }))).session?.policies, []);

  const denied = await refusalOf(bob.send(new GetFederationTokenCommand({ Name: 'guest' })));
  assert.equal(
    denied.message,
    `User: ${userArn('bob')} is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::${ACCOUNT}:federated-user/guest because no identity-based policy allows the sts:GetFederationToken action`,
  );
  const long = await refusalOf(ann.send(new GetFederationTokenCommand({ Name: 'x'.repeat(33) })));
  assert.match(long.message, /'name' failed to satisfy constraint: Member must have length less than or equal to 32$/);
});

test('a federated user assumes no roles', async () => {
  const { endpoint } = started();
  const { Credentials } = await stsClient(endpoint).send(
    new GetFederationTokenCommand({ Name: 'guest', Policy: JSON.stringify(allow('*', '*')) }),
  );
  const guest = stsClient(endpoint, keysOf(Credentials));
  const input = { RoleArn: roleArn('worker'), RoleSessionName: 'me' };
  const { code } = await refusalOf(guest.send(new AssumeRoleCommand(input)));
  assert.equal(code, 'AccessDenied');
});

test('the account of an access key is what its id says', async () => {
  const { endpoint, bob } = started();
  const client = stsClient(endpoint);
  const accountOf = async (AccessKeyId: string) =>
    (await client.send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account;
  assert.equal(await accountOf('ASIAY34FZKBOKMUTVV7A'), '609629065308');
  assert.equal(await accountOf('AKIAIOSFODNN7EXAMPLE'), ACCOUNT);
  assert.equal(await accountOf('test'), ACCOUNT);
  const { Credentials } = await client.send(new GetSessionTokenCommand({}));
  assert.equal(await accountOf(Credentials?.AccessKeyId ?? ''), ACCOUNT);
  const short = await refusalOf(client.send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIA' })));
  assert.equal(short.code, 'ValidationError');
  const denied = await refusalOf(bob.send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })));
  assert.equal(denied.code, 'AccessDenied');
});

test('an encoded authorization message is decoded by who may', async () => {
  const { endpoint, ann, bob } = started();
  const message = endpoint.credentials.authorizationMessages.encode({
    caller: { arn: userArn('bob'), userId: 'AIDABOB', account: ACCOUNT, kind: 'user' },
    action: 'ec2:StopInstances',
    resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-0`,
    context: { 'ec2:Tenancy': 'default', 'aws:TagKeys': ['a', 'b'], 'ec2:Absent': undefined },
    decision: {
      result: 'explicitDeny',
      statements: [{ policyId: 'own', index: 0, sid: 'NoStops', effect: 'Deny' }],
    },
  });
  assert.match(message, /^[\w-]+$/);
  const answer = await ann.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: message }));
  assert.deepEqual(JSON.parse(answer.DecodedMessage ?? ''), {
    allowed: false,
    explicitDeny: true,
    matchedStatements: { items: [{ statementId: 'NoStops', effect: 'DENY', sourcePolicyId: 'own' }] },
    failures: { items: [] },
    context: {
      principal: { id: 'AIDABOB', name: 'bob', arn: userArn('bob') },
      action: 'ec2:StopInstances',
      resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-0`,
      conditions: {
        items: [
          { key: 'ec2:Tenancy', values: { items: [{ value: 'default' }] } },
          { key: 'aws:TagKeys', values: { items: [{ value: 'a' }, { value: 'b' }] } },
        ],
      },
    },
  });

  const other = stsEndpoint().credentials.authorizationMessages.encode({
    caller: { arn: userArn('bob'), userId: 'AIDABOB', account: ACCOUNT, kind: 'user' },
    action: 'ec2:StopInstances',
    resource: '*',
    context: {},
    decision: { result: 'implicitDeny', statements: [] },
  });
  for (const EncodedMessage of ['x', message.slice(0, -2), `${message}A`, other]) {
    assert.deepEqual(await refusalOf(ann.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }))), {
      code: 'InvalidAuthorizationMessageException',
      message: 'Message is not valid',
      status: 400,
    });
  }
  const denied = await refusalOf(bob.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: message })));
  assert.equal(denied.code, 'AccessDenied');
});

test('what STS has and samlet has not is refused by its name', async () => {
  const { endpoint } = started();
  const client = stsClient(endpoint);
  const arn = roleArn('worker');
  const calls = {
    AssumeRoleWithSAML: client.send(
      new AssumeRoleWithSAMLCommand({ RoleArn: arn, PrincipalArn: arn, SAMLAssertion: 'abcd' }),
    ),
    AssumeRoot: client.send(new AssumeRootCommand({ TargetPrincipal: ACCOUNT, TaskPolicyArn: { arn } })),
    GetDelegatedAccessToken: client.send(new GetDelegatedAccessTokenCommand({ TradeInToken: 'abcd' })),
    GetWebIdentityToken: client.send(new GetWebIdentityTokenCommand({ Audience: ['a'], SigningAlgorithm: 'RS256' })),
  };
  for (const [name, call] of Object.entries(calls)) {
    assert.match((await refusalOf(call)).message, new RegExp(`samlet does not implement sts:${name} yet`));
  }
});

test('every operation states what IAM must allow', () => {
  for (const [name, { access }] of Object.entries(sts.operations)) assert.ok(access !== undefined, name);
});

test('a presigned call of the official signer is let through: how EKS asks who a client is', async () => {
  const { endpoint, bob } = started();
  const signer = (await bob.config.signer()) as unknown as Presigner;
  const presigned = await signer.presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname: 'localhost',
      port: 4566,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: 'localhost:4566', 'x-k8s-aws-id': 'cluster' },
    },
    { expiresIn: 60, signingDate: new Date(endpoint.clock.now()), unhoistableHeaders: new Set(['x-k8s-aws-id']) },
  );
  const rawQuery = Object.entries(presigned.query ?? {})
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');
  const ask = async (cluster: string) => {
    const headers = { host: 'localhost:4566', 'x-k8s-aws-id': cluster };
    const { status, body } = await endpoint.handle({
      method: 'GET',
      rawPath: '/',
      rawQuery,
      headers,
      rawHeaders: Object.entries(headers).flat(),
      body: Buffer.alloc(0),
      sourceIp: '127.0.0.1',
      protocol: 'HTTP/1.1',
      scheme: 'http',
    });
    return [status, String(body)] as const;
  };
  const [status, body] = await ask('cluster');
  assert.equal(status, 200, body);
  assert.ok(body.includes(`<Arn>${userArn('bob')}</Arn>`));
  assert.match((await ask('other')).join(' '), /^403 .*<Code>SignatureDoesNotMatch<\/Code>/s);
  await endpoint.clock.advance(61_000);
  assert.match((await ask('cluster')).join(' '), /^403 .*Signature expired: /s);
});

test('a call without a signature is refused, but those that need none', async () => {
  const { endpoint } = started();
  const send = async (action: string) => {
    const { status, body } = await endpoint.handle({
      method: 'POST',
      rawPath: '/',
      rawQuery: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      rawHeaders: ['content-type', 'application/x-www-form-urlencoded'],
      body: Buffer.from(`Action=${action}&Version=2011-06-15`),
      sourceIp: '127.0.0.1',
      protocol: 'HTTP/1.1',
      scheme: 'http',
    });
    return `${status} ${/<Code>(.*)<\/Code>/.exec(String(body))?.[1]}`;
  };
  assert.equal(await send('GetCallerIdentity'), '403 MissingAuthenticationToken');
  assert.equal(await send('AssumeRole'), '403 MissingAuthenticationToken');
  assert.equal(await send('AssumeRoleWithWebIdentity'), '400 ValidationError');
});
