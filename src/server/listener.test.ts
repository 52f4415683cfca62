import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { HttpRequest, HttpResponse } from '../std/http-message.ts';
import { type Listener, listen } from './listener.ts';

const seen: HttpRequest[] = [];
const faults: unknown[] = [];
let answer: (request: HttpRequest) => Promise<HttpResponse>;
let listener: Listener;

const ok: HttpResponse = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'hello' };

before(async () => {
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 1000,
    handle: (request) => {
      seen.push(request);
      return answer(request);
    },
    onFault: (error) => faults.push(error),
  });
});
after(() => listener.close(0));

function open(port = listener.port): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', () => {});
  });
}

/** Sends bytes as they are and answers all that comes back until the connection ends. */
async function exchange(text: string): Promise<string> {
  const socket = await open();
  socket.write(text);
  let received = '';
  for await (const chunk of socket) received += chunk;
  return received;
}

const CLOSE = 'Connection: close\r\n';

test('a request arrives as it was sent: path, query, header case and order', async () => {
  answer = async () => ok;
  await exchange(`GET /a%2fb/../c//d?x=1&x=2&y HTTP/1.1\r\nHost: me\r\nX-Two: 2\r\nx-two: 3\r\n${CLOSE}\r\n`);
  const request = seen.at(-1);
  assert.equal(request?.rawPath, '/a%2fb/../c//d');
  assert.equal(request?.rawQuery, 'x=1&x=2&y');
  assert.deepEqual(request?.rawHeaders.slice(0, 6), ['Host', 'me', 'X-Two', '2', 'x-two', '3']);
  assert.equal(request?.headers['x-two'], '2, 3');
  assert.equal(request?.sourceIp, '127.0.0.1');
});

test('the path of a request in the absolute form is the path of its URL', async () => {
  answer = async () => ok;
  await exchange(`GET http://me:1/p?q HTTP/1.1\r\nHost: me\r\n${CLOSE}\r\n`);
  assert.deepEqual([seen.at(-1)?.rawPath, seen.at(-1)?.rawQuery], ['/p', 'q']);
});

test('an answer has its length and date, and a header sent several times', async () => {
  answer = async () => ({ status: 201, headers: { 'Set-Cookie': ['a=1', 'b=2'], 'X-Case': 'é' }, body: 'grüße' });
  const received = await exchange(`GET / HTTP/1.1\r\nHost: me\r\n${CLOSE}\r\n`);
  assert.match(received, /^HTTP\/1\.1 201 Created\r\n/);
  assert.match(received, /\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/);
  assert.match(received, /\r\nContent-Length: 7\r\n/);
  assert.match(received, /\r\nDate: /);
});

test('a header value cannot break out of its line', async () => {
  answer = async () => ({ status: 200, headers: { 'X-A': 'a\r\nX-Evil: 1' }, body: '' });
  const received = await exchange(`GET / HTTP/1.1\r\nHost: me\r\n${CLOSE}\r\n`);
  assert.match(received, /\r\nX-A: a X-Evil: 1\r\n/);
});

test('a HEAD is answered with the length and no body', async () => {
  answer = async () => ok;
  const received = await exchange(`HEAD / HTTP/1.1\r\nHost: me\r\n${CLOSE}\r\n`);
  assert.match(received, /\r\nContent-Length: 5\r\n/);
  assert.ok(received.endsWith('\r\n\r\n'));
});

test('what is no HTTP is answered 400 and closed', async () => {
  assert.match(await exchange('nonsense\r\n\r\n'), /^HTTP\/1\.1 400 Bad Request\r\n/);
  assert.match(await exchange('GET / HTTP/1.1\r\nHost me\r\n\r\n'), /^HTTP\/1\.1 400 /);
  assert.match(await exchange('POST / HTTP/1.1\r\nHost: me\r\nContent-Length: x\r\n\r\n'), /^HTTP\/1\.1 400 /);
});

test('headers that are too large are answered 431', async () => {
  const received = await exchange(`GET / HTTP/1.1\r\nHost: me\r\nX-Big: ${'x'.repeat(70_000)}\r\n\r\n`);
  assert.match(received, /^HTTP\/1\.1 431 /);
});

test('a body over the limit is answered 413, whether its length is told or not', async () => {
  const told = await exchange(`POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 2000\r\n\r\n${'x'.repeat(10)}`);
  assert.match(told, /^HTTP\/1\.1 413 /);
  const chunk = `${(600).toString(16)}\r\n${'x'.repeat(600)}\r\n`;
  const chunked = await exchange(`POST / HTTP/1.1\r\nHost: me\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`);
  assert.match(chunked, /^HTTP\/1\.1 413 /);
});

test('a body in pieces arrives whole', async () => {
  answer = async ({ body }) => ({ ...ok, body });
  const received = await exchange(
    `POST / HTTP/1.1\r\nHost: me\r\nTransfer-Encoding: chunked\r\n${CLOSE}\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
  );
  assert.ok(received.endsWith('\r\n\r\nabcde'));
});

test('a body that ends early reaches nobody', async () => {
  answer = async () => ok;
  const before = seen.length;
  const socket = await open();
  socket.write('POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 100\r\n\r\nabc');
  socket.end();
  await new Promise((resolve) => socket.once('close', resolve).resume());
  assert.equal(seen.length, before);
});

test('a client that hangs up does not disturb the next', async () => {
  let release: () => void = () => {};
  answer = () => new Promise((resolve) => (release = () => resolve(ok)));
  const socket = await open();
  const before = seen.length;
  socket.write('GET /slow HTTP/1.1\r\nHost: me\r\n\r\n');
  while (seen.length === before) await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  release();
  answer = async () => ok;
  assert.match(await exchange(`GET / HTTP/1.1\r\nHost: me\r\n${CLOSE}\r\n`), /hello$/);
});

test('a handler that fails answers 500 without a word of why', async () => {
  answer = async () => Promise.reject(new Error('secret'));
  const received = await exchange(`GET / HTTP/1.1\r\nHost: me\r\n${CLOSE}\r\n`);
  assert.match(received, /^HTTP\/1\.1 500 .*\{"message":"Internal server error"\}$/s);
  assert.equal(String(faults.at(-1)), 'Error: secret');
});

test('a thousand idle connections do not hinder a request, and closing ends them at once', async () => {
  answer = async () => ok;
  const crowded = await listen({
    host: '127.0.0.1',
    port: 0,
    handle: answer,
    onFault: (error) => assert.fail(String(error)),
  });
  const idle = await Promise.all(Array.from({ length: 1000 }, () => open(crowded.port)));
  const response = await fetch(crowded.url);
  assert.equal(await response.text(), 'hello');
  const started = process.hrtime.bigint();
  await crowded.close(500);
  assert.ok(Number(process.hrtime.bigint() - started) / 1e6 < 1500);
  for (const socket of idle) socket.destroy();
});

test('a port that is taken is named with the way out', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await assert.rejects(
    listen({
      host: '127.0.0.1',
      port,
      handle: async () => ok,
      onFault: (error) => assert.fail(String(error)),
      portOption: '--endpoint-port',
    }),
    {
      code: 'SAMLET_PORT_IN_USE',
      message: `Port ${port} is in use by another program`,
      hint: /--endpoint-port <number>/,
    },
  );
  other.close();
});

/** A stream that gives what it is told to. */
const streamed = (): Readable => new Readable({ read() {} });

test('a streamed answer is sent as it arrives, in chunks', async () => {
  const stream = streamed();
  answer = async () => ({ ...ok, body: '', stream });
  const socket = await open();
  socket.write(`GET / HTTP/1.1\r\nHost: me\r\n${CLOSE}\r\n`);
  let received = '';
  for await (const chunk of socket) {
    received += chunk;
    // The head alone comes first: then the stream goes on.
    if (stream.readableEnded || stream.destroyed) continue;
    if (received.includes('first')) stream.push(null);
    else stream.push('first');
  }
  assert.match(received, /^HTTP\/1\.1 200 OK\r\nContent-Type: text\/plain\r\n/);
  assert.match(received, /Transfer-Encoding: chunked/);
  assert.doesNotMatch(received, /Content-Length/);
  assert.match(received, /\r\n\r\n5\r\nfirst\r\n0\r\n\r\n$/);
});

test('a stream that fails breaks the connection off: the client sees no whole answer', async () => {
  const stream = streamed();
  answer = async () => ({ ...ok, body: '', stream });
  stream.push('half');
  const socket = await open();
  socket.write('GET / HTTP/1.1\r\nHost: me\r\n\r\n');
  let received = '';
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('data', (chunk) => {
    received += chunk;
    if (received.includes('half')) stream.destroy(new Error('lost'));
  });
  await ended;
  assert.doesNotMatch(received, /\r\n0\r\n\r\n$/);
});

test('a client that leaves ends the stream', async () => {
  const stream = streamed();
  answer = async () => ({ ...ok, body: '', stream });
  stream.push('half');
  const socket = await open();
  socket.write('GET / HTTP/1.1\r\nHost: me\r\n\r\n');
  const ended = new Promise<void>((resolve) => stream.on('close', () => resolve()));
  socket.on('data', () => socket.destroy());
  await ended;
  assert.equal(stream.destroyed, true);
});
