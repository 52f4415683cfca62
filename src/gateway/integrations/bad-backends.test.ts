import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { aDocument, type TestGateway, testGateway } from '../../../test/support/deployed-api.ts';

/** What the backend does to each connection once it was asked something. */
let behave: (socket: Socket) => void = () => {};
let server: Server;
let origin = '';
const open = new Set<Socket>();

before(async () => {
  server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    socket.once('data', () => behave(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  for (const socket of open) socket.destroy();
  server.close();
});

async function gatewayTo(more: object = {}): Promise<TestGateway> {
  const gateway = testGateway();
  const integration = { type: 'http_proxy', httpMethod: 'GET', uri: `${origin}/`, ...more };
  await gateway.deploy(aDocument({ '/': { get: { 'x-amazon-apigateway-integration': integration } } }));
  return gateway;
}

const NETWORK = '{"message": "Network error communicating with endpoint"}';
const INTERNAL = '{"message": "Internal server error"}';

const FAULTS: readonly (readonly [what: string, behave: (socket: Socket) => void, status: number, body: string])[] = [
  ['resets the connection', (socket) => socket.resetAndDestroy(), 504, NETWORK],
  ['closes without an answer', (socket) => socket.end(), 504, NETWORK],
  ['answers what is no HTTP', (socket) => socket.end('hello\r\n\r\n'), 504, NETWORK],
  ['breaks its answer off', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'), 504, NETWORK],
  [
    'sends more headers than anybody reads',
    (socket) => socket.end(`HTTP/1.1 200 OK\r\nX-Big: ${'a'.repeat(70_000)}\r\n\r\n`),
    504,
    NETWORK,
  ],
  [
    'claims to answer 1 GB',
    (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n'),
    500,
    INTERNAL,
  ],
];

for (const [what, does, status, body] of FAULTS) {
  test(`a backend that ${what} is a ${status}`, async () => {
    behave = does;
    const gateway = await gatewayTo();
    const answer = await gateway.send();
    assert.deepEqual([answer.status, answer.body], [status, body]);
    assert.equal(answer.headers['x-amzn-ErrorType'], 'InternalServerErrorException');
    assert.match(gateway.logged.join(), /Execution failed due to/);
  });
}

test('a backend that answers 1 GB without an end is hung up on at 10 MB', async () => {
  let sent = 0;
  const part = Buffer.alloc(256 * 1024, 'a');
  const closed = new Promise<void>((resolve) => {
    behave = (socket) => {
      socket.on('close', resolve);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const pump = () => {
        while (sent < 1024 ** 3 && !socket.destroyed) {
          sent += part.length;
          if (!socket.write(part)) break;
        }
      };
      socket.on('drain', pump);
      pump();
    };
  });
  const gateway = await gatewayTo();
  const answer = await gateway.send();
  assert.deepEqual([answer.status, answer.body], [500, INTERNAL]);
  assert.match(
    gateway.logged.join(),
    /Integration response of reported length \d+ is larger than allowed maximum of 10485760 bytes/,
  );
  await closed;
  assert.ok(sent < 100 * 1024 * 1024, `${sent} bytes were read`);
});

const SLOW: readonly (readonly [what: string, behave: (socket: Socket) => void])[] = [
  ['never answers', () => {}],
  ['never ends its headers', (socket) => socket.write('HTTP/1.1 200 OK\r\nX-Slow: ')],
  ['never ends its body', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')],
];

for (const [what, does] of SLOW) {
  test(`a backend that ${what} is a 504 after the integration's timeout, and is hung up on`, async () => {
    const asked = new Promise<Socket>((resolve) => {
      behave = (socket) => {
        does(socket);
        resolve(socket);
      };
    });
    const gateway = await gatewayTo({ timeoutInMillis: 5000 });
    const answer = gateway.send();
    const socket = await asked;
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    await gateway.clock.advance(4999);
    await gateway.clock.advance(1);
    const { status, body } = await answer;
    assert.deepEqual([status, body], [504, '{"message": "Endpoint request timed out"}']);
    await closed;
  });
}

test('HTTP_PROXY streams: the answer begins before the backend is done, whatever its size', async () => {
  let backend: Socket | undefined;
  behave = (socket) => {
    backend = socket;
    socket.write('HTTP/1.1 206 Partial\r\nContent-Type: text/event-stream\r\nX-Own: a\r\n\r\nfirst ');
  };
  const gateway = await gatewayTo({ responseTransferMode: 'STREAM' });
  const { status, headers, stream } = await gateway.send();
  assert.deepEqual([status, headers['Content-Type'], headers['X-Own']], [206, 'text/event-stream', 'a']);
  let bytes = 0;
  let text = '';
  const read = (async () => {
    for await (const chunk of stream ?? []) {
      bytes += chunk.length;
      text = text.length < 10 ? text + chunk : text;
    }
  })();
  backend?.end(Buffer.alloc(11 * 1024 * 1024, 'x'));
  await read;
  assert.equal(bytes, 11 * 1024 * 1024 + 'first '.length);
  assert.match(text, /^first x/);
});

test('a mapped header that HTTP cannot carry is a 500', async () => {
  behave = (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n');
  const gateway = await gatewayTo({ requestParameters: { 'integration.request.header.x-bad': "'a\nb'" } });
  const { status, body } = await gateway.send();
  assert.deepEqual([status, body], [500, INTERNAL]);
});

test('a kept connection that the backend closed is replaced by a new one', async () => {
  let asked = 0;
  behave = (socket) => {
    asked += 1;
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    socket.once('data', () => socket.resetAndDestroy());
  };
  const gateway = await gatewayTo();
  const statuses = [];
  for (let request = 0; request < 3; request += 1) statuses.push((await gateway.send()).status);
  assert.deepEqual([statuses, asked], [[200, 200, 200], 3]);
});
