import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { aDocument, type TestRequest, testGateway } from '../../test/support/deployed-api.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]);
const LOSSY = Buffer.from(PNG.toString());

let server: Server;
let origin = '';
/** What the backend got last, and what it answers. */
let got = Buffer.alloc(0);
let answered: { readonly type: string; readonly body: Buffer } = { type: 'text/plain', body: Buffer.alloc(0) };

before(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      got = Buffer.concat(chunks);
      response.writeHead(200, { 'Content-Type': answered.type });
      response.end(answered.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

async function send(
  api: { types?: string[]; request?: string; response?: string; type?: string },
  request: TestRequest,
) {
  const gateway = testGateway();
  const integration = {
    type: api.type ?? 'http',
    httpMethod: 'POST',
    uri: origin,
    ...(api.request && { contentHandling: api.request }),
    responses: { default: { statusCode: 200, ...(api.response && { contentHandling: api.response }) } },
  };
  const types = api.types === undefined ? {} : { 'x-amazon-apigateway-binary-media-types': api.types };
  await gateway.deploy(aDocument({ '/': { post: { 'x-amazon-apigateway-integration': integration } } }, types));
  return gateway.send({ method: 'POST', ...request });
}

const BINARY = ['image/png'];
const base64 = PNG.toString('base64');

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
type RequestCase = readonly [
  types: string[] | undefined,
  contentType: string,
  handling: string | undefined,
  sent: Buffer | string,
  received: Buffer | string | 500,
];
const REQUESTS: readonly RequestCase[] = [
  [undefined, 'image/png', undefined, PNG, LOSSY],
  [undefined, 'image/png', 'CONVERT_TO_TEXT', PNG, LOSSY],
  [undefined, 'image/png', 'CONVERT_TO_BINARY', base64, PNG],
  [undefined, 'image/png', 'CONVERT_TO_BINARY', PNG, 500],
  [BINARY, 'text/plain', undefined, 'text', 'text'],
  [BINARY, 'text/plain', 'CONVERT_TO_TEXT', 'text', 'text'],
  [BINARY, 'text/plain', 'CONVERT_TO_BINARY', base64, PNG],
  [BINARY, 'image/png', undefined, PNG, PNG],
  [BINARY, 'image/png', 'CONVERT_TO_BINARY', PNG, PNG],
  [BINARY, 'image/png', 'CONVERT_TO_TEXT', PNG, base64],
];

for (const [types, contentType, handling, body, received] of REQUESTS) {
  const name = `a request of ${contentType} ${types ? 'with' : 'without'} binary media types, ${handling ?? 'no handling'}`;
  test(`${name}: ${received === 500 ? 'no base64 is a 500' : 'as in the table of AWS'}`, async () => {
    answered = { type: 'text/plain', body: Buffer.from('ok') };
    const { status } = await send(
      { ...(types && { types }), ...(handling && { request: handling }) },
      { headers: { 'Content-Type': contentType, Accept: 'text/plain' }, body },
    );
    if (received === 500) assert.equal(status, 500);
    else assert.deepEqual([status, got], [200, Buffer.from(received)]);
  });
}

type ResponseCase = readonly [
  types: string[] | undefined,
  backend: readonly [type: string, body: Buffer | string],
  accept: string,
  handling: string | undefined,
  expected: Buffer | string | 500,
];
const RESPONSES: readonly ResponseCase[] = [
  [undefined, ['image/png', PNG], 'image/png', undefined, LOSSY],
  [undefined, ['text/plain', base64], 'text/plain', 'CONVERT_TO_BINARY', PNG],
  [undefined, ['text/plain', 'text'], 'text/plain', 'CONVERT_TO_TEXT', 'text'],
  [BINARY, ['text/plain', 'text'], 'text/plain', undefined, 'text'],
  [BINARY, ['text/plain', base64], 'text/plain', 'CONVERT_TO_BINARY', PNG],
  [BINARY, ['text/plain', 'text'], 'text/plain', 'CONVERT_TO_TEXT', 'text'],
  [BINARY, ['text/plain', base64], 'image/png', undefined, PNG],
  [BINARY, ['text/plain', '?'], 'image/png', undefined, 500],
  [BINARY, ['text/plain', base64], 'image/png', 'CONVERT_TO_BINARY', PNG],
  [BINARY, ['text/plain', 'text'], 'image/png', 'CONVERT_TO_TEXT', 'text'],
  [BINARY, ['image/png', PNG], 'text/plain', undefined, base64],
  [BINARY, ['image/png', PNG], 'text/plain', 'CONVERT_TO_BINARY', PNG],
  [BINARY, ['image/png', PNG], 'text/plain', 'CONVERT_TO_TEXT', base64],
  [BINARY, ['image/png', PNG], 'image/png', undefined, PNG],
  [BINARY, ['image/png', PNG], 'image/png', 'CONVERT_TO_BINARY', PNG],
  [BINARY, ['image/png', PNG], 'image/png', 'CONVERT_TO_TEXT', base64],
  [BINARY, ['image/png', PNG], 'image/png, text/plain', undefined, PNG],
];

for (const [types, [type, body], accept, handling, expected] of RESPONSES) {
  const name = `an answer of ${type} to ${accept} ${types ? 'with' : 'without'} binary media types, ${handling ?? 'no handling'}`;
  test(`${name}: ${expected === 500 ? 'no base64 is a 500' : 'as in the table of AWS'}`, async () => {
    answered = { type, body: Buffer.from(body) };
    const response = await send(
      { ...(types && { types }), ...(handling && { response: handling }) },
      { headers: { 'Content-Type': 'text/plain', Accept: accept }, body: 'x' },
    );
    if (expected === 500) assert.equal(response.status, 500);
    else assert.deepEqual([response.status, Buffer.from(response.body)], [200, Buffer.from(expected)]);
  });
}

test('HTTP_PROXY takes every type as binary with the full wildcard, both ways', async () => {
  answered = { type: 'application/json', body: PNG };
  const response = await send({ types: ['*/*'], type: 'http_proxy' }, { body: PNG });
  assert.deepEqual([got, Buffer.from(response.body)], [PNG, PNG]);
});

test('a template cannot read bytes: a 500, unless the integration converts to text', async () => {
  for (const [contentHandling, expected] of [
    [undefined, 500],
    ['CONVERT_TO_TEXT', 200],
  ] as const) {
    const gateway = testGateway();
    const integration = {
      type: 'mock',
      ...(contentHandling && { contentHandling }),
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      responses: { default: { statusCode: 200 } },
    };
    await gateway.deploy(
      aDocument(
        { '/': { options: { 'x-amazon-apigateway-integration': integration } } },
        { 'x-amazon-apigateway-binary-media-types': ['*/*'] },
      ),
    );
    assert.equal((await gateway.send({ method: 'OPTIONS' })).status, expected);
  }
});
