import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../../../test/support/deployed-api.ts';
import { type SigningKey, signedGet } from '../../../test/support/signed-get.ts';

const ROLE = 'arn:aws:iam::000000000000:role/app';

/** An API whose cached GET asks for a signature, for a role with these statements. */
async function signedApi(authorizationType: 'AWS_IAM' | 'NONE', statements: readonly object[] = []) {
  let count = 0;
  const gateway = testGateway(lambdaAnswering(() => ({ statusCode: 200, body: String(++count) })));
  const operation = lambdaOperation('f', { 'x-amazon-apigateway-auth': { type: authorizationType } });
  const apiId = await gateway.deploy(aDocument({ '/a': { get: operation } }), { cacheClusterEnabled: true });
  const patchOperations = [
    { op: 'replace', path: '/*/*/caching/enabled', value: 'true' },
    { op: 'replace', path: '/*/*/caching/unauthorizedCacheControlHeaderStrategy', value: 'FAIL_WITH_403' },
  ];
  await gateway.operate('UpdateStage', { restApiId: apiId, stageName: 'test', patchOperations });
  const methodArn = `arn:aws:execute-api:us-east-1:000000000000:${apiId}/test/GET/a`;
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [...statements, { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }],
  }).replaceAll('<method>', methodArn);
  gateway.principals.readFrom(async (arn) =>
    arn === ROLE ? { identity: [{ id: 'app', text: policy }], tags: {} } : undefined,
  );
  const role = gateway.credentials.issueForRole({
    roleArn: ROLE,
    roleId: 'AROAX',
    sessionName: 'me',
    durationMs: 3_600_000,
  });
  const send = async (key: SigningKey | undefined, more: Readonly<Record<string, string>> = {}) => {
    const host = `${apiId}.execute-api.localhost`;
    const signed = key === undefined ? {} : signedGet(key, { host, path: '/test/a', nowMs: gateway.clock.now() });
    const { status, body } = await gateway.send({ path: '/a', headers: { ...signed, ...more } });
    return [status, String(body)];
  };
  return { role, send };
}

const FRESH = { 'Cache-Control': 'max-age=0' };
const ROOT = { accessKeyId: 'test', secretAccessKey: 'test' };
const refused = [403, '{"Message":"User is not authorized to access this resource"}'];

test('a role with the permission execute-api:InvalidateCache refreshes the answer', async () => {
  const allow = { Effect: 'Allow', Action: 'execute-api:InvalidateCache', Resource: '<method>' };
  const { role, send } = await signedApi('AWS_IAM', [allow]);
  assert.deepEqual(
    [await send(role), await send(role, FRESH), await send(role)],
    [
      [200, '1'],
      [200, '2'],
      [200, '2'],
    ],
  );
});

test('a role without the permission does not, nor one that has it for another method', async () => {
  const other = { Effect: 'Allow', Action: 'execute-api:InvalidateCache', Resource: '<method>/other' };
  for (const statements of [[], [other]]) {
    const { role, send } = await signedApi('AWS_IAM', statements);
    assert.deepEqual([await send(role), await send(role, FRESH), await send(role)], [[200, '1'], refused, [200, '1']]);
  }
});

test('the account itself has the permission', async () => {
  const { send } = await signedApi('AWS_IAM');
  assert.deepEqual(
    [await send(ROOT), await send(ROOT, FRESH)],
    [
      [200, '1'],
      [200, '2'],
    ],
  );
});

test('where nobody signs, nobody has the permission', async () => {
  const { send } = await signedApi('NONE');
  assert.deepEqual(
    [await send(undefined), await send(undefined, FRESH), await send(ROOT, FRESH)],
    [[200, '1'], refused, refused],
  );
});
