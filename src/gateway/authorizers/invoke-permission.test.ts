import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../../../test/support/deployed-api.ts';
import { signedGet } from '../../../test/support/signed-get.ts';

const ROLE = 'arn:aws:iam::000000000000:role/client';
const SESSION = 'arn:aws:sts::000000000000:assumed-role/client/me';
const KEY = { accessKeyId: 'test', secretAccessKey: 'test' };

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Resource: string, more: object = {}) => ({
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource,
  ...more,
});
const deny = (Resource: string, more: object = {}) => ({ ...allow(Resource, more), Effect: 'Deny' });
const everybody = { Principal: '*' };
const from = (range: string) => ({ Condition: { IpAddress: { 'aws:SourceIp': range } } });

/** An API with `/open` (no authorization) and `/closed` (AWS_IAM), under an own policy and the client's policies. */
async function api({ own, client = [] }: { readonly own?: string; readonly client?: readonly string[] }) {
  const gateway = testGateway(lambdaAnswering(() => ({ statusCode: 200, body: '{}' })));
  gateway.principals.readFrom(async (arn) =>
    arn === ROLE ? { identity: client.map((text, index) => ({ id: `p${index}`, text })), tags: {} } : undefined,
  );
  const iam = lambdaOperation('f', { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } });
  const document = aDocument({ '/open': { get: lambdaOperation('f') }, '/closed': { get: iam } });
  const apiId = await gateway.deploy({
    ...document,
    ...(own !== undefined && { 'x-amazon-apigateway-policy': JSON.parse(own) }),
  });
  const host = `${apiId}.execute-api.localhost`;
  const session = gateway.credentials.issueForRole({
    roleArn: ROLE,
    roleId: 'AROAX',
    sessionName: 'me',
    durationMs: 3_600_000,
  });
  const send = async (path: string, key?: 'role' | 'root') => {
    const signed = { host, path: `/test${path}`, nowMs: gateway.clock.now() };
    const headers = key === undefined ? {} : signedGet(key === 'role' ? session : KEY, signed);
    const { status, body, headers: answered } = await gateway.send({ path, headers });
    return { status, type: answered['x-amzn-ErrorType'], body: String(body) };
  };
  const arn = (path: string) => `arn:aws:execute-api:us-east-1:********0000:${apiId}/test/GET${path}`;
  return { send, arn };
}

test('a signed caller whose policies allow the method gets through, and no other method', async () => {
  const { send, arn } = await api({ client: [policy(allow('arn:aws:execute-api:*:*:*/test/GET/closed'))] });
  assert.equal((await send('/closed', 'role')).status, 200);
  const other = await api({ client: [policy(allow('arn:aws:execute-api:*:*:*/test/GET/other'))] });
  const refused = await other.send('/closed', 'role');
  assert.equal(refused.status, 403);
  assert.equal(refused.type, 'AccessDeniedException');
  assert.equal(
    refused.body,
    `{"Message":"User: ${SESSION} is not authorized to perform: execute-api:Invoke on resource: ${other.arn('/closed')} because no identity-based policy allows the execute-api:Invoke action"}`,
  );
  assert.notEqual(arn('/closed'), other.arn('/closed'));
});

test('a denial in the policies of the caller goes before what they allow', async () => {
  const { send } = await api({ client: [policy(allow('*'), deny('*'))] });
  const { status, body } = await send('/closed', 'role');
  assert.equal(status, 403);
  assert.match(body, /execute-api:Invoke on resource: \S+ with an explicit deny in an identity-based policy"\}$/);
});

test("the account's root needs no policy", async () => {
  const { send } = await api({});
  assert.equal((await send('/closed', 'root')).status, 200);
});

test('where nobody signs, a resource policy must allow the call', async () => {
  const open = await api({ own: policy(allow('execute-api:/test/GET/open', everybody)) });
  assert.equal((await open.send('/open')).status, 200);
  const shut = await api({ own: policy(allow('execute-api:/prod/*', everybody)) });
  const { status, type, body } = await shut.send('/open');
  assert.deepEqual([status, type], [403, 'AccessDeniedException']);
  assert.equal(
    body,
    `{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${shut.arn('/open')} because no resource-based policy allows the execute-api:Invoke action"}`,
  );
});

test('a resource policy tells callers apart by their address', async () => {
  const blocked = await api({
    own: policy(allow('execute-api:/*', everybody), deny('execute-api:/*', { ...everybody, ...from('127.0.0.0/8') })),
  });
  const { status, body } = await blocked.send('/open');
  assert.equal(status, 403);
  assert.match(
    body,
    /^\{"Message":"User: anonymous is not authorized .* with an explicit deny in a resource-based policy"\}$/,
  );
  const listed = await api({ own: policy(allow('execute-api:/*', { ...everybody, ...from('127.0.0.1/32') })) });
  assert.equal((await listed.send('/open')).status, 200);
  const elsewhere = await api({ own: policy(allow('execute-api:/*', { ...everybody, ...from('192.0.2.0/24') })) });
  assert.equal((await elsewhere.send('/open')).status, 403);
});

test('with AWS_IAM one of the two policies is enough, and each of them can deny', async () => {
  const byResource = await api({ own: policy(allow('execute-api:/*', { Principal: { AWS: ROLE } })) });
  assert.equal((await byResource.send('/closed', 'role')).status, 200);
  const byIdentity = await api({
    own: policy(allow('execute-api:/prod/*', everybody)),
    client: [policy(allow('*'))],
  });
  assert.equal((await byIdentity.send('/closed', 'role')).status, 200);
  const denied = await api({ own: policy(deny('execute-api:/*', everybody)), client: [policy(allow('*'))] });
  assert.match((await denied.send('/closed', 'role')).body, /with an explicit deny in a resource-based policy"\}$/);
  assert.equal((await denied.send('/closed', 'root')).status, 403);
});

test('a request without a signature is told so before any policy is asked', async () => {
  const { send } = await api({ own: policy(deny('execute-api:/*', everybody)) });
  assert.equal((await send('/closed')).body, '{"message":"Missing Authentication Token"}');
});
