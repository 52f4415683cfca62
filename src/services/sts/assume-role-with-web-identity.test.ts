import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import {
  ACCOUNT,
  allow,
  type FakeIam,
  identityProvider,
  keysOf,
  refusalOf,
  roleArn,
  stsClient,
  stsEndpoint,
  trusting,
} from '../../../test/support/sts.ts';
import { issuerKeys } from '../../aws/tokens/issuer-keys.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const NAME = 'token.actions.githubusercontent.com';
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${NAME}`;
const SUBJECT = 'repo:me/posts:ref:refs/heads/main';
const ACTIONS = ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'];
const trust = trusting(
  { Federated: PROVIDER },
  {
    Condition: {
      StringEquals: { [`${NAME}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${NAME}:sub`]: 'repo:me/posts:*' },
    },
  },
  ACTIONS,
);
const rsa = identityProvider('RS256', 'key-1');
const elliptic = identityProvider('ES256', 'key-2');
const stranger = identityProvider('RS256', 'key-1');

/** The role `deploy` with GitHub's provider, whose documents `fetched` counts. */
function deploying(more: Partial<FakeIam> = {}) {
  const endpoint = stsEndpoint({
    roles: { deploy: { trust } },
    providers: { [NAME]: ['sts.amazonaws.com', 'other'] },
    ...more,
  });
  const documents: Record<string, unknown> = {
    [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` },
    [`${ISSUER}/keys`]: { keys: [{ kty: 'EC', crv: 'unknown' }, { kty: 'RSA' }, rsa.jwk, elliptic.jwk] },
  };
  const fetched: string[] = [];
  const providerKeys = issuerKeys({
    clock: endpoint.clock,
    fetchJson: async (url) => {
      fetched.push(url);
      if (documents[url] === undefined) throw new Error(`${url} answered 404`);
      return documents[url];
    },
  });
  Object.assign(endpoint.state, { providerKeys });
  const seconds = () => Math.floor(endpoint.clock.now() / 1000);
  const claims = (given: object = {}) => ({
    iss: ISSUER,
    sub: SUBJECT,
    aud: 'sts.amazonaws.com',
    iat: seconds(),
    exp: seconds() + 600,
    ...given,
  });
  // Keys of nobody: the call is not signed with them.
  const client = stsClient(endpoint, { accessKeyId: 'none', secretAccessKey: 'none' });
  const assume = (WebIdentityToken: string, given: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) =>
    client.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn('deploy'),
        RoleSessionName: 'ci',
        WebIdentityToken,
        ...given,
      }),
    );
  return { endpoint, documents, fetched, claims, assume };
}

test('a token that a trusted provider signed gets keys of the role, without a signature', async () => {
  const { endpoint, claims, assume } = deploying();
  for (const provider of [rsa, elliptic]) {
    const answer = await assume(provider.token(claims()));
    assert.deepEqual(
      { ...answer, Credentials: undefined, $metadata: undefined },
      {
        $metadata: undefined,
        Credentials: undefined,
        SubjectFromWebIdentityToken: SUBJECT,
        AssumedRoleUser: {
          AssumedRoleId: 'AROADEPLOY:ci',
          Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci`,
        },
        Provider: PROVIDER,
        Audience: 'sts.amazonaws.com',
      },
    );
    const keys = keysOf(answer.Credentials);
    const identity = await stsClient(endpoint, keys).send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Arn, answer.AssumedRoleUser?.Arn);
    const known = endpoint.credentials.find(keys.accessKeyId, keys.sessionToken);
    assert.ok(known !== undefined && known !== 'invalid');
    assert.deepEqual(known.caller.session, {
      issuedAt: endpoint.clock.now(),
      federatedProvider: PROVIDER,
      contextKeys: { [`${NAME}:aud`]: 'sts.amazonaws.com', [`${NAME}:sub`]: SUBJECT },
    });
  }
});

test('the keys of a provider are read once, and again for a token with a new key', async () => {
  const { endpoint, documents, fetched, claims, assume } = deploying();
  await assume(rsa.token(claims()));
  await assume(elliptic.token(claims()));
  assert.equal(fetched.length, 2);

  const next = identityProvider('RS256', 'key-3');
  documents[`${ISSUER}/keys`] = { keys: [next.jwk] };
  // A token with an unknown key does not make samlet ask each time.
  await refusalOf(assume(next.token(claims())));
  assert.equal(fetched.length, 2);
  await endpoint.clock.advance(10_000);
  await assume(next.token(claims()));
  assert.equal(fetched.length, 4);
});

test('a token brings tags and a source identity', async () => {
  const { endpoint, claims, assume } = deploying();
  const answer = await assume(
    rsa.token(
      claims({
        'https://aws.amazon.com/tags': { principal_tags: { team: ['red'] }, transitive_tag_keys: ['team'] },
        'https://aws.amazon.com/source_identity': 'Ann',
      }),
    ),
  );
  assert.equal(answer.SourceIdentity, 'Ann');
  const { accessKeyId, sessionToken } = keysOf(answer.Credentials);
  const known = endpoint.credentials.find(accessKeyId, sessionToken);
  assert.ok(known !== undefined && known !== 'invalid');
  const { tags, transitiveTagKeys, sourceIdentity } = known.caller.session ?? {};
  assert.deepEqual([tags, transitiveTagKeys, sourceIdentity], [{ team: 'red' }, ['team'], 'Ann']);
});

test('the audience is the authorized party, where the token names one', async () => {
  const azp = trusting({ Federated: PROVIDER }, { Condition: { StringEquals: { [`${NAME}:aud`]: 'other' } } }, ACTIONS);
  const { claims, assume } = deploying({ roles: { deploy: { trust: azp } } });
  const answer = await assume(rsa.token(claims({ azp: 'other', aud: 'https://api.example' })));
  assert.equal(answer.Audience, 'other');
  assert.equal((await refusalOf(assume(rsa.token(claims({ azp: 'third' }))))).message, 'Incorrect token audience');
});

type Claims = (given?: object) => object;
const INVALID = 'InvalidIdentityTokenException';
const NO_KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";
const unsignedPart = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const refused: readonly (readonly [
  what: string,
  (claims: Claims) => string,
  code: string,
  message: string | RegExp,
])[] = [
  ['a text that is no token', () => 'abcd', INVALID, /^The ID Token provided is not a valid JWT\./],
  ['a token of bytes that are no JSON', () => 'ab.cd.ef', INVALID, /^The ID Token provided is not a valid JWT\./],
  [
    'a token without a subject',
    (claims) => rsa.token(claims({ sub: undefined })),
    INVALID,
    'Missing a required claim: sub',
  ],
  [
    'a token of a provider that IAM does not know',
    (claims) => rsa.token(claims({ iss: 'https://example.com' })),
    INVALID,
    'No OpenIDConnect provider found in your account for https://example.com',
  ],
  ['a token for others', (claims) => rsa.token(claims({ aud: 'me' })), INVALID, 'Incorrect token audience'],
  ['a token of an unknown key', (claims) => rsa.token(claims(), { kid: 'key-9' }), INVALID, NO_KEY],
  ['a token that somebody else signed', (claims) => stranger.token(claims()), INVALID, 'Token signature invalid'],
  [
    'a token of another algorithm',
    (claims) => rsa.token(claims(), { alg: 'ES256' }),
    INVALID,
    'Token signature invalid',
  ],
  [
    'a token without a signature',
    (claims) => `${unsignedPart({ alg: 'none', kid: 'key-1' })}.${unsignedPart(claims())}.AA`,
    INVALID,
    'Token signature invalid',
  ],
  [
    'a token signed with the public key as a secret',
    (claims) => {
      const text = `${unsignedPart({ alg: 'HS256', kid: 'key-1' })}.${unsignedPart(claims())}`;
      return `${text}.${createHmac('sha256', JSON.stringify(rsa.jwk)).update(text).digest('base64url')}`;
    },
    INVALID,
    'Token signature invalid',
  ],
  [
    'an expired token',
    (claims) => rsa.token(claims({ exp: Date.UTC(2025, 11, 31) / 1000 })),
    'ExpiredTokenException',
    'Token expired: current date/time 1767225600 must be before the expiration date/time 1767139200',
  ],
  [
    'a token of tomorrow',
    (claims) => rsa.token(claims({ iat: Date.UTC(2026, 0, 2) / 1000 })),
    INVALID,
    'Token is not valid yet',
  ],
  [
    'a token with tags in another form',
    (claims) => rsa.token(claims({ 'https://aws.amazon.com/tags': { principal_tags: { team: ['red', 'blue'] } } })),
    'IDPRejectedClaimException',
    /tags is invalid$/,
  ],
  [
    'a subject that the role does not trust',
    (claims) => rsa.token(claims({ sub: 'repo:you/posts:ref:refs/heads/main' })),
    'AccessDenied',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ],
];
for (const [what, tokenOf, code, message] of refused) {
  test(`${what} is refused`, async () => {
    const { claims, assume } = deploying();
    const refusal = await refusalOf(assume(tokenOf(claims)));
    assert.equal(refusal.code, code, refusal.message);
    if (typeof message === 'string') assert.equal(refusal.message, message);
    else assert.match(refusal.message, message);
    assert.equal(refusal.status, code === 'AccessDenied' || code === 'IDPRejectedClaimException' ? 403 : 400);
  });
}

test('an access token of Facebook or Amazon is refused by name', async () => {
  const { assume } = deploying();
  const { code, message } = await refusalOf(assume('token', { ProviderId: 'graph.facebook.com' }));
  assert.equal(code, 'ValidationError');
  assert.match(message, /^samlet does not verify OAuth 2\.0 access tokens of graph\.facebook\.com/);
});

test('a provider that cannot be reached, or answers nonsense, gives no keys', async () => {
  for (const keys of [undefined, {}, { keys: 'none' }, { keys: [] }]) {
    const { claims, documents, assume } = deploying();
    documents[`${ISSUER}/keys`] = keys;
    const { code, message } = await refusalOf(assume(rsa.token(claims())));
    assert.deepEqual([code, message], [INVALID, NO_KEY]);
  }
});

test('a role that is not there, or trusts AWS only, is not told apart', async () => {
  const { claims, assume } = deploying({ roles: { mine: { trust: trusting('*') } } });
  for (const name of ['deploy', 'mine']) {
    assert.deepEqual(await refusalOf(assume(rsa.token(claims()), { RoleArn: roleArn(name) })), {
      code: 'AccessDenied',
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      status: 403,
    });
  }
});

test('a session policy limits a session of a web identity, too', async () => {
  const { endpoint, claims, assume } = deploying();
  const Policy = JSON.stringify(allow('s3:GetObject', '*'));
  const { accessKeyId, sessionToken } = keysOf((await assume(rsa.token(claims()), { Policy })).Credentials);
  const known = endpoint.credentials.find(accessKeyId, sessionToken);
  assert.ok(known !== undefined && known !== 'invalid');
  assert.deepEqual(known.caller.session?.policies, [{ id: 'session policy', text: Policy }]);
});
