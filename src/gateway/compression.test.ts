import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../../test/support/deployed-api.ts';

const TEXT = 'a'.repeat(1000);

/** An API that compresses from `minimum` bytes on, over a function that answers what it got. */
async function gateway(minimum: number | undefined, answer: (body: string) => object = (body) => ({ body })) {
  const over = testGateway(
    lambdaAnswering((event) => ({ statusCode: 200, ...answer(event.body ?? `${TEXT}`), ...withHeaders(event) })),
  );
  const size = minimum === undefined ? {} : { 'x-amazon-apigateway-minimum-compression-size': minimum };
  await over.deploy(aDocument({ '/': { 'x-amazon-apigateway-any-method': lambdaOperation() } }, size));
  return over;
}

const withHeaders = (event: { headers: Record<string, string> }) =>
  event.headers['X-Encoded'] === undefined ? {} : { headers: { 'Content-Encoding': 'br' } };

test('an answer of the minimum size is compressed for who accepts it', async () => {
  const over = await gateway(1000);
  const gzipped = await over.send({ headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(gzipped.headers['Content-Encoding'], 'gzip');
  assert.equal(gunzipSync(gzipped.body).toString(), TEXT);
  const deflated = await over.send({ headers: { 'Accept-Encoding': 'deflate' } });
  assert.equal(deflated.headers['Content-Encoding'], 'deflate');
  assert.equal(inflateSync(deflated.body).toString(), TEXT);
});

const PLAIN: readonly (readonly [why: string, minimum: number | undefined, headers: Record<string, string>])[] = [
  ['it is below the minimum size', 1001, { 'Accept-Encoding': 'gzip' }],
  ['the API does not compress', undefined, { 'Accept-Encoding': 'gzip' }],
  ['the client accepts nothing', 0, {}],
  ['the client accepts what the gateway does not know', 0, { 'Accept-Encoding': 'br' }],
  ['the client likes it plain', 0, { 'Accept-Encoding': 'gzip;q=0.5, identity' }],
  ['the client refuses it', 0, { 'Accept-Encoding': 'gzip;q=0' }],
];

for (const [why, minimum, headers] of PLAIN) {
  test(`an answer goes as it is when ${why}`, async () => {
    const { body, headers: answered } = await (await gateway(minimum)).send({ headers });
    assert.deepEqual([String(body), answered['Content-Encoding']], [TEXT, undefined]);
  });
}

test('what the backend has encoded itself is left alone', async () => {
  const over = await gateway(0);
  const { body, headers } = await over.send({ headers: { 'Accept-Encoding': 'gzip', 'X-Encoded': 'yes' } });
  assert.deepEqual([String(body), headers['Content-Encoding']], [TEXT, 'br']);
});

test('the better liked coding is taken', async () => {
  const over = await gateway(0);
  const { headers } = await over.send({ headers: { 'Accept-Encoding': 'gzip;q=0.5, deflate;q=0.8, *;q=0.1' } });
  assert.equal(headers['Content-Encoding'], 'deflate');
});

test('refusals of the gateway are compressed too', async () => {
  const over = await gateway(0);
  const { status, body, headers } = await over.send({ path: '/nope', headers: { 'Accept-Encoding': 'gzip' } });
  assert.deepEqual([status, headers['Content-Encoding']], [403, 'gzip']);
  assert.equal(gunzipSync(body).toString(), '{"message":"Missing Authentication Token"}');
});

test('a compressed request reaches the integration as it was', async () => {
  const over = await gateway(0, (body) => ({ body }));
  for (const [coding, body] of [
    ['gzip', gzipSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
  ] as const) {
    const answer = await over.send({ method: 'POST', headers: { 'Content-Encoding': coding }, body });
    assert.deepEqual([answer.status, String(answer.body)], [200, TEXT], coding);
  }
});

test('a request that cannot be read, or is compressed in another way, is a 415', async () => {
  const over = await gateway(0);
  for (const [coding, body] of [
    ['gzip', Buffer.from('no gzip')],
    ['gzip', gzipSync(TEXT).subarray(0, 20)],
    ['deflate', Buffer.from('plain')],
    ['br', Buffer.from('x')],
    ['gzip, gzip', gzipSync(TEXT)],
  ] as const) {
    const { status, body: answered } = await over.send({
      method: 'POST',
      headers: { 'Content-Encoding': coding },
      body,
    });
    assert.deepEqual([status, answered], [415, '{"message": "Unsupported Media Type"}'], `${coding} ${body}`);
  }
});

test('a bomb is refused before it is unpacked whole', async () => {
  const over = await gateway(0);
  const body = gzipSync(Buffer.alloc(11 * 1024 * 1024));
  const { status, body: answered } = await over.send({ method: 'POST', headers: { 'Content-Encoding': 'gzip' }, body });
  assert.deepEqual([status, answered], [413, '{"message":"Request Too Long"}']);
});

test('an API that does not compress hands compressed requests on as they are', async () => {
  const over = await gateway(undefined, () => ({ body: 'untouched' }));
  const answer = await over.send({ method: 'POST', headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(TEXT) });
  assert.equal(answer.body, 'untouched');
});
