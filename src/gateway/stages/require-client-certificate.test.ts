import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation } from '../../../test/support/deployed-api.ts';
import { logGroupArn, observedApi } from '../../../test/support/observed-api.ts';
import type { TlsConnection } from '../../std/http-message.ts';

const domain = {
  domainName: 'm.example.com',
  mappings: {},
  securityPolicy: 'TLS_1_2',
  certificate: { arn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' },
  mutualTls: { truststoreUri: 's3://bucket/ca.pem' },
};
const clientCertificate = {
  pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  subject: 'C=US,CN=me',
  issuer: 'CN=ca',
  serialNumber: 'a1:b2',
  validFrom: 'May 28 12:30:02 2019 GMT',
  validTo: 'Aug  5 09:36:04 2021 GMT',
};
const trusted: TlsConnection = {
  serverName: 'm.example.com',
  askedFor: 'm.example.com',
  clientCertificate,
  refused: undefined,
};

async function guardedApi(served: object = domain) {
  const api = observedApi(
    lambdaAnswering((event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.identity) })),
  );
  const apiId = await api.gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  const send = (tls: TlsConnection | undefined) =>
    api.gateway.invokeApi(
      {
        method: 'GET',
        rawPath: '/',
        rawQuery: '',
        rawHeaders: ['Host', 'm.example.com'],
        headers: { host: 'm.example.com' },
        body: Buffer.alloc(0),
        sourceIp: '127.0.0.1',
        protocol: 'HTTP/1.1',
        scheme: tls === undefined ? 'http' : 'https',
        ...(tls === undefined ? {} : { tls }),
      },
      {
        apiId,
        stageName: 'test',
        path: '/',
        domainName: 'm.example.com',
        implied: true,
        custom: { domain: { ...domain, ...served }, basePath: '' },
      },
    );
  return { ...api, apiId, send };
}

test('a certificate of the trust store opens the domain, and its facts reach the function', async () => {
  const { send } = await guardedApi();
  const { status, body } = await send(trusted);
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(String(body)).clientCert, {
    clientCertPem: clientCertificate.pem,
    subjectDN: 'C=US,CN=me',
    issuerDN: 'CN=ca',
    serialNumber: 'a1:b2',
    validity: { notBefore: 'May 28 12:30:02 2019 GMT', notAfter: 'Aug  5 09:36:04 2021 GMT' },
  });
});

const refusals: readonly (readonly [what: string, tls: TlsConnection | undefined, why: RegExp])[] = [
  ['without TLS', undefined, /the request came without TLS/],
  [
    'with a certificate of nobody known',
    { ...trusted, refused: 'Could not find issuer for certificate' },
    /Could not find issuer for certificate/,
  ],
  ['without a certificate', { ...trusted, clientCertificate: undefined }, /no client certificate was presented/],
  [
    'over a connection that was made for another name',
    { ...trusted, serverName: 'other.example.com', askedFor: 'other.example.com' },
    /the connection was made for other\.example\.com/,
  ],
  [
    'over a connection of TLS that asked for no certificate',
    { serverName: undefined, askedFor: undefined, clientCertificate: undefined, refused: undefined },
    /the connection was made for no name/,
  ],
];

for (const [what, tls, why] of refusals) {
  test(`a call ${what} is forbidden, and samlet's log says why`, async () => {
    const { send, gateway } = await guardedApi();
    const { status, body, headers } = await send(tls);
    assert.deepEqual(
      [status, body, headers['x-amzn-ErrorType'], headers['Content-Type']],
      [403, '{"message":"Forbidden"}', 'ForbiddenException', 'application/json'],
    );
    assert.match(gateway.logged.join('\n'), why);
  });
}

test('a domain without mutual TLS lets everybody in, and tells no certificate that was shown to another', async () => {
  const { mutualTls: _, ...open } = domain;
  const { send } = await guardedApi({ ...open, domainName: 'open.example.com', mutualTls: undefined });
  assert.equal((await send(undefined)).status, 200);
  const { status, body } = await send(trusted);
  assert.deepEqual([status, JSON.parse(String(body)).clientCert], [200, undefined]);
});

test('access logs tell the certificate', async () => {
  const { send, patch, logged, apiId } = await guardedApi();
  const { clientCert } = { clientCert: '$context.identity.clientCert' };
  await patch(apiId, {
    '/accessLogSettings/destinationArn': logGroupArn('/access'),
    '/accessLogSettings/format': `$context.requestId ${clientCert}.subjectDN ${clientCert}.issuerDN ${clientCert}.serialNumber ${clientCert}.validity.notBefore ${clientCert}.validity.notAfter`,
  });
  const answer = await send(trusted);
  assert.deepEqual(await logged('/access'), [
    `${answer.headers['x-amzn-RequestId']} C=US,CN=me CN=ca a1:b2 May 28 12:30:02 2019 GMT Aug  5 09:36:04 2021 GMT`,
  ]);
});
