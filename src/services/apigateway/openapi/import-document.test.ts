import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../../test/support/deployed-api.ts';
import { ServiceError } from '../../../aws/service-error.ts';

const mock = {
  type: 'mock',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  responses: { default: { statusCode: 200 } },
};
const withMock = (operation: object = {}) => ({ 'x-amazon-apigateway-integration': mock, ...operation });

async function imported(document: object | string, parameters?: Record<string, string>) {
  const gateway = testGateway();
  const body = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  const api = await gateway.operate('ImportRestApi', { body, parameters });
  const { items } = await gateway.operate('GetResources', { restApiId: api.id, embed: ['methods'], limit: 500 });
  // biome-ignore lint/suspicious/noExplicitAny: wire answers
  const at = (path: string): any => items.find((one: { path: string }) => one.path === path);
  return { gateway, api, at, paths: items.map((one: { path: string }) => one.path) };
}

test('an integration keeps all its members', async () => {
  const integration = {
    type: 'aws_proxy',
    httpMethod: 'post',
    uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations',
    credentials: 'arn:aws:iam::000000000000:role/r',
    connectionType: 'VPC_LINK',
    connectionId: 'link',
    contentHandling: 'convert_to_text',
    passthroughBehavior: 'when_no_templates',
    timeoutInMillis: 1234,
    cacheNamespace: 'ns',
    cacheKeyParameters: ['method.request.querystring.q'],
    tlsConfig: { insecureSkipVerification: true },
    requestParameters: { 'integration.request.header.x': "'1'" },
    requestTemplates: { 'application/json': '{}' },
    responses: {
      default: { statusCode: 200, responseParameters: { 'method.response.header.y': "'2'" } },
      '4..': {
        statusCode: '400',
        responseTemplates: { 'application/json': 'no' },
        contentHandling: 'CONVERT_TO_BINARY',
      },
    },
  };
  const { at } = await imported({
    swagger: '2.0',
    paths: {
      '/': {
        get: {
          responses: { 200: { headers: { y: { type: 'string' } } } },
          'x-amazon-apigateway-integration': integration,
        },
      },
    },
  });
  const { responses: _, ...members } = integration;
  assert.deepEqual(at('/').resourceMethods.GET.methodIntegration, {
    ...members,
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    contentHandling: 'CONVERT_TO_TEXT',
    passthroughBehavior: 'WHEN_NO_TEMPLATES',
    integrationResponses: {
      200: { statusCode: '200', responseParameters: { 'method.response.header.y': "'2'" } },
      400: {
        statusCode: '400',
        selectionPattern: '4..',
        responseTemplates: { 'application/json': 'no' },
        contentHandling: 'CONVERT_TO_BINARY',
      },
    },
  });
});

test('parameters, models, responses and validators of a Swagger 2.0 operation are kept', async () => {
  const { at, gateway, api } = await imported({
    swagger: '2.0',
    info: { title: 'pets', version: '1.0', description: 'Pets' },
    consumes: ['application/json', 'text/json'],
    'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
    'x-amazon-apigateway-request-validator': 'all',
    'x-amazon-apigateway-binary-media-types': ['image/png'],
    'x-amazon-apigateway-api-key-source': 'HEADER',
    parameters: { Limit: { name: 'limit', in: 'query', required: false } },
    definitions: {
      Pet: { type: 'object', properties: { kind: { $ref: '#/definitions/Kind' } } },
      Kind: { type: 'string' },
    },
    paths: {
      '/pets/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true }],
        put: withMock({
          operationId: 'PutPet',
          parameters: [
            { $ref: '#/parameters/Limit' },
            { name: 'X-A', in: 'header', required: true },
            { in: 'body', name: 'Pet', schema: { $ref: '#/definitions/Pet' } },
          ],
          responses: {
            200: { headers: { 'X-B': { type: 'string' } }, schema: { $ref: '#/definitions/Pet' } },
            default: {},
          },
        }),
      },
    },
  });
  const { methodIntegration: _, requestValidatorId, ...method } = at('/pets/{id}').resourceMethods.PUT;
  assert.deepEqual(method, {
    httpMethod: 'PUT',
    authorizationType: 'NONE',
    apiKeyRequired: false,
    operationName: 'PutPet',
    requestParameters: {
      'method.request.path.id': true,
      'method.request.querystring.limit': false,
      'method.request.header.X-A': true,
    },
    requestModels: { 'application/json': 'Pet', 'text/json': 'Pet' },
    methodResponses: {
      200: {
        statusCode: '200',
        responseParameters: { 'method.response.header.X-B': false },
        responseModels: { 'application/json': 'Pet' },
      },
    },
  });
  assert.deepEqual(await gateway.operate('GetRequestValidator', { restApiId: api.id, requestValidatorId }), {
    id: requestValidatorId,
    name: 'all',
    validateRequestBody: true,
    validateRequestParameters: true,
  });
  const { schema } = await gateway.operate('GetModel', { restApiId: api.id, modelName: 'Pet' });
  assert.equal(
    JSON.parse(schema).properties.kind.$ref,
    `https://apigateway.amazonaws.com/restapis/${api.id}/models/Kind`,
  );
  assert.deepEqual(
    [api.name, api.description, api.version, api.binaryMediaTypes],
    ['pets', 'Pets', '1.0', ['image/png']],
  );
});

test('an OpenAPI 3 document in YAML is read, with request bodies and schemes of its components', async () => {
  const { at, gateway, api } = await imported(`
openapi: 3.0.1
info: { title: yaml, version: 2 }
security: [{ auth: [] }]
components:
  schemas: { New-Pet: { type: object } }
  securitySchemes:
    auth:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer: { type: token, authorizerUri: arn:x, authorizerResultTtlInSeconds: 60 }
    key: { type: apiKey, name: x-api-key, in: header }
    iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
paths:
  /:
    x-amazon-apigateway-any-method:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/New-Pet' } } } }
      x-amazon-apigateway-integration: { type: mock }
    get: { security: [{ key: [] }], x-amazon-apigateway-integration: { type: mock } }
    put: { security: [{ iam: [] }], x-amazon-apigateway-integration: { type: mock } }
    post: { security: [{ NONE: [] }], x-amazon-apigateway-integration: { type: mock } }
`);
  const { ANY, GET, PUT, POST } = at('/').resourceMethods;
  const { items } = await gateway.operate('GetAuthorizers', { restApiId: api.id });
  assert.deepEqual(items, [
    {
      id: ANY.authorizerId,
      name: 'auth',
      type: 'TOKEN',
      authType: 'custom',
      authorizerUri: 'arn:x',
      identitySource: 'method.request.header.Authorization',
      authorizerResultTtlInSeconds: 60,
    },
  ]);
  assert.deepEqual([ANY.authorizationType, ANY.requestModels], ['CUSTOM', { 'application/json': 'NewPet' }]);
  assert.deepEqual([GET.authorizationType, GET.apiKeyRequired], ['NONE', true]);
  assert.deepEqual([PUT.authorizationType, POST.authorizationType, POST.apiKeyRequired], ['AWS_IAM', 'NONE', false]);
});

const swagger = { swagger: '2.0', basePath: '/base/v1', paths: { '/test': { get: withMock() } } };
const server = {
  openapi: '3.0.0',
  servers: [{ url: 'https://x.example/base/v1' }],
  paths: { '/test': { get: withMock() } },
};
for (const [mode, path] of [
  ['ignore', '/test'],
  ['prepend', '/base/v1/test'],
  ['split', '/v1/test'],
] as const) {
  test(`the base path with ${mode} makes ${path}`, async () => {
    for (const document of [swagger, server]) assert.ok((await imported(document, { basepath: mode })).at(path));
  });
}

test('what is no OpenAPI document is refused', async () => {
  for (const text of ['{"swagger":', 'a: [', '[]', '"text"', '{}']) {
    await assert.rejects(imported(text), new ServiceError('BadRequestException', 'Invalid OpenAPI input.', 400));
  }
});

test('a mapping that is no text is left out with a warning', async () => {
  const integration = { ...mock, requestParameters: { 'integration.request.header.nothing': true } };
  const { api } = await imported({
    swagger: '2.0',
    paths: { '/a/b': { get: { 'x-amazon-apigateway-integration': integration } } },
  });
  assert.deepEqual(api.warnings, [
    "Invalid format for 'requestParameters'. Expected type string for property 'integration.request.header.nothing' of resource '/a/b' and method 'GET' but got 'true'",
  ]);
});

test('overwriting keeps the ids of paths that stay and drops the others, merging keeps all', async () => {
  const { gateway, api, at } = await imported({
    swagger: '2.0',
    paths: { '/a': { get: withMock() }, '/b': { get: withMock() } },
  });
  const put = async (mode: string) => {
    const body = Buffer.from(JSON.stringify({ swagger: '2.0', paths: { '/a': { put: withMock() } } }));
    await gateway.operate('PutRestApi', { restApiId: api.id, mode, body });
    const { items } = await gateway.operate('GetResources', { restApiId: api.id });
    return items.map((one: { path: string; id: string; resourceMethods?: object }) => [
      one.path,
      one.id,
      Object.keys(one.resourceMethods ?? {}),
    ]);
  };
  const root = ['/', api.rootResourceId, []];
  const { id } = at('/a');
  assert.deepEqual(await put('merge'), [root, ['/a', id, ['GET', 'PUT']], ['/b', at('/b').id, ['GET']]]);
  assert.deepEqual(await put('overwrite'), [root, ['/a', id, ['PUT']]]);
});

test('what a document maps and does not declare is refused, all of it at once', async () => {
  const broken = (path: string) => ({
    get: withMock({
      'x-amazon-apigateway-integration': {
        ...mock,
        type: 'http',
        httpMethod: 'GET',
        uri: 'http://example.com',
        requestParameters: { 'integration.request.path.id': `method.request.path.${path}` },
        responses: { default: { statusCode: '200', responseParameters: { 'method.response.header.X': "'1'" } } },
      },
    }),
  });
  const errors = (text: string) =>
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${text}]`;
  await assert.rejects(imported({ openapi: '3.0.1', paths: { '/a/{id}': broken('id') } }), {
    code: 'BadRequestException',
    message: [
      'Errors found during import:',
      `\tUnable to put integration on 'GET' for resource at path '/a/{id}': ${errors('Invalid mapping expression parameter specified: method.request.path.id')}`,
      `\tUnable to put integration response on 'GET' for resource at path '/a/{id}': ${errors('No method response exists for method.')}`,
    ].join('\n'),
  });
});

test('paths that cannot stand beside each other are refused', async () => {
  const paths = { '/a/{x}': { get: withMock() }, '/a/{y}/b': { get: withMock() } };
  await assert.rejects(imported({ swagger: '2.0', paths }), {
    message:
      "Errors found during import:\n\tUnable to create resource at path '/a/{y}': A sibling ({x}) of this resource already has a variable path part -- only one is allowed",
  });
});

for (const version of [{ openapi: '3.1.0' }, { openapi: '4.0.0' }, { swagger: '1.2' }]) {
  test(`a document of ${Object.entries(version).flat().join(' ')} is refused`, async () => {
    await assert.rejects(imported({ ...version, paths: {} }), {
      code: 'BadRequestException',
      message: 'Invalid OpenAPI input.',
    });
  });
}
