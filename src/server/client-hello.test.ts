import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { readClientHello } from './client-hello.ts';

/** What a client of TLS says first. */
async function helloOf(servername: string): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, servername });
  client.on('error', () => {});
  const [socket] = await once(server, 'connection');
  const [bytes] = await once(socket, 'data');
  client.destroy();
  server.close();
  return bytes;
}

test('the name that a client asks for is read as soon as its hello is whole', async () => {
  const hello = await helloOf('Api.Example.com');
  assert.deepEqual(readClientHello(hello), { serverName: 'api.example.com' });
  for (let length = 0; length < hello.length; length += 1) {
    assert.equal(readClientHello(hello.subarray(0, length)), 'more', `${length} bytes`);
  }
});

test('a hello without a name is one', async () => {
  assert.deepEqual(readClientHello(await helloOf('')), { serverName: undefined });
});

test('a hello in several records is put together', async () => {
  const hello = await helloOf('api.example.com');
  const message = hello.subarray(5);
  const record = (part: Buffer) => Buffer.concat([Buffer.from([22, 3, 1, part.length >> 8, part.length & 0xff]), part]);
  const parts = [message.subarray(0, 2), message.subarray(2, 60), message.subarray(60)];
  assert.deepEqual(readClientHello(Buffer.concat(parts.map(record))), { serverName: 'api.example.com' });
});

test('other bytes are no TLS, and a hello without end is none either', () => {
  assert.equal(readClientHello(Buffer.from('GET / HTTP/1.1\r\n')), 'not tls');
  assert.equal(readClientHello(Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 5])), 'not tls');
  assert.equal(readClientHello(Buffer.from([22, 3, 1, 0, 4, 1, 255, 255, 255])), 'not tls');
  const emptyRecords = Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([22, 3, 1, 0, 0])));
  assert.equal(readClientHello(emptyRecords), 'not tls');
});

test('a hello whose lengths lie has no name', async () => {
  const hello = await helloOf('api.example.com');
  const lying = Buffer.from(hello);
  lying.fill(0xff, 5 + 4 + 2 + 32);
  assert.deepEqual(readClientHello(lying), { serverName: undefined });
});
