import assert from 'node:assert/strict';
import { signedRequest } from '../support/sign-request.ts';
import { ACCOUNT, type Answer, gatewayRules, mock, REGION, ruleLab, type TestApi } from './gateway-rules-lab.ts';

const lab = await ruleLab();
const PASSWORD = 'Correct-Horse-1';
let count = 0;

/** Runs an operation of Cognito's user pools. */
// biome-ignore lint/suspicious/noExplicitAny: each caller knows its answer
async function cognito(operation: string, input: object): Promise<any> {
  const body = JSON.stringify(input);
  const { headers } = signedRequest({
    service: 'cognito-idp',
    body,
    signedAt: Date.now(),
    headers: {
      host: new URL(lab.endpoint).host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
  });
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? '']));
  const { status, text } = await lab.request('/', { method: 'POST', headers: sent, body });
  assert.equal(status, 200, `${operation}: ${text}`);
  return JSON.parse(text);
}

interface Tokens {
  readonly IdToken: string;
  readonly AccessToken: string;
}

/** A user pool with a user who has signed in. */
async function signedIn(): Promise<Tokens & { readonly poolArn: string }> {
  const { UserPool } = await cognito('CreateUserPool', { PoolName: `pool${count++}` });
  const UserPoolId: string = UserPool.Id;
  const { UserPoolClient } = await cognito('CreateUserPoolClient', {
    UserPoolId,
    ClientName: 'web',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const Username = 'someone';
  await cognito('AdminCreateUser', { UserPoolId, Username, MessageAction: 'SUPPRESS' });
  await cognito('AdminSetUserPassword', { UserPoolId, Username, Password: PASSWORD, Permanent: true });
  const { AuthenticationResult } = await cognito('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: UserPoolClient.ClientId,
    AuthParameters: { USERNAME: Username, PASSWORD },
  });
  return { ...AuthenticationResult, poolArn: UserPool.Arn };
}

const SOMEWHERE = `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${REGION}_ABCdef123`;

/** An API of which `GET /` asks for a token of a pool, and `GET /scoped` for a scope too. */
async function guarded(poolArn: string, header = 'Authorization'): Promise<TestApi> {
  const api = await lab.api({}, { deployment: false });
  const { id = '' } = await lab.gateway.createAuthorizer({
    restApiId: api.id,
    name: 'pool',
    type: 'COGNITO_USER_POOLS',
    providerARNs: [poolArn],
    identitySource: `method.request.header.${header}`,
  });
  const method = { authorizationType: 'COGNITO_USER_POOLS', authorizerId: id };
  await api.add({
    'GET /': { ...mock(), method },
    'GET /scoped': { ...mock(), method: { ...method, authorizationScopes: ['things/read'] } },
  });
  await api.deploy();
  return api;
}

const get = (api: TestApi, token: string, path = '/', header = 'Authorization') =>
  api.send({ path, headers: { [header]: token } });
const refused = ({ status, json }: Answer) => [status, json];
const UNAUTHORIZED = [401, { message: 'Unauthorized' }];

gatewayRules('cognito', {
  async no_token() {
    const answer = await (await guarded(SOMEWHERE)).send();
    assert.deepEqual(refused(answer), UNAUTHORIZED);
    assert.equal(answer.headers['x-amzn-errortype'], 'UnauthorizedException');
  },
  async bad_token() {
    assert.deepEqual(refused(await get(await guarded(SOMEWHERE), 'no.jwt')), UNAUTHORIZED);
  },
  async id_token() {
    const { poolArn, IdToken } = await signedIn();
    const api = await guarded(poolArn);
    for (const token of [IdToken, `Bearer ${IdToken}`]) assert.equal((await get(api, token)).status, 200);
  },
  async tampered_token() {
    const { poolArn, IdToken } = await signedIn();
    const api = await guarded(poolArn);
    const [head = '', claims = '', signature = ''] = IdToken.split('.');
    const changed = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'another' };
    const forged = [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
    assert.deepEqual(refused(await get(api, forged)), UNAUTHORIZED);
    assert.equal((await get(api, IdToken)).status, 200);
  },
  async other_pool() {
    const [one, other] = [await signedIn(), await signedIn()];
    assert.deepEqual(refused(await get(await guarded(one.poolArn), other.IdToken)), UNAUTHORIZED);
  },
  async access_token_without_scopes() {
    const { poolArn, AccessToken } = await signedIn();
    assert.deepEqual(refused(await get(await guarded(poolArn), AccessToken)), UNAUTHORIZED);
  },
  async scope_missing() {
    const { poolArn, AccessToken } = await signedIn();
    assert.ok([401, 403].includes((await get(await guarded(poolArn), AccessToken, '/scoped')).status));
  },
  async own_header() {
    const { poolArn, IdToken } = await signedIn();
    const api = await guarded(poolArn, 'X-Token');
    assert.equal((await get(api, IdToken, '/', 'X-Token')).status, 200);
    assert.deepEqual(refused(await get(api, IdToken)), UNAUTHORIZED);
  },
});
