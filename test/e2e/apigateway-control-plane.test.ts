import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, test } from 'node:test';
import {
  APIGatewayClient,
  CreateBasePathMappingCommand,
  CreateDocumentationPartCommand,
  CreateDocumentationVersionCommand,
  CreateDomainNameCommand,
  CreateVpcLinkCommand,
  GenerateClientCertificateCommand,
  GetAuthorizersCommand,
  GetBasePathMappingCommand,
  GetDocumentationPartsCommand,
  GetDomainNamesCommand,
  GetExportCommand,
  GetModelTemplateCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  GetSdkTypesCommand,
  GetTagsCommand,
  ImportDocumentationPartsCommand,
  TagResourceCommand,
  TestInvokeAuthorizerCommand,
  TestInvokeMethodCommand,
  UpdateGatewayResponseCommand,
  UpdateMethodResponseCommand,
} from '@aws-sdk/client-api-gateway';
import { startSamlet } from '../../src/index.ts';
import { projectFolder } from '../support/running-samlet.ts';

const samlet = await startSamlet({
  template: await projectFolder({
    'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      Name: users
      StageName: prod
      Models:
        User: { type: object, properties: { name: { type: string } } }
      Auth:
        DefaultAuthorizer: Tokens
        Authorizers:
          Tokens: { FunctionArn: !GetAtt Authorizer.Arn }
      Domain:
        DomainName: api.example.com
        CertificateArn: arn:aws:acm:us-east-1:000000000000:certificate/1
        EndpointConfiguration: REGIONAL
        BasePath: [v1]
  Authorizer:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      InlineCode: |
        exports.handler = async ({ authorizationToken, methodArn }) => ({
          principalId: authorizationToken,
          policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }] },
        })
  Users:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      InlineCode: 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.pathParameters) })'
      Events:
        Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: '/users/{id}', Method: get } }
`,
  }),
  ephemeral: true,
});
const client = new APIGatewayClient({
  endpoint: samlet.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
after(async () => {
  client.destroy();
  await samlet.stop();
});

const { items: apis = [] } = await client.send(new GetRestApisCommand({}));
const restApiId = apis[0]?.id ?? '';

test('a method and its authorizer are tested without a client', async () => {
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }));
  const resourceId = items.find((one) => one.path === '/users/{id}')?.id;
  const { status, body, log } = await client.send(
    new TestInvokeMethodCommand({ restApiId, resourceId, httpMethod: 'GET', pathWithQueryString: '/users/7' }),
  );
  assert.deepEqual([status, body], [200, '{"id":"7"}']);
  assert.match(log ?? '', /Successfully completed execution/);
  const { items: authorizers = [] } = await client.send(new GetAuthorizersCommand({ restApiId }));
  const verdict = await client.send(
    new TestInvokeAuthorizerCommand({ restApiId, authorizerId: authorizers[0]?.id, headers: { Authorization: 'me' } }),
  );
  assert.deepEqual([verdict.clientStatus, verdict.principalId], [200, 'me'], verdict.log);
  assert.match(verdict.policy ?? '', /test-invoke-stage\/GET\//);
});

test('a stage is exported as it is deployed', async () => {
  const { body, contentDisposition } = await client.send(
    new GetExportCommand({
      restApiId,
      stageName: 'prod',
      exportType: 'oas30',
      accepts: 'application/json',
      parameters: { extensions: 'authorizers' },
    }),
  );
  const document = JSON.parse(Buffer.from(body ?? []).toString());
  assert.deepEqual(document.paths['/users/{id}'].get.security, [{ Tokens: [] }]);
  assert.equal(document.components.securitySchemes.Tokens['x-amazon-apigateway-authorizer'].type, 'token');
  assert.match(contentDisposition ?? '', /^attachment; filename="oas30_.*\.json"$/);
});

test('the domain of a template is there with its mapping, and more can be made', async () => {
  const { items = [] } = await client.send(new GetDomainNamesCommand({}));
  assert.deepEqual(
    items.map(({ domainName, endpointConfiguration }) => [domainName, endpointConfiguration?.types]),
    [['api.example.com', ['REGIONAL']]],
  );
  const place = { domainName: 'api.example.com', basePath: 'v1' };
  const mapping = await client.send(new GetBasePathMappingCommand(place));
  assert.deepEqual([mapping.basePath, mapping.restApiId, mapping.stage], ['v1', restApiId, 'prod']);
  await assert.rejects(client.send(new CreateBasePathMappingCommand({ ...place, restApiId })), {
    name: 'ConflictException',
    message: 'Base path already exists for this domain name',
  });
  const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/1';
  const edge = await client.send(new CreateDomainNameCommand({ domainName: 'edge.example.com', certificateArn }));
  assert.equal(edge.domainNameStatus, 'AVAILABLE');
});

test('documentation, responses, links and certificates go over the wire', async () => {
  const location = { type: 'API' as const };
  await client.send(new CreateDocumentationPartCommand({ restApiId, location, properties: '{"description":"a"}' }));
  await client.send(new CreateDocumentationVersionCommand({ restApiId, documentationVersion: '1', stageName: 'prod' }));
  const documentationParts = [{ location: { type: 'RESOURCE', path: '/' }, properties: { description: 'b' } }];
  const document = { openapi: '3.0.1', info: {}, 'x-amazon-apigateway-documentation': { documentationParts } };
  const body = Buffer.from(JSON.stringify(document));
  const { ids } = await client.send(new ImportDocumentationPartsCommand({ restApiId, mode: 'merge', body }));
  const { items } = await client.send(new GetDocumentationPartsCommand({ restApiId }));
  assert.deepEqual([ids?.length, items?.length], [1, 2]);

  const response = await client.send(
    new UpdateGatewayResponseCommand({
      restApiId,
      responseType: 'THROTTLED',
      patchOperations: [{ op: 'replace', path: '/statusCode', value: '420' }],
    }),
  );
  assert.deepEqual([response.statusCode, response.defaultResponse], ['420', false]);
  await assert.rejects(
    client.send(
      new UpdateMethodResponseCommand({
        restApiId,
        resourceId: 'x',
        httpMethod: 'GET',
        statusCode: '200',
        patchOperations: [{ op: 'wrong' as 'add', path: '/x' }],
      }),
    ),
    { name: 'ValidationException' },
  );

  const { pemEncodedCertificate, clientCertificateId } = await client.send(new GenerateClientCertificateCommand({}));
  assert.match(new X509Certificate(pemEncodedCertificate ?? '').subject, /CN=ApiGateway/);
  const resourceArn = `arn:aws:apigateway:us-east-1::/clientcertificates/${clientCertificateId}`;
  await client.send(new TagResourceCommand({ resourceArn, tags: { a: 'b' } }));
  assert.deepEqual((await client.send(new GetTagsCommand({ resourceArn }))).tags, { a: 'b' });

  const targetArns = ['arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/nlb/1'];
  assert.equal((await client.send(new CreateVpcLinkCommand({ name: 'link', targetArns }))).status, 'PENDING');
  const { value } = await client.send(new GetModelTemplateCommand({ restApiId, modelName: 'user' }));
  assert.match(value ?? '', /"name" : "foo"/);
});

test('SDKs are not generated, and that is said', async () => {
  await assert.rejects(client.send(new GetSdkTypesCommand({})), {
    name: 'UnknownOperationException',
    message: 'samlet does not implement apigateway:GetSdkTypes yet: see docs/coverage.md',
  });
});
