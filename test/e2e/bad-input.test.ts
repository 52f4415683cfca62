import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { startSamlet } from '../../src/index.ts';
import { oneFunction, projectFolder } from '../support/running-samlet.ts';

const samlet = await startSamlet({
  template: await projectFolder(
    oneFunction(
      `export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify([event.path, event.pathParameters, event.body]) });`,
    ),
  ),
  ephemeral: true,
});
after(() => samlet.stop());
const ports = { api: Number(new URL(samlet.url ?? '').port), endpoint: Number(new URL(samlet.endpoint).port) };

/** Sends raw bytes, and answers what came back until the server closed or nothing came for a while. */
function raw(port: number, bytes: string | Buffer, quietMs = 300): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.setTimeout(quietMs + 2_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      socket.setTimeout(quietMs, () => socket.destroy());
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

async function stillServes(): Promise<void> {
  const answer = await fetch(`${samlet.url}/fine`);
  assert.deepEqual([answer.status, ((await answer.json()) as string[])[0]], [200, '/fine']);
}

const head = 'Host: localhost\r\nConnection: close\r\n\r\n';

for (const door of ['api', 'endpoint'] as const) {
  for (const [what, bytes, expected] of [
    ['bytes that are no HTTP', Buffer.from([0, 1, 2, 255, 13, 10, 13, 10]), /^(HTTP\/1\.1 400 |$)/],
    ['an unknown method', `BREW / HTTP/1.1\r\n${head}`, /^HTTP\/1\.1 4\d\d /],
    ['a header without a name', `GET / HTTP/1.1\r\n: x\r\n${head}`, /^HTTP\/1\.1 400 /],
    ['80 KB of headers', `GET / HTTP/1.1\r\nX-Big: ${'x'.repeat(80_000)}\r\n${head}`, /^HTTP\/1\.1 4(31|00) /],
    [
      'two different lengths',
      `POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n${head}xx`,
      /^HTTP\/1\.1 400 /,
    ],
    ['a length that is no number', `POST / HTTP/1.1\r\nContent-Length: ten\r\n${head}`, /^HTTP\/1\.1 400 /],
    ['HTTP/1.1 without a host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 \d\d\d /],
  ] as const) {
    test(`${what} at the ${door} is answered or closed, and the next request is served`, async () => {
      assert.match(await raw(ports[door], bytes), expected);
      await stillServes();
    });
  }

  test(`a body that ends early at the ${door} disturbs nobody`, async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(ports[door], '127.0.0.1', () => {
        socket.write('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    await stillServes();
  });
}

for (const path of [
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/a//b',
  '/a/%2F../b',
  '/%00',
  '/%',
  '/%zz',
  '/%c3%28',
  '/.',
  '/a?x=%ff&y=%',
]) {
  test(`the path ${path} is answered as a path of the API, and nothing else`, async () => {
    const answer = await raw(ports.api, `GET ${path} HTTP/1.1\r\n${head}`);
    assert.match(answer, /^HTTP\/1\.1 (200|400|403|404) /);
    assert.doesNotMatch(answer, /root:/);
    await stillServes();
  });
}

test('a body of more than 10 MB is refused with 413', async () => {
  const answer = await fetch(`${samlet.url}/a`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1, 'x') });
  assert.equal(answer.status, 413);
  await stillServes();
});

test('a client that hangs up in the middle of its request disturbs nobody', async () => {
  for (let index = 0; index < 20; index++) {
    const controller = new AbortController();
    const pending = fetch(`${samlet.url}/gone`, { signal: controller.signal }).catch(() => {});
    setTimeout(() => controller.abort(), index);
    await pending;
  }
  await stillServes();
});

test('1,000 idle connections keep nobody from being served', async () => {
  const sockets = await Promise.all(
    Array.from(
      { length: 1_000 },
      () =>
        new Promise<import('node:net').Socket>((resolve, reject) => {
          const socket = connect(ports.api, '127.0.0.1', () => resolve(socket));
          socket.on('error', reject);
        }),
    ),
  );
  await stillServes();
  for (const socket of sockets) socket.destroy();
});
