import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestGateway, testGateway } from '../../../../test/support/deployed-api.ts';
import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { derivedIds } from '../../../std/ids.ts';
import { apigateway } from '../index.ts';
import type { ApigatewayState } from '../state.ts';

/** Creates resources as a deployment does. */
function stack(gateway: TestGateway) {
  const typeOf = (type: string): ResourceType<ApigatewayState, object> => {
    const found = apigateway.resources?.find((one) => one.type === `AWS::ApiGateway::${type}`);
    assert.ok(found, type);
    return found;
  };
  const context = (logicalId: string): ResourceContext<ApigatewayState> => ({
    ...gateway.call,
    ids: derivedIds('stack', logicalId),
    stackName: 'stack',
    logicalId,
    templateDir: '/nowhere',
    metadata: {},
    physicalName: () => `stack-${logicalId}-ABCDEFGHIJKL`,
  });
  return {
    create: (type: string, logicalId: string, properties: object) =>
      typeOf(type).create(properties, context(logicalId)),
    update: (type: string, logicalId: string, id: string, properties: object, previous: object) =>
      typeOf(type).update(id, properties, previous, context(logicalId)),
    remove: (type: string, logicalId: string, id: string, properties: object) =>
      typeOf(type).delete(id, properties, context(logicalId)),
  };
}

const certificate = (id: string) => `arn:aws:acm:us-east-1:000000000000:certificate/${id}`;
const Tags = [{ Key: 'team', Value: 'a' }];

test('a domain name with its mapping is created, changed, replaced and deleted', async () => {
  const gateway = testGateway();
  const { create, update, remove } = stack(gateway);
  const { domains } = gateway.state.platform.stages;
  const api = (await create('RestApi', 'Api', { Name: 'api', Version: '2', SecurityPolicy: 'TLS_1_2' })).physicalId;
  assert.equal((await gateway.operate('GetRestApi', { restApiId: api })).version, '2');
  const domain = {
    DomainName: 'api.example.com',
    RegionalCertificateArn: certificate('1'),
    EndpointConfiguration: { Types: ['REGIONAL'] },
    MutualTlsAuthentication: { TruststoreUri: 's3://bucket/ca.pem' },
    Tags,
  };
  const created = await create('DomainName', 'Domain', domain);
  assert.equal(created.physicalId, 'api.example.com');
  assert.deepEqual(Object.keys(created.attributes ?? {}), [
    'DomainNameArn',
    'RegionalDomainName',
    'RegionalHostedZoneId',
  ]);
  const mapping = { DomainName: 'api.example.com', BasePath: 'v1', RestApiId: api };
  const mapped = await create('BasePathMapping', 'Mapping', mapping);
  assert.equal(mapped.physicalId, 'api.example.com|v1');
  assert.deepEqual(domains.find('api.example.com')?.mappings, { v1: { apiId: api } });
  assert.equal(
    await update('BasePathMapping', 'Mapping', mapped.physicalId, { ...mapping, BasePath: 'v2' }, mapping),
    'replace',
  );

  const { MutualTlsAuthentication: _, ...open } = domain;
  const changed = { ...open, RegionalCertificateArn: certificate('2'), Tags: [] };
  assert.deepEqual(await update('DomainName', 'Domain', 'api.example.com', changed, domain), created);
  const told = await gateway.operate('GetDomainName', { domainName: 'api.example.com' });
  assert.deepEqual(
    [told.regionalCertificateArn, told.tags, told.mutualTlsAuthentication],
    [certificate('2'), {}, undefined],
  );
  assert.deepEqual(domains.find('api.example.com')?.mappings, { v1: { apiId: api } });
  const renamed = { ...domain, DomainName: 'b.example.com' };
  assert.equal(await update('DomainName', 'Domain', 'api.example.com', renamed, domain), 'replace');

  await remove('BasePathMapping', 'Mapping', mapped.physicalId, mapping);
  await remove('DomainName', 'Domain', 'api.example.com', domain);
  await remove('DomainName', 'Domain', 'api.example.com', domain);
  await remove('BasePathMapping', 'Mapping', mapped.physicalId, mapping);
  assert.equal(domains.size, 0);
});

test('VPC links and client certificates are created, changed and deleted', async () => {
  const gateway = testGateway();
  const { create, update, remove } = stack(gateway);
  const link = {
    Name: 'link',
    TargetArns: ['arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/a/1'],
  };
  const { physicalId: vpcLinkId, attributes } = await create('VpcLink', 'Link', link);
  assert.deepEqual(attributes, { VpcLinkId: vpcLinkId });
  await update('VpcLink', 'Link', vpcLinkId, { ...link, Name: 'other', Tags }, link);
  const told = await gateway.operate('GetVpcLink', { vpcLinkId });
  assert.deepEqual([told.name, told.tags], ['other', { team: 'a' }]);
  assert.equal(
    await update('VpcLink', 'Link', vpcLinkId, { ...link, TargetArns: ['arn:aws:x:y:1:z'] }, link),
    'replace',
  );
  await remove('VpcLink', 'Link', vpcLinkId, link);
  await remove('VpcLink', 'Link', vpcLinkId, link);

  const certificateProperties = { Description: 'one', Tags };
  const { physicalId: clientCertificateId } = await create('ClientCertificate', 'Certificate', certificateProperties);
  await update('ClientCertificate', 'Certificate', clientCertificateId, { Description: 'two' }, certificateProperties);
  const { description, tags } = await gateway.operate('GetClientCertificate', { clientCertificateId });
  assert.deepEqual([description, tags], ['two', {}]);
  await remove('ClientCertificate', 'Certificate', clientCertificateId, certificateProperties);
  assert.deepEqual((await gateway.operate('GetClientCertificates')).items, []);
});

test('documentation is created, changed, replaced and deleted', async () => {
  const gateway = testGateway();
  const { create, update, remove } = stack(gateway);
  const RestApiId = (await create('RestApi', 'Api', { Name: 'api' })).physicalId;
  const part = {
    RestApiId,
    Location: { Type: 'RESPONSE', Path: '/', Method: 'GET', StatusCode: 200 },
    Properties: '{"a":1}',
  };
  const { physicalId } = await create('DocumentationPart', 'Part', part);
  const read = () => gateway.operate('GetDocumentationPart', { restApiId: RestApiId, documentationPartId: physicalId });
  assert.deepEqual((await read()).location, { type: 'RESPONSE', path: '/', method: 'GET', statusCode: '200' });
  await update('DocumentationPart', 'Part', physicalId, { ...part, Properties: '{"a":2}' }, part);
  assert.equal((await read()).properties, '{"a":2}');
  const moved = { ...part, Location: { Type: 'API' } };
  assert.equal(await update('DocumentationPart', 'Part', physicalId, moved, part), 'replace');

  const version = { RestApiId, DocumentationVersion: 'v1' };
  assert.equal((await create('DocumentationVersion', 'Version', version)).physicalId, 'v1');
  await update('DocumentationVersion', 'Version', 'v1', { ...version, Description: 'new' }, version);
  const told = await gateway.operate('GetDocumentationVersion', { restApiId: RestApiId, documentationVersion: 'v1' });
  assert.equal(told.description, 'new');
  await remove('DocumentationVersion', 'Version', 'v1', version);
  await remove('DocumentationPart', 'Part', physicalId, part);
  await remove('DocumentationPart', 'Part', physicalId, part);
  assert.deepEqual((await gateway.operate('GetDocumentationParts', { restApiId: RestApiId })).items, []);
});
