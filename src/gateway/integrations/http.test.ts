import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { aDocument, type TestRequest, testGateway } from '../../../test/support/deployed-api.ts';

let server: Server;
let origin = '';

before(async () => {
  server = createServer(echo);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

/** Answers what it was asked; `/status/<n>` with that status. */
function echo(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const status = Number(/\/status\/(\d+)/.exec(request.url ?? '')?.[1] ?? 200);
    response.writeHead(status, [
      ['Content-Type', 'application/json'],
      ['Server', 'echo'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Backend', 'yes'],
    ]);
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
  });
}

async function send(integration: object, request: TestRequest = {}, stage: object = {}) {
  const gateway = testGateway();
  const any = { 'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-integration': integration } };
  await gateway.deploy(aDocument({ '/': any, '/{proxy+}': any }), stage);
  const response = await gateway.send(request);
  const asked = response.status < 500 ? JSON.parse(String(response.body)) : undefined;
  return { ...response, asked, logged: gateway.logged };
}

test('HTTP_PROXY passes the request on and the answer back', async () => {
  const { asked, status, headers } = await send(
    {
      type: 'http_proxy',
      httpMethod: 'POST',
      uri: `${origin}/base/{proxy}`,
      requestParameters: {
        'integration.request.path.proxy': 'method.request.path.proxy',
        'integration.request.header.x-added': "'static'",
        'integration.request.querystring.stage': 'context.stage',
      },
    },
    {
      method: 'PUT',
      path: '/a/b%20c?x=1&x=2',
      headers: { 'X-Own': 'kept', Connection: 'close', TE: 'no' },
      body: 'hi',
    },
  );
  assert.deepEqual(
    [status, asked.method, asked.url, asked.body],
    [200, 'POST', '/base/a/b%20c?x=1&x=2&stage=test', 'hi'],
  );
  assert.deepEqual([asked.headers['x-own'], asked.headers['x-added'], asked.headers.te], ['kept', 'static', undefined]);
  assert.equal(`http://${asked.headers.host}`, origin);
  assert.deepEqual(headers['Set-Cookie'], ['a=1', 'b=2']);
  assert.equal(headers['x-amzn-Remapped-Server'], 'echo');
});

test('HTTP sends on only what is mapped, and selects the answer by status', async () => {
  const integration = (path: string) => ({
    type: 'http',
    httpMethod: 'POST',
    uri: `${origin}/\${stageVariables.where}${path}`,
    requestParameters: { 'integration.request.querystring.q': 'method.request.header.X-Q' },
    responses: {
      '4\\d{2}': { statusCode: '409' },
      default: {
        statusCode: '201',
        responseParameters: { 'method.response.header.x-from': 'integration.response.header.X-Backend' },
      },
    },
  });
  const request = { method: 'POST', path: '/?lost=1', headers: { 'X-Q': 'a b', 'X-Lost': '1' }, body: '{}' };
  const { asked, status, headers } = await send(integration(''), request, { variables: { where: 'v1' } });
  assert.deepEqual([status, asked.method, asked.url, asked.body], [201, 'POST', '/v1?q=a%20b', '{}']);
  assert.equal(asked.headers['x-lost'], undefined);
  assert.match(asked.headers['user-agent'], /^AmazonAPIGateway_[a-z0-9]{10}$/);
  assert.equal(asked.headers.accept, 'application/json');
  assert.equal(headers['x-from'], 'yes');
  assert.equal((await send(integration('/status/404'), request)).status, 409);
});

test('a backend that is not there is a 504', async () => {
  const { status, body } = await send({ type: 'http_proxy', httpMethod: 'GET', uri: 'http://127.0.0.1:1/' });
  assert.deepEqual([status, body], [504, '{"message": "Network error communicating with endpoint"}']);
});

test('no integration response for a status is a 500', async () => {
  const { status } = await send({ type: 'http', httpMethod: 'GET', uri: `${origin}/` });
  assert.equal(status, 500);
});

test('a header that HTTP owns cannot be mapped', async () => {
  const { status, body, headers, logged } = await send({
    type: 'http_proxy',
    httpMethod: 'GET',
    uri: `${origin}/`,
    requestParameters: { 'integration.request.header.Content-Length': "'5'" },
  });
  assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
  assert.equal(headers['X-Amzn-Trace-Id'], undefined);
  assert.match(logged.join(), /Content-Length cannot be mapped/);
});

test('overrides of the request template go before what is mapped', async () => {
  const { asked } = await send(
    {
      type: 'http',
      httpMethod: 'POST',
      uri: `${origin}/{part}`,
      requestParameters: {
        'integration.request.header.X-Both': "'mapped'",
        'integration.request.querystring.both': "'mapped'",
        'integration.request.path.part': "'mapped'",
      },
      requestTemplates: {
        'application/json':
          '#set($context.requestOverride.header.x-both = "own")#set($context.requestOverride.querystring.both = "own")' +
          '#set($context.requestOverride.path.part = "own")#set($context.requestOverride.header.x-more = $input.params("q"))' +
          '{"q": "$input.params("q")"}',
      },
      responses: { default: { statusCode: 200 } },
    },
    { path: '/?q=a%2Bb' },
  );
  assert.deepEqual([asked.url, asked.body], ['/own?both=own', '{"q": "a+b"}']);
  assert.deepEqual([asked.headers['x-both'], asked.headers['x-more']], ['own', 'a+b']);
});

test('a path parameter that becomes a query parameter keeps its meaning', async () => {
  const asQuery = async (path: string) => {
    const requestParameters = { 'integration.request.querystring.q': 'method.request.path.proxy' };
    return (await send({ type: 'http_proxy', httpMethod: 'GET', uri: `${origin}/`, requestParameters }, { path })).asked
      .url;
  };
  assert.equal(await asQuery('/a%20b%26'), '/?q=a%20b%26');
  assert.equal(await asQuery('/a%zz'), '/?q=a%25zz', 'what is no valid encoding stays as sent');
});

test('a mapped query parameter replaces the one that HTTP_PROXY passes on', async () => {
  const requestParameters = { 'integration.request.querystring.a': 'method.request.querystring.a' };
  const integration = { type: 'http_proxy', httpMethod: 'GET', uri: `${origin}/`, requestParameters };
  assert.equal((await send(integration, { path: '/?a=1&b=x%20y&a=2' })).asked.url, '/?b=x%20y&a=2');
  assert.equal((await send(integration, { path: '/?b=1' })).asked.url, '/?b=1');
});

test('headers of the connection do not reach a backend, even where a mapping names them', async () => {
  const unsent = ['Connection', 'Expect', 'Proxy-Authenticate', 'TE', 'Via'];
  const requestParameters = Object.fromEntries(
    [...unsent, 'Server'].map((name) => [`integration.request.header.${name}`, "'mapped'"]),
  );
  for (const type of ['http_proxy', 'http']) {
    const responses = { default: { statusCode: '200' } };
    const { asked } = await send(
      { type, httpMethod: 'GET', uri: `${origin}/`, requestParameters, responses },
      { headers: { Via: '1.1 client' } },
    );
    assert.equal(asked.headers.server, 'mapped');
    for (const name of unsent) assert.notEqual(asked.headers[name.toLowerCase()], 'mapped', `${type} ${name}`);
    assert.equal(asked.headers.via, undefined);
  }
});
