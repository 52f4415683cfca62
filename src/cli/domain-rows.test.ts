import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { domainRows } from './domain-rows.ts';

const mapping = { basePath: '/v1', apiId: 'a1', stageName: 'prod' };
const running = {
  endpoint: 'http://localhost:4566',
  https: undefined,
  apis: [
    {
      name: 'Shop',
      apiId: 'a1',
      stageName: 'prod',
      url: 'http://localhost:3000',
      awsUrl: 'https://a1.execute-api.us-east-1.amazonaws.com/prod',
      routes: [],
    },
  ],
};
const secure = {
  ...running,
  https: { url: 'https://localhost:8443', authorityFile: join(process.cwd(), '.samlet/tls/authority.pem') },
};
const rows = (...args: Parameters<typeof domainRows>) =>
  domainRows(...args).map(([label, value]) => `${label}: ${stripVTControlCharacters(value)}`);

test('the start page tells where a domain leads and how it is called without DNS', () => {
  const domains = [{ domainName: 'api.example.com', mutualTls: false, mappings: [mapping] }];
  assert.deepEqual(rows({ ...running, domains }), [
    'Domain: https://api.example.com/v1  → Shop, stage prod',
    ": curl -H 'Host: api.example.com' http://localhost:4566/v1/",
  ]);
  assert.deepEqual(rows({ ...secure, domains }), [
    'Domain: https://api.example.com:8443/v1  → Shop, stage prod',
    ': curl --resolve api.example.com:8443:127.0.0.1 --cacert .samlet/tls/authority.pem https://api.example.com:8443/v1/',
  ]);
});

test('a domain with mutual TLS needs a port of HTTPS and a certificate', () => {
  const domains = [{ domainName: '*.example.com', mutualTls: true, mappings: [{ ...mapping, stageName: undefined }] }];
  assert.match(rows({ ...running, domains })[1] ?? '', /--https-port/);
  assert.equal(
    rows({ ...secure, domains })[1],
    ': curl --resolve any.example.com:8443:127.0.0.1 --cacert .samlet/tls/authority.pem --cert <yours> --key <yours> https://any.example.com:8443/v1/<stage>/',
  );
});

test('a domain that leads nowhere is told as such', () => {
  const domains = [{ domainName: 'api.example.com', mutualTls: false, mappings: [] }];
  assert.deepEqual(rows({ ...running, domains }), [
    ': api.example.com has no base path mapping: each request is answered 403',
  ]);
});
