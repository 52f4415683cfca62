import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { aDocument, testGateway } from '../../../test/support/deployed-api.ts';
import { selfSignedCertificate } from '../../std/self-signed-certificate.ts';

let server: Server;
let origin = '';

before(async () => {
  const notBefore = Date.now() - 1000;
  const { certificate, privateKey } = await selfSignedCertificate({
    subject: [['CN', 'backend']],
    notBefore,
    notAfter: notBefore + 86_400_000,
  });
  server = createServer(
    { cert: certificate, key: privateKey, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      response.end(`client: ${subject?.CN ?? 'nobody'}`);
    },
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const viaTls = (more: object) => ({
  '/': { get: { 'x-amazon-apigateway-integration': { type: 'http_proxy', httpMethod: 'GET', uri: origin, ...more } } },
});

const insecure = { tlsConfig: { insecureSkipVerification: true } };

test('a backend whose certificate nobody trusts is a 500, and the log says why', async () => {
  const gateway = testGateway();
  await gateway.deploy(aDocument(viaTls({})));
  const { status, body } = await gateway.send();
  assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
  assert.match(gateway.logged.join(), /General SSLEngine problem/);
});

test('insecureSkipVerification takes any certificate', async () => {
  const gateway = testGateway();
  await gateway.deploy(aDocument(viaTls(insecure)));
  assert.equal(String((await gateway.send()).body), 'client: nobody');
});

test('a VPC link is a plain connection to the integration URI, whatever its id', async () => {
  const gateway = testGateway();
  const link = { connectionType: 'VPC_LINK', connectionId: '${stageVariables.link}' };
  await gateway.deploy(aDocument(viaTls({ ...insecure, ...link })), { variables: { link: 'abc123' } });
  assert.equal(String((await gateway.send()).body), 'client: nobody');
});

test("the stage's client certificate is shown to the backend", async () => {
  const gateway = testGateway();
  const { clientCertificateId } = await gateway.operate('GenerateClientCertificate');
  const restApiId = await gateway.deploy(aDocument(viaTls(insecure)));
  const patchOperations = [{ op: 'replace', path: '/clientCertificateId', value: clientCertificateId }];
  await gateway.operate('UpdateStage', { restApiId, stageName: 'test', patchOperations });
  assert.equal(String((await gateway.send()).body), 'client: ApiGateway');
});
