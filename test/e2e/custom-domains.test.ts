import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { type RequestOptions, request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { APIGatewayClient, GetDomainNameCommand } from '@aws-sdk/client-api-gateway';
import { type Samlet, startSamlet } from '../../src/index.ts';
import {
  type CertificateSubject,
  selfSignedCertificate,
  signedCertificate,
} from '../../src/std/self-signed-certificate.ts';
import { projectFolder, startProcess } from '../support/running-samlet.ts';

const code = `
export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });
`;

const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DisableExecuteApiEndpoint: true
      DefinitionBody:
        swagger: '2.0'
        info: { title: domains, version: '1' }
        paths:
          /users/{id}:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${MainFunction.Arn}/invocations
      Domain:
        DomainName: api.example.com
        CertificateArn: arn:aws:acm:us-east-1:000000000000:certificate/1
        SecurityPolicy: TLS_1_2
        BasePath: [v1, v2]
  MainFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: index.handler
      Runtime: nodejs20.x
      Events:
        User: { Type: Api, Properties: { Path: '/users/{id}', Method: GET, RestApiId: !Ref Api } }
  PartnerDomain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: partners.example.com
      RegionalCertificateArn: arn:aws:acm:us-east-1:000000000000:certificate/2
      EndpointConfiguration: { Types: [REGIONAL] }
      MutualTlsAuthentication: { TruststoreUri: file:truststore.pem }
  PartnerMapping:
    Type: AWS::ApiGateway::BasePathMapping
    Properties:
      DomainName: !Ref PartnerDomain
      RestApiId: !Ref Api
      Stage: !Ref ApiliveStage
Outputs:
  Target: { Value: !GetAtt PartnerDomain.RegionalDomainName }
`;

const DAY_MS = 86_400_000;
const valid = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + DAY_MS };
const subject: CertificateSubject = [['CN', 'partners']];
let folder: string;
let samlet: Samlet;
let partner: { readonly cert: string; readonly key: string };
let stranger: { readonly cert: string; readonly key: string };

before(async () => {
  const authority = await selfSignedCertificate({ ...valid, subject, key: 'ec', usage: 'authority' });
  const made = await signedCertificate(
    { ...valid, subject: [['CN', 'partner-1']], key: 'ec' },
    { subject, privateKey: authority.privateKey },
  );
  partner = { cert: made.certificate, key: made.privateKey };
  const other = await selfSignedCertificate({ ...valid, subject: [['CN', 'partner-1']], key: 'ec' });
  stranger = { cert: other.certificate, key: other.privateKey };
  folder = await projectFolder({
    'template.yaml': template,
    'index.mjs': code,
    'truststore.pem': authority.certificate,
  });
  samlet = await startSamlet({ template: folder, httpsPort: 0 });
});

after(() => samlet.stop());

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

function send(url: string, path: string, host: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const secure = url.startsWith('https:');
    const ca = samlet.https && readFileSync(samlet.https.authorityFile, 'utf8');
    const { port } = new URL(url);
    const common = { host: '127.0.0.1', port, path, headers: { host }, agent: false };
    const sent = secure ? secureRequest({ ...common, servername: host, ca, ...options }) : plainRequest(common);
    sent.on('response', (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      answer.on('end', () => resolve({ status: answer.statusCode, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('a domain of a template answers by its name at the AWS endpoint, at the API and over HTTPS', async () => {
  for (const url of [samlet.endpoint, samlet.url ?? '', samlet.https?.url ?? '']) {
    for (const base of ['/v1', '/v2']) {
      const { status, body } = await send(url, `${base}/users/7`, 'api.example.com');
      assert.equal(status, 200, body);
      const { path, pathParameters, headers, requestContext } = JSON.parse(body);
      assert.deepEqual(
        [path, requestContext.path, requestContext.domainName, requestContext.stage, pathParameters],
        [`${base}/users/7`, `${base}/users/7`, 'api.example.com', 'live', { id: '7' }],
      );
      assert.equal(headers['X-Forwarded-Proto'], new URL(url).protocol.slice(0, -1));
    }
    const { status, body } = await send(url, '/v3/users/7', 'api.example.com');
    assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
  }
});

test('the default endpoint is disabled, over HTTPS too', async () => {
  const [api] = samlet.apis;
  for (const url of [samlet.endpoint, samlet.https?.url ?? '']) {
    const { status, body } = await send(url, '/live/users/7', `${api?.apiId}.execute-api.localhost`);
    assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
  }
});

test('mutual TLS lets in who shows a certificate of the trust store, and tells the function who it is', async () => {
  const url = samlet.https?.url ?? '';
  const { status, body } = await send(url, '/users/7', 'partners.example.com', partner);
  assert.equal(status, 200, body);
  const { clientCert } = JSON.parse(body).requestContext.identity;
  assert.deepEqual(
    [clientCert.subjectDN, clientCert.issuerDN, clientCert.clientCertPem],
    ['CN=partner-1', 'CN=partners', partner.cert],
  );
  const refused = await send(url, '/users/7', 'partners.example.com', stranger);
  assert.deepEqual([refused.status, refused.body], [403, '{"message":"Forbidden"}']);
  await assert.rejects(send(url, '/users/7', 'partners.example.com'), { code: 'ECONNRESET' });
  for (const other of [samlet.endpoint, samlet.url ?? '']) {
    assert.equal((await send(other, '/users/7', 'partners.example.com')).status, 403);
  }
  // Neither does a connection made for another name lead there.
  assert.equal((await send(url, '/users/7', 'partners.example.com', { servername: 'api.example.com' })).status, 403);
});

test('the AWS endpoint answers over HTTPS, and tells the domain', async () => {
  const client = new APIGatewayClient({
    endpoint: samlet.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const domain = await client.send(new GetDomainNameCommand({ domainName: 'partners.example.com' }));
  assert.equal(domain.regionalDomainName, samlet.outputs['Target']);
  assert.match(domain.mutualTlsAuthentication?.truststoreUri ?? '', /^file:\/\/\/.*\/truststore\.pem$/);
  assert.equal((await send(samlet.https?.url ?? '', '/_samlet/health', 'localhost')).status, 200);
});

test('a started samlet tells the domains it serves, and after a restart it serves them still', async () => {
  const apiId = samlet.apis[0]?.apiId;
  const api = { apiId, stageName: 'live' };
  const domains = [
    {
      domainName: 'api.example.com',
      mutualTls: false,
      mappings: [
        { basePath: '/v1', ...api },
        { basePath: '/v2', ...api },
      ],
    },
    { domainName: 'partners.example.com', mutualTls: true, mappings: [{ basePath: '', ...api }] },
  ];
  assert.deepEqual(samlet.domains, domains);
  await samlet.stop();
  const { certificate, privateKey } = await selfSignedCertificate({
    ...valid,
    subject: [['CN', 'mine']],
    dnsNames: ['*.example.com'],
  });
  writeFileSync(join(folder, 'cert.pem'), certificate);
  writeFileSync(join(folder, 'key.pem'), privateKey);
  const own = ['--cert', join(folder, 'cert.pem'), '--key', join(folder, 'key.pem')];
  const running = await startProcess(['start', folder, '--https-port', '0', ...own]);
  try {
    const ready = running.ready as unknown as Pick<Samlet, 'https' | 'domains'>;
    assert.deepEqual(ready.domains, domains);
    const answer = await send(ready.https?.url ?? '', '/v1/users/7', 'api.example.com', { ca: certificate });
    assert.equal(answer.status, 200);
  } finally {
    await running.stop();
  }
  samlet = await startSamlet({ template: folder, httpsPort: 0 });
});
