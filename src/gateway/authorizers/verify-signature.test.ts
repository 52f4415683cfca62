import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../../../test/support/deployed-api.ts';
import { type SigningKey, signedGet } from '../../../test/support/signed-get.ts';

const KEY = { accessKeyId: 'test', secretAccessKey: 'test' };

async function signedApi() {
  const gateway = testGateway(
    lambdaAnswering((event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.identity) })),
  );
  const operation = lambdaOperation('f', { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } });
  const apiId = await gateway.deploy(aDocument({ '/': { get: operation } }));
  const host = `${apiId}.execute-api.localhost`;

  /** Signs a GET of the stage's root, as of the clock's time. */
  const sign = (key: SigningKey, options: { readonly query?: string; readonly service?: string } = {}) =>
    signedGet(key, { host, path: '/test/', nowMs: gateway.clock.now(), ...options });

  const send = async (headers: Record<string, string>, path = '/') => {
    const { status, body, headers: answered } = await gateway.send({ headers, path });
    return [status, answered['x-amzn-ErrorType'], JSON.parse(String(body))] as const;
  };
  return { gateway, sign, send };
}

test('a request without a signature is refused as a missing token', async () => {
  const { send } = await signedApi();
  assert.deepEqual(await send({}), [
    403,
    'MissingAuthenticationTokenException',
    { message: 'Missing Authentication Token' },
  ]);
});

test('a good signature gets through, and the backend is told who signed', async () => {
  const { gateway, sign, send } = await signedApi();
  const [status, , identity] = await send(sign(KEY));
  assert.equal(status, 200);
  const { accountId, accessKey, caller, user, userArn } = identity;
  assert.deepEqual([accountId, accessKey, caller, user], ['000000000000', 'test', '000000000000', '000000000000']);
  assert.equal(userArn, 'arn:aws:iam::000000000000:root');

  const session = gateway.credentials.issueForRole({
    roleArn: 'arn:aws:iam::000000000000:role/app',
    roleId: 'AROAX',
    sessionName: 'me',
    durationMs: 3_600_000,
  });
  const [, , role] = await send(sign(session));
  assert.equal(role.userArn, 'arn:aws:sts::000000000000:assumed-role/app/me');
  assert.equal(role.caller, 'AROAX:me');
});

test('a signature for another query, or by another secret, does not match', async () => {
  const { sign, send } = await signedApi();
  const [status, type, { message }] = await send(sign(KEY), '/?changed=1');
  assert.deepEqual([status, type], [403, 'InvalidSignatureException']);
  assert.match(message, /^The request signature we calculated does not match the signature you provided\./);
  assert.equal((await send(sign(KEY, { query: 'a=1' }), '/?a=1'))[0], 200);
  assert.equal((await send(sign({ ...KEY, secretAccessKey: 'wrong' })))[1], 'InvalidSignatureException');
});

test('an access key that belongs to nobody is refused', async () => {
  const { sign, send } = await signedApi();
  assert.deepEqual(await send(sign({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' })), [
    403,
    'UnrecognizedClientException',
    { message: 'The security token included in the request is invalid.' },
  ]);
});

test('a signature for another service, an old one and an expired session are refused', async () => {
  const { gateway, sign, send } = await signedApi();
  const [status, type, { message }] = await send(sign(KEY, { service: 's3' }));
  assert.deepEqual([status, type], [403, 'InvalidSignatureException']);
  assert.match(message, /Credential should be scoped to correct service: 'execute-api'/);

  const early = sign(KEY);
  const session = gateway.credentials.issueForCaller({
    caller: { arn: 'arn:aws:iam::000000000000:root', userId: '000000000000', account: '000000000000', kind: 'root' },
    durationMs: 60_000,
  });
  await gateway.clock.advance(16 * 60_000);
  assert.match((await send(early))[2].message, /^Signature expired: /);
  assert.deepEqual(await send(sign(session)), [
    403,
    'ExpiredTokenException',
    { message: 'The security token included in the request is expired' },
  ]);
});

test('a token of another kind lacks all of a signature', async () => {
  const { send } = await signedApi();
  assert.deepEqual(await send({ Authorization: 'Bearer x' }), [
    403,
    'IncompleteSignatureException',
    {
      message:
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=Bearer x",
    },
  ]);
});
