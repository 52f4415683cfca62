import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../../../test/support/deployed-api.ts';
import type { UserPoolKeys } from './user-pool-keys.ts';

const POOL = 'arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_Abc123';
const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123';
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys: UserPoolKeys = {
  find: async (pool, keyId) => (pool === POOL && keyId === 'k1' ? [{ id: 'k1', key: pair.publicKey }] : []),
};

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function tokenOf(claims: object, privateKey: KeyObject = pair.privateKey, header: object = {}): string {
  const text = `${base64url({ alg: 'RS256', kid: 'k1', ...header })}.${base64url(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

interface Setting {
  readonly scopes?: readonly string[];
  readonly authorizer?: object;
  readonly policy?: object;
}

async function poolApi({ scopes = [], authorizer = {}, policy }: Setting = {}) {
  const gateway = testGateway(
    lambdaAnswering((event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) })),
    { userPoolKeys: keys },
  );
  const definition = {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [POOL], ...authorizer },
  };
  await gateway.deploy({
    ...aDocument({ '/': { get: lambdaOperation('f', { security: [{ pool: scopes }] }) } }),
    securityDefinitions: { pool: definition },
    ...(policy !== undefined && { 'x-amazon-apigateway-policy': policy }),
  });
  const now = Math.floor(gateway.clock.now() / 1000);
  const id = { iss: ISSUER, sub: 'ada', aud: 'client1', token_use: 'id', iat: now - 10, exp: now + 600 };
  const access = {
    iss: ISSUER,
    sub: 'ada',
    client_id: 'client1',
    token_use: 'access',
    scope: 'notes/read openid',
    exp: now + 600,
  };
  const send = async (token: string | undefined, header = 'Authorization') => {
    const { status, body, headers } = await gateway.send({ headers: token === undefined ? {} : { [header]: token } });
    return { status, type: headers['x-amzn-ErrorType'], body: JSON.parse(String(body)) };
  };
  return { gateway, id, access, send };
}

const UNAUTHORIZED = { status: 401, type: 'UnauthorizedException', body: { message: 'Unauthorized' } };

test('an ID token of the pool gets through, plain or as a bearer token, and its claims are told as texts', async () => {
  const { id, send } = await poolApi();
  const token = tokenOf({ ...id, 'cognito:groups': ['admins', 'users'], email_verified: true });
  const { status, body } = await send(token);
  assert.equal(status, 200);
  assert.deepEqual(body, {
    claims: {
      iss: ISSUER,
      sub: 'ada',
      aud: 'client1',
      token_use: 'id',
      iat: 'Wed Dec 31 23:59:50 UTC 2025',
      exp: 'Thu Jan 01 00:10:00 UTC 2026',
      'cognito:groups': 'admins,users',
      email_verified: 'true',
    },
  });
  assert.equal((await send(`Bearer ${token}`)).status, 200);
});

test('no token, no JSON Web Token, a changed one, one of another key, of another pool, without an algorithm: 401', async () => {
  const { id, send } = await poolApi();
  const [header, , signature] = tokenOf(id).split('.');
  const refused: readonly (string | undefined)[] = [
    undefined,
    'abc',
    'Basic YWRhOnB3',
    `${header}.${base64url({ ...id, sub: 'eve' })}.${signature}`,
    tokenOf(id, stranger.privateKey),
    tokenOf({ ...id, iss: `${ISSUER}x` }),
    tokenOf(id, pair.privateKey, { kid: 'k2' }),
    `${base64url({ alg: 'none', kid: 'k1' })}.${base64url(id)}.`,
    tokenOf(id, pair.privateKey, { alg: 'HS256' }),
  ];
  for (const token of refused) assert.deepEqual(await send(token), UNAUTHORIZED, token);
});

test('a token that has expired is told so', async () => {
  const { gateway, id, send } = await poolApi();
  const token = tokenOf(id);
  assert.equal((await send(token)).status, 200);
  await gateway.clock.advance(600_000);
  assert.deepEqual(await send(token), { ...UNAUTHORIZED, body: { message: 'The incoming token has expired' } });
  const { exp: _, ...endless } = id;
  assert.deepEqual(await send(tokenOf(endless)), UNAUTHORIZED);
});

test('a method without scopes takes ID tokens alone, one with scopes access tokens that have one of them', async () => {
  const open = await poolApi();
  assert.deepEqual(await open.send(tokenOf(open.access)), UNAUTHORIZED);
  const scoped = await poolApi({ scopes: ['notes/write', 'notes/read'] });
  assert.equal((await scoped.send(tokenOf(scoped.access))).status, 200);
  assert.deepEqual(await scoped.send(tokenOf({ ...scoped.access, scope: 'notes/admin' })), UNAUTHORIZED);
  assert.deepEqual(await scoped.send(tokenOf(scoped.id)), UNAUTHORIZED);
});

test('the token comes from the identity source, and its audience must match the validation expression', async () => {
  const { id, send } = await poolApi({
    authorizer: { identitySource: 'method.request.header.X-Token', identityValidationExpression: 'client[0-9]' },
  });
  assert.equal((await send(tokenOf(id), 'X-Token')).status, 200);
  assert.deepEqual(await send(tokenOf(id)), UNAUTHORIZED);
  assert.deepEqual(await send(tokenOf({ ...id, aud: 'client12' }), 'X-Token'), UNAUTHORIZED);
});

test('a resource policy must allow the call by itself', async () => {
  const policy = (Effect: string, Resource: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect, Principal: '*', Action: 'execute-api:Invoke', Resource }],
  });
  const open = await poolApi({ policy: policy('Allow', 'execute-api:/*') });
  assert.equal((await open.send(tokenOf(open.id))).status, 200);
  const silent = await poolApi({ policy: policy('Allow', 'execute-api:/prod/*') });
  assert.equal((await silent.send(tokenOf(silent.id))).status, 403);
  assert.equal((await silent.send('abc')).status, 401);
});

test('the log says why a token was refused, the answer does not', async () => {
  const { gateway, id, send } = await poolApi();
  await send(tokenOf({ ...id, token_use: 'access' }));
  assert.match(gateway.logged.join('\n'), /the token is of use access, not id/);
});
