import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { testGateway } from '../../../test/support/deployed-api.ts';

const petsIntegration = (path: string, more: object = {}) => ({
  type: 'http',
  httpMethod: 'GET',
  uri: `http://petstore-demo-endpoint.execute-api.com/petstore/${path}`,
  responses: { default: { statusCode: '200' } },
  passthroughBehavior: 'when_no_match',
  ...more,
});
const petIntegration = petsIntegration('pets/{id}', {
  requestParameters: { 'integration.request.path.id': 'method.request.path.petId' },
});
const ok = { '200': { description: '200 response' } };
const PETS = {
  swagger: '2.0',
  info: { title: 'Simple PetStore (Swagger)', version: '1.0.0' },
  paths: {
    '/pets': { get: { responses: ok, 'x-amazon-apigateway-integration': petsIntegration('pets') } },
    '/pets/{petId}': {
      get: {
        parameters: [{ name: 'petId', in: 'path', required: true, type: 'string' }],
        responses: ok,
        'x-amazon-apigateway-integration': petIntegration,
      },
    },
  },
  'x-amazon-apigateway-binary-media-types': ['image/png', 'image/jpg'],
};

async function deployed(document: object) {
  const gateway = testGateway();
  const restApiId = await gateway.deploy(document);
  const fetch = (input: object) => gateway.operate('GetExport', { restApiId, stageName: 'test', ...input });
  const exported = async (exportType: string, extensions?: string) => {
    const parameters = extensions === undefined ? undefined : { extensions };
    return JSON.parse(Buffer.from((await fetch({ exportType, parameters })).body).toString());
  };
  return { ...gateway, restApiId, fetch, exported };
}

test('an export as Swagger is as AWS writes it, with and without extensions', async () => {
  const { exported, restApiId, fetch } = await deployed(PETS);
  const parameter = { name: 'petId', in: 'path', required: true, type: 'string' };
  const plain = {
    swagger: '2.0',
    info: { version: '1.0.0', title: 'Simple PetStore (Swagger)' },
    host: `${restApiId}.execute-api.us-east-1.amazonaws.com`,
    basePath: '/test',
    schemes: ['https'],
    paths: {
      '/pets': { get: { responses: ok } },
      '/pets/{petId}': { get: { parameters: [parameter], responses: ok } },
    },
  };
  assert.deepEqual(await exported('swagger'), plain);
  assert.deepEqual(await exported('swagger', 'apigateway'), {
    ...plain,
    paths: {
      '/pets': { get: { responses: ok, 'x-amazon-apigateway-integration': petsIntegration('pets') } },
      '/pets/{petId}': {
        get: { parameters: [parameter], responses: ok, 'x-amazon-apigateway-integration': petIntegration },
      },
    },
    'x-amazon-apigateway-binary-media-types': ['image/png', 'image/jpg'],
  });
  const { contentType, contentDisposition } = await fetch({ exportType: 'swagger' });
  assert.deepEqual(
    [contentType, contentDisposition],
    ['application/octet-stream', 'attachment; filename="swagger_1.0.0.json"'],
  );
});

test('an export as OpenAPI 3.0 is as AWS writes it', async () => {
  const { exported, restApiId } = await deployed(PETS);
  const answered = { '200': { description: '200 response', content: {} } };
  assert.deepEqual(await exported('oas30', 'integrations'), {
    openapi: '3.0.1',
    info: { title: 'Simple PetStore (Swagger)', version: '1.0.0' },
    servers: [
      {
        url: `https://${restApiId}.execute-api.us-east-1.amazonaws.com/{basePath}`,
        variables: { basePath: { default: 'test' } },
      },
    ],
    paths: {
      '/pets': { get: { responses: answered, 'x-amazon-apigateway-integration': petsIntegration('pets') } },
      '/pets/{petId}': {
        get: {
          parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'string' } }],
          responses: answered,
          'x-amazon-apigateway-integration': petIntegration,
        },
      },
    },
    components: {},
  });
});

/** One API that uses all that a document can say. */
const WHOLE = {
  openapi: '3.0.1',
  info: { title: 'whole', version: '2', description: 'All of it' },
  servers: [{ url: '/', 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } }],
  paths: {
    '/users/{id}': {
      post: {
        operationId: 'createUser',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'x-trace', in: 'header', schema: { type: 'string' } },
          { name: 'limit', in: 'query', required: true, schema: { type: 'string' } },
        ],
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/User' } } },
          required: true,
        },
        responses: {
          '201': {
            description: '201 response',
            headers: { Location: { schema: { type: 'string' } } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/User' } } },
          },
        },
        security: [{ tokens: [] }, { api_key: [] }],
        'x-amazon-apigateway-request-validator': 'all',
        'x-amazon-apigateway-integration': {
          type: 'http',
          httpMethod: 'POST',
          uri: 'http://example.com/users',
          credentials: 'arn:aws:iam::000000000000:role/r',
          connectionType: 'VPC_LINK',
          connectionId: 'abc123',
          timeoutInMillis: 1000,
          cacheNamespace: 'ns',
          cacheKeyParameters: ['method.request.path.id'],
          contentHandling: 'CONVERT_TO_TEXT',
          tlsConfig: { insecureSkipVerification: true },
          passthroughBehavior: 'never',
          requestParameters: { 'integration.request.querystring.limit': 'method.request.querystring.limit' },
          requestTemplates: { 'application/json': "$input.json('$')" },
          responses: {
            default: {
              statusCode: '201',
              responseParameters: { 'method.response.header.Location': "'/users'" },
              responseTemplates: { 'application/json': '{}' },
            },
            '4\\d\\d': { statusCode: '400' },
          },
        },
      },
      'x-amazon-apigateway-any-method': {
        responses: {},
        security: [{ sigv4: [] }],
        'x-amazon-apigateway-integration': { type: 'mock', passthroughBehavior: 'when_no_match' },
      },
    },
  },
  components: {
    schemas: {
      User: { type: 'object', properties: { name: { type: 'string' }, friend: { $ref: '#/components/schemas/User' } } },
      Unused: { type: 'object' },
    },
    securitySchemes: {
      tokens: {
        type: 'apiKey',
        name: 'X-Token',
        in: 'header',
        'x-amazon-apigateway-authtype': 'custom',
        'x-amazon-apigateway-authorizer': {
          type: 'token',
          authorizerUri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations',
          authorizerResultTtlInSeconds: 30,
          identityValidationExpression: '^a',
        },
      },
      api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
      sigv4: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    },
  },
  'x-amazon-apigateway-policy': { Version: '2012-10-17', Statement: [] },
  'x-amazon-apigateway-gateway-responses': {
    DEFAULT_4XX: {
      statusCode: '418',
      responseParameters: { 'gatewayresponse.header.x': "'y'" },
      responseTemplates: { 'application/json': '{}' },
    },
  },
  'x-amazon-apigateway-request-validators': { all: { validateRequestParameters: true, validateRequestBody: true } },
  'x-amazon-apigateway-binary-media-types': ['image/png'],
  'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
  'x-amazon-apigateway-minimum-compression-size': 100,
  'x-amazon-apigateway-documentation': {
    version: '1',
    documentationParts: [
      { location: { type: 'METHOD', path: '/users/{id}', method: 'POST' }, properties: { summary: 's' } },
    ],
  },
};

test('what is exported with extensions is what was imported', async () => {
  const { exported } = await deployed(WHOLE);
  const told = await exported('oas30', 'apigateway');
  const { servers, info, 'x-amazon-apigateway-documentation': _, components, ...rest } = WHOLE;
  const { servers: toldServers, ...toldRest } = told;
  const { Unused: __, ...schemas } = components.schemas;
  const expected = structuredClone({ ...rest, info, components: { ...components, schemas } });
  const any = expected.paths['/users/{id}']['x-amazon-apigateway-any-method'] as { responses?: object };
  delete any.responses;
  const answered = expected.paths['/users/{id}'].post['x-amazon-apigateway-integration'];
  assert.equal(toldServers[0]['x-amazon-apigateway-endpoint-configuration'].disableExecuteApiEndpoint, true);
  assert.ok(answered);
  assert.deepEqual(toldRest, expected);
});

test('what is exported as Swagger can be imported and exported again', async () => {
  const first = await deployed(WHOLE);
  const told = await first.exported('swagger', 'apigateway');
  const second = await deployed(told);
  const again = await second.exported('swagger', 'apigateway');
  assert.deepEqual({ ...again, host: told.host }, told);
});

test('without extensions no word of API Gateway is in an export', async () => {
  const { exported } = await deployed(WHOLE);
  const text = JSON.stringify(await exported('oas30')).replaceAll('x-amazon-apigateway-any-method', '');
  assert.doesNotMatch(text, /x-amazon/);
});

test('the documentation version of the stage fills the export', async () => {
  const { operate, restApiId, exported } = await deployed(WHOLE);
  assert.equal((await exported('oas30')).paths['/users/{id}'].post.summary, undefined);
  await operate('CreateDocumentationVersion', { restApiId, documentationVersion: 'v1', stageName: 'test' });
  const told = await exported('oas30', 'documentation');
  assert.equal(told.paths['/users/{id}'].post.summary, 's');
  assert.deepEqual(told['x-amazon-apigateway-documentation'], {
    ...WHOLE['x-amazon-apigateway-documentation'],
    version: 'v1',
    createdDate: '2026-01-01T00:00:00Z',
  });
});

test('an export may be YAML; an unknown type and stage are refused', async () => {
  const { fetch } = await deployed(PETS);
  const { body, contentDisposition } = await fetch({ exportType: 'oas30', accepts: 'application/yaml' });
  assert.equal(parse(Buffer.from(body).toString()).openapi, '3.0.1');
  assert.equal(contentDisposition, 'attachment; filename="oas30_1.0.0.yaml"');
  await assert.rejects(fetch({ exportType: 'raml' }), {
    code: 'BadRequestException',
    message: "No API exporter for type 'raml'",
  });
  await assert.rejects(fetch({ exportType: 'oas30', stageName: 'nope' }), {
    code: 'NotFoundException',
    message: 'Invalid stage identifier specified',
  });
});
