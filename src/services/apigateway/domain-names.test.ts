import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';
import { stageRegistry } from '../../gateway/stage-registry.ts';
import { selfSignedCertificate } from '../../std/self-signed-certificate.ts';
import { newApigatewayState, restoreStages } from './state.ts';

const refused = (code: string, message: string) => ({ code, message });
const badRequest = (message: string) => refused('BadRequestException', message);
const notFound = (message: string) => refused('NotFoundException', message);

const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/1';
const regional = {
  domainName: 'api.example.com',
  regionalCertificateArn: certificateArn,
  endpointConfiguration: { types: ['REGIONAL'] },
};

async function gatewayWithApi() {
  const gateway = testGateway();
  const integration = { type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' } };
  const apiId = await gateway.deploy({
    openapi: '3.0.1',
    info: { title: 'api', version: '1' },
    paths: { '/': { get: { 'x-amazon-apigateway-integration': integration } } },
  });
  return { ...gateway, apiId, domains: gateway.state.platform.stages.domains };
}

test('a regional domain name tells where its alias points to', async () => {
  const { operate } = await gatewayWithApi();
  const created = await operate('CreateDomainName', { ...regional, tags: { team: 'a' } });
  assert.match(created.regionalDomainName, /^d-[0-9a-z]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
  assert.deepEqual(created, {
    domainName: 'api.example.com',
    domainNameArn: 'arn:aws:apigateway:us-east-1::/domainnames/api.example.com',
    regionalCertificateArn: certificateArn,
    regionalDomainName: created.regionalDomainName,
    regionalHostedZoneId: 'Z1UJRXOUMOOFQ8',
    endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' },
    domainNameStatus: 'AVAILABLE',
    securityPolicy: 'TLS_1_2',
    routingMode: 'BASE_PATH_MAPPING_ONLY',
    tags: { team: 'a' },
  });
  assert.deepEqual(await operate('GetDomainName', { domainName: 'api.example.com' }), created);
  assert.deepEqual((await operate('GetDomainNames')).items, [created]);
  await assert.rejects(
    operate('CreateDomainName', regional),
    badRequest('The domain name you provided already exists.'),
  );
});

test('an edge-optimized domain name has a distribution', async () => {
  const { operate } = await gatewayWithApi();
  const { distributionDomainName, distributionHostedZoneId, certificateUploadDate } = await operate(
    'CreateDomainName',
    { domainName: 'edge.example.com', certificateArn },
  );
  assert.match(distributionDomainName, /^d[0-9a-z]{13}\.cloudfront\.net$/);
  assert.equal(distributionHostedZoneId, 'Z2FDTNDATAQYW2');
  assert.ok(certificateUploadDate instanceof Date);
});

test('a certificate may be uploaded, and its key must fit', async () => {
  const { operate, domains } = await gatewayWithApi();
  const request = { subject: [['CN', 'edge.example.com']] as const, notBefore: 0, notAfter: 86_400_000 };
  const pair = await selfSignedCertificate(request);
  const upload = {
    domainName: 'edge.example.com',
    certificateName: 'mine',
    certificateBody: pair.certificate,
    certificatePrivateKey: pair.privateKey,
  };
  const told = await operate('CreateDomainName', upload);
  assert.deepEqual([told.certificateName, 'certificateBody' in told], ['mine', false]);
  assert.deepEqual(domains.find('edge.example.com')?.certificate, {
    body: pair.certificate,
    privateKey: pair.privateKey,
  });
  const other = await selfSignedCertificate(request);
  await assert.rejects(
    operate('CreateDomainName', { ...upload, domainName: 'b.example.com', certificatePrivateKey: other.privateKey }),
    badRequest('The private key does not match the certificate.'),
  );
  await assert.rejects(
    operate('CreateDomainName', { ...upload, domainName: 'b.example.com', certificateBody: 'x' }),
    badRequest('Unable to parse the certificate or its private key. Both must be in PEM format.'),
  );
});

test('mutual TLS, its truststore and the security policy reach the gateway, and can be changed', async () => {
  const { operate, domains } = await gatewayWithApi();
  const truststoreUri = 's3://bucket/ca.pem';
  await operate('CreateDomainName', { ...regional, mutualTlsAuthentication: { truststoreUri } });
  assert.deepEqual(domains.find('api.example.com')?.mutualTls, { truststoreUri });
  const update = (op: string, path: string, value: string) =>
    operate('UpdateDomainName', { domainName: 'api.example.com', patchOperations: [{ op, path, value }] });
  await update('replace', '/mutualTlsAuthentication/truststoreVersion', 'v2');
  assert.deepEqual(domains.find('api.example.com')?.mutualTls, { truststoreUri, truststoreVersion: 'v2' });
  assert.equal(
    (await update('replace', '/mutualTlsAuthentication/truststoreUri', '')).mutualTlsAuthentication,
    undefined,
  );
  assert.equal(domains.find('api.example.com')?.mutualTls, undefined);
  assert.equal((await update('replace', '/securityPolicy', 'TLS_1_0')).securityPolicy, 'TLS_1_0');
  const moved = await update('replace', '/endpointConfiguration/types/REGIONAL', 'EDGE');
  assert.deepEqual(moved.endpointConfiguration.types, ['EDGE']);
  await assert.rejects(update('remove', '/securityPolicy', ''), {
    message: "Invalid patch path  '/securityPolicy' specified for op 'remove'. Please choose supported operations",
  });
});

test('private domain names are refused by name', async () => {
  const { operate } = await gatewayWithApi();
  await assert.rejects(
    operate('CreateDomainName', {
      domainName: 'p.example.com',
      certificateArn,
      endpointConfiguration: { types: ['PRIVATE'] },
    }),
    refused('UnknownOperationException', 'samlet does not serve private custom domain names: there are no VPCs'),
  );
});

test('base path mappings route, and are refused in the words of AWS', async () => {
  const { operate, apiId, domains } = await gatewayWithApi();
  await operate('CreateDomainName', regional);
  const { domainName } = regional;
  const create = (input: object) => operate('CreateBasePathMapping', { domainName, restApiId: apiId, ...input });
  assert.deepEqual(await create({ stage: 'test' }), { basePath: '(none)', restApiId: apiId, stage: 'test' });
  await create({ basePath: 'v1' });
  const routed = (path: string) => {
    const route = domains.route('api.example.com', path);
    return typeof route === 'object' ? [route.apiId, route.stageName, route.path] : route;
  };
  assert.deepEqual(routed('/users'), [apiId, 'test', '/users']);
  assert.deepEqual(routed('/v1/prod/users'), [apiId, 'prod', '/users']);
  await assert.rejects(
    create({ basePath: 'v1' }),
    refused('ConflictException', 'Base path already exists for this domain name'),
  );
  await assert.rejects(
    create({ basePath: 'a/b' }),
    badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    ),
  );
  await assert.rejects(create({ basePath: 'v2', stage: 'nope' }), notFound('Invalid stage identifier specified'));
  await assert.rejects(
    create({ basePath: 'v2', restApiId: 'nope' }),
    notFound('Invalid API identifier specified 000000000000:nope'),
  );
  await assert.rejects(create({ domainName: 'x.example.com' }), notFound('Invalid domain name identifier specified'));
  const patchOperations = [
    { op: 'replace', path: '/basePath', value: 'v2' },
    { op: 'replace', path: '/stage', value: 'test' },
  ];
  await operate('UpdateBasePathMapping', { domainName, basePath: 'v1', patchOperations });
  assert.deepEqual(routed('/v2/users'), [apiId, 'test', '/users']);
  assert.equal((await operate('GetBasePathMappings', { domainName })).items.length, 2);
  await assert.rejects(
    operate('GetBasePathMapping', { domainName, basePath: 'v1' }),
    notFound('Invalid base path mapping identifier specified'),
  );
  await operate('DeleteBasePathMapping', { domainName, basePath: '(none)' });
  assert.equal(routed('/users'), 'no mapping');
  await operate('DeleteDomainName', { domainName });
  assert.equal(routed('/v2/users'), undefined);
  await operate('CreateDomainName', regional);
  assert.deepEqual((await operate('GetBasePathMappings', { domainName })).items, []);
});

test('domain names and their mappings survive a restart', async () => {
  const { operate, apiId, state } = await gatewayWithApi();
  await operate('CreateDomainName', regional);
  await operate('CreateBasePathMapping', { domainName: 'api.example.com', restApiId: apiId, stage: 'test' });
  const platform = { ...state.platform, stages: stageRegistry() };
  await restoreStages(newApigatewayState(platform));
  assert.deepEqual(platform.stages.domains.find('api.example.com')?.mappings, { '': { apiId, stage: 'test' } });
});

test('domain names, VPC links and client certificates have tags', async () => {
  const { operate } = await gatewayWithApi();
  await operate('CreateDomainName', regional);
  const link = await operate('CreateVpcLink', {
    name: 'l',
    targetArns: ['arn:aws:elasticloadbalancing:us-east-1:1:x'],
  });
  const certificate = await operate('GenerateClientCertificate');
  for (const place of [
    'domainnames/api.example.com',
    `vpclinks/${link.id}`,
    `clientcertificates/${certificate.clientCertificateId}`,
  ]) {
    const resourceArn = `arn:aws:apigateway:us-east-1::/${place}`;
    await operate('TagResource', { resourceArn, tags: { a: '1', b: '2' } });
    await operate('UntagResource', { resourceArn, tagKeys: ['a'] });
    assert.deepEqual((await operate('GetTags', { resourceArn })).tags, { b: '2' });
  }
});

test('an API and a stage that a domain maps stay until the mapping is gone', async () => {
  const { operate, apiId } = await gatewayWithApi();
  await operate('CreateDomainName', regional);
  const { domainName } = regional;
  await operate('CreateBasePathMapping', { domainName, restApiId: apiId, stage: 'test' });
  await assert.rejects(
    operate('DeleteRestApi', { restApiId: apiId }),
    badRequest('Please remove all base path mappings related to the API in your domains before deleting this API.'),
  );
  await assert.rejects(
    operate('DeleteStage', { restApiId: apiId, stageName: 'test' }),
    badRequest('Please remove all base path mappings related to the stage before deleting it.'),
  );
  await operate('DeleteBasePathMapping', { domainName, basePath: '(none)' });
  await operate('DeleteRestApi', { restApiId: apiId });
});

test('a VPC link stays while a deployed method goes through it', async () => {
  const { operate, deploy } = testGateway();
  const targetArns = ['arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/nlb/1'];
  const { id: vpcLinkId } = await operate('CreateVpcLink', { name: 'l', targetArns });
  const integration = {
    type: 'http_proxy',
    httpMethod: 'GET',
    uri: 'http://example.com',
    connectionType: 'VPC_LINK',
    connectionId: vpcLinkId,
  };
  const restApiId = await deploy({
    swagger: '2.0',
    info: { title: 'api' },
    paths: { '/': { get: { 'x-amazon-apigateway-integration': integration } } },
  });
  const { rootResourceId } = await operate('GetRestApi', { restApiId });
  await assert.rejects(
    operate('DeleteVpcLink', { vpcLinkId }),
    badRequest(
      `Cannot delete vpc link. Vpc link '${vpcLinkId}', is referenced in [GET:${rootResourceId}:test] in format of [Method:Resource:Stage].`,
    ),
  );
  await operate('DeleteRestApi', { restApiId });
  await operate('DeleteVpcLink', { vpcLinkId });
});
