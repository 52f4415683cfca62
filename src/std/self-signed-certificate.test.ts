import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { selfSignedCertificate } from './self-signed-certificate.ts';

const DAY_MS = 86_400_000;

test('a certificate tells its name and its days, and is signed by its own key', async () => {
  const notBefore = Date.UTC(2026, 0, 2, 3, 4, 5);
  const { certificate, privateKey } = await selfSignedCertificate({
    subject: [
      ['C', 'US'],
      ['O', 'Exämple'],
      ['CN', 'ApiGateway'],
    ],
    notBefore,
    notAfter: Date.UTC(2051, 5, 1),
  });
  const read = new X509Certificate(certificate);
  assert.equal(read.subject, 'C=US\nO=Exämple\nCN=ApiGateway');
  assert.equal(read.issuer, read.subject);
  assert.deepEqual([Date.parse(read.validFrom), Date.parse(read.validTo)], [notBefore, Date.UTC(2051, 5, 1)]);
  assert.equal(read.verify(read.publicKey), true);
  assert.equal(read.checkPrivateKey(createPrivateKey(privateKey)), true);
  assert.match(read.serialNumber, /^[4-7][0-9A-F]{31}$/);
});

test('a TLS server presents it, and a client that trusts it is connected', async () => {
  const now = Date.now();
  const { certificate, privateKey } = await selfSignedCertificate({
    subject: [['CN', 'api.example.com']],
    dnsNames: ['api.example.com', '*.example.org'],
    notBefore: now - DAY_MS,
    notAfter: now + DAY_MS,
  });
  const server = createServer({ cert: certificate, key: privateKey }, (socket) => socket.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    for (const servername of ['api.example.com', 'other.example.org']) {
      const client = connect({ port, host: '127.0.0.1', servername, ca: certificate });
      const [data] = (await once(client, 'data')) as [Buffer];
      assert.equal(data.toString(), 'hello');
      client.destroy();
    }
  } finally {
    server.close();
  }
});
