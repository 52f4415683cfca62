import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SigningKey, signedGet } from '../support/signed-get.ts';
import { ACCOUNT, type Answer, gatewayRules, mock, REGION, ruleLab, type TestApi } from './gateway-rules-lab.ts';

const lab = await ruleLab();
const { gateway, iam } = lab;
const HOST = new URL(lab.endpoint).host;
const SIGNED = { authorizationType: 'AWS_IAM' };
const signedMock = (template?: string) => ({ ...mock(template), method: SIGNED });

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Resource: string;
}

const document = (statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** A user who has a key of his own and these statements about invoking APIs. */
async function user(UserName: string, statements: readonly Statement[]): Promise<SigningKey> {
  await iam.createUser({ UserName });
  if (statements.length > 0) {
    const PolicyDocument = document(statements.map((one) => ({ Action: 'execute-api:Invoke', ...one })));
    await iam.putUserPolicy({ UserName, PolicyName: 'invoke', PolicyDocument });
  }
  const { AccessKey } = await iam.createAccessKey({ UserName });
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

const anywhere = (Effect: Statement['Effect']): Statement => ({ Effect, Resource: '*' });

/** Signs a GET of a path behind the stage and sends it, with another query than was signed where one is given. */
function signed(api: TestApi, key: SigningKey, path = '/', query = '', sentQuery = query): Promise<Answer> {
  const at = api.at(path);
  const headers = signedGet(key, { host: HOST, path: at, query, nowMs: Date.now() });
  return lab.request(sentQuery === '' ? at : `${at}?${sentQuery}`, { headers });
}

const about = (statements: readonly object[]) => ({
  policy: document(statements.map((one) => ({ Principal: '*', Action: 'execute-api:Invoke', ...one }))),
});
const MASKED = `\\*{8}${ACCOUNT.slice(-4)}`;

gatewayRules('auth', {
  async iam_unsigned() {
    const api = await lab.api({ 'GET /': signedMock() });
    const { status, json, headers } = await api.send();
    assert.deepEqual([status, json], [403, { message: 'Missing Authentication Token' }]);
    assert.equal(headers['x-amzn-errortype'], 'MissingAuthenticationTokenException');
  },
  async iam_good_signature() {
    const api = await lab.api({ 'GET /': signedMock('{"here":true}') });
    const { status, json } = await signed(api, await user('may-invoke', [anywhere('Allow')]));
    assert.deepEqual([status, json], [200, { here: true }]);
  },
  async iam_tampered() {
    const api = await lab.api({ 'GET /': signedMock() });
    const key = await user('tampered', [anywhere('Allow')]);
    assert.equal((await signed(api, key, '/', 'a=1')).status, 200);
    const { status, headers, json } = await signed(api, key, '/', 'a=1', 'a=2');
    assert.equal(status, 403);
    assert.equal(headers['x-amzn-errortype'], 'InvalidSignatureException');
    assert.match(json.message, /^The request signature we calculated does not match the signature you provided/);
  },
  async iam_unknown_key() {
    const api = await lab.api({ 'GET /': signedMock() });
    const answer = await signed(api, { accessKeyId: 'AKIAIOSFODNN7NOTHERE', secretAccessKey: 'x'.repeat(40) });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers['x-amzn-errortype'], 'UnrecognizedClientException');
    assert.deepEqual(answer.json, { message: 'The security token included in the request is invalid.' });
  },
  async iam_user_without_permission() {
    const api = await lab.api({ 'GET /': signedMock() });
    const { status, headers, json } = await signed(api, await user('may-nothing', []));
    assert.equal(status, 403);
    assert.equal(headers['x-amzn-errortype'], 'AccessDeniedException');
    assert.match(
      json.Message,
      new RegExp(
        `^User: arn:aws:iam::${ACCOUNT}:user/may-nothing is not authorized to perform: execute-api:Invoke on resource: ` +
          `arn:aws:execute-api:${REGION}:${MASKED}:${api.id}/test/GET/`,
      ),
    );
  },
  async iam_policy_by_path() {
    const api = await lab.api({ 'GET /a': signedMock(), 'GET /b': signedMock() });
    const key = await user('one-path', [
      { Effect: 'Allow', Resource: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api.id}/test/GET/a` },
    ]);
    assert.equal((await signed(api, key, '/a')).status, 200);
    assert.equal((await signed(api, key, '/b')).status, 403);
  },
  async iam_explicit_deny() {
    const api = await lab.api({ 'GET /': signedMock() });
    const { status, json } = await signed(api, await user('denied', [anywhere('Allow'), anywhere('Deny')]));
    assert.equal(status, 403);
    assert.match(json.Message, /with an explicit deny/);
  },
  async iam_identity_in_context() {
    const template =
      '{"arn":"$context.identity.userArn","account":"$context.identity.accountId","key":"$context.identity.accessKey"}';
    const api = await lab.api({ 'GET /': signedMock(template) });
    const key = await user('known', [anywhere('Allow')]);
    assert.deepEqual((await signed(api, key)).json, {
      arn: `arn:aws:iam::${ACCOUNT}:user/known`,
      account: ACCOUNT,
      key: key.accessKeyId,
    });
  },
  async resource_policy_denies_ip() {
    const policy = about([
      { Effect: 'Allow', Resource: 'execute-api:/*' },
      { Effect: 'Deny', Resource: 'execute-api:/*', Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } },
    ]);
    const { status, json, headers } = await (await lab.api({ 'GET /': mock() }, policy)).send();
    assert.equal(status, 403);
    assert.equal(headers['x-amzn-errortype'], 'AccessDeniedException');
    assert.match(json.Message, /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: /);
    assert.match(json.Message, /with an explicit deny/);
  },
  async resource_policy_not_ip() {
    const only = (addresses: readonly string[]) =>
      about([
        { Effect: 'Allow', Resource: 'execute-api:/*' },
        { Effect: 'Deny', Resource: 'execute-api:/*', Condition: { NotIpAddress: { 'aws:SourceIp': addresses } } },
      ]);
    const elsewhere = await lab.api({ 'GET /': mock() }, only(['192.0.2.0/24']));
    const here = await lab.api({ 'GET /': mock() }, only(['192.0.2.0/24', '127.0.0.1/32']));
    assert.deepEqual([(await elsewhere.send()).status, (await here.send()).status], [403, 200]);
  },
  async resource_policy_by_path() {
    const policy = about([{ Effect: 'Allow', Resource: 'execute-api:/test/GET/open' }]);
    const api = await lab.api({ 'GET /open': mock(), 'GET /closed': mock() }, policy);
    assert.equal((await api.send({ path: '/open' })).status, 200);
    assert.equal((await api.send({ path: '/closed' })).status, 403);
  },
  async resource_policy_by_stage() {
    const api = await lab.api({ 'GET /': mock() }, about([{ Effect: 'Allow', Resource: 'execute-api:/test/*' }]));
    await api.deploy('other');
    assert.equal((await api.send()).status, 200);
    assert.equal((await api.send({ stage: 'other' })).status, 403);
  },
  async resource_policy_and_iam() {
    const policy = about([
      { Effect: 'Allow', Resource: 'execute-api:/*' },
      { Effect: 'Deny', Resource: 'execute-api:/test/GET/closed' },
    ]);
    const api = await lab.api({ 'GET /open': signedMock(), 'GET /closed': signedMock() }, policy);
    const key = await user('both', [anywhere('Allow')]);
    assert.equal((await signed(api, key, '/open')).status, 200);
    const { status, json } = await signed(api, key, '/closed');
    assert.equal(status, 403);
    assert.match(json.Message, /with an explicit deny/);
  },
  async resource_policy_masks_account() {
    const api = await lab.api({ 'GET /': mock() }, about([{ Effect: 'Deny', Resource: 'execute-api:/*' }]));
    const { json } = await api.send();
    assert.match(json.Message, new RegExp(`arn:aws:execute-api:${REGION}:${MASKED}:${api.id}/test/GET/`));
    assert.doesNotMatch(json.Message, new RegExp(ACCOUNT));
  },
});

test('the credentials of the account may invoke what IAM guards', async () => {
  const api = await lab.api({ 'GET /': signedMock() });
  assert.equal((await signed(api, { accessKeyId: 'test', secretAccessKey: 'test' })).status, 200);
  await gateway.deleteRestApi({ restApiId: api.id });
});
