import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OpenApiDocument, postmanCollection } from './postman-collection.ts';

const apiKey = { type: 'apiKey', in: 'header' };

const DOCUMENT: OpenApiDocument = {
  info: { title: 'users', description: 'All users' },
  paths: {
    '/users/{id}': {
      put: {
        summary: 'Change a user',
        parameters: [
          { name: 'id', in: 'path', required: true },
          { name: 'dry run', in: 'query', required: true },
          { name: 'limit', in: 'query' },
          { name: 'x-trace', in: 'header' },
        ],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/User' } } } },
        security: [{ tokens: [] }, { api_key: [] }],
      },
    },
    '/files/{proxy+}': { 'x-amazon-apigateway-any-method': { security: [{ sigv4: [] }] } },
    '/': { get: { operationId: 'home' } },
  },
  components: {
    schemas: {
      User: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          age: { type: 'integer' },
          kind: { type: 'string', enum: ['admin', 'guest'] },
          friends: { type: 'array', items: { $ref: '#/components/schemas/User' } },
        },
      },
    },
    securitySchemes: {
      tokens: { ...apiKey, name: 'Authorization' },
      api_key: { ...apiKey, name: 'x-api-key' },
      sigv4: { ...apiKey, name: 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    },
  },
};

// biome-ignore lint/suspicious/noExplicitAny: a collection as Postman reads it
const made = (): any => postmanCollection(DOCUMENT, 'http://localhost:3000', 'eu-west-1');

test('a collection has the API, its address and its secrets as variables', () => {
  const { info, variable, item } = made();
  assert.deepEqual(info, {
    name: 'users',
    description: 'All users',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  });
  assert.deepEqual(variable, [
    { key: 'baseUrl', value: 'http://localhost:3000' },
    ...['tokens', 'api_key', 'awsAccessKeyId', 'awsSecretAccessKey', 'awsSessionToken'].map((key) => ({
      key,
      value: '',
    })),
  ]);
  assert.deepEqual(
    item.map((one: { name: string; request: { method: string } }) => [one.name, one.request.method]),
    [
      ['Change a user', 'PUT'],
      ['ANY /files/{proxy+}', 'GET'],
      ['home', 'GET'],
    ],
  );
});

test('a request has its path, query, headers and an example of its body', () => {
  const { request } = made().item[0];
  assert.deepEqual(request.url, {
    raw: '{{baseUrl}}/users/:id?dry%20run=',
    host: ['{{baseUrl}}'],
    path: ['users', ':id'],
    query: [
      { key: 'dry run', value: '' },
      { key: 'limit', value: '', disabled: true },
    ],
    variable: [{ key: 'id', value: '' }],
  });
  assert.deepEqual(request.header, [
    { key: 'x-trace', value: '', disabled: true },
    { key: 'Content-Type', value: 'application/json' },
    { key: 'Authorization', value: '{{tokens}}' },
    { key: 'x-api-key', value: '{{api_key}}' },
  ]);
  const body = JSON.parse(request.body.raw);
  assert.deepEqual([body.name, body.age, body.kind, body.friends[0].kind], ['', 0, 'admin', 'admin']);
});

test('a request that IAM authorizes is signed by Postman', () => {
  const { request } = made().item[1];
  assert.deepEqual(request.url.path, ['files', ':proxy']);
  assert.deepEqual(
    [request.auth.type, ...request.auth.awsv4.map((one: { key: string; value: string }) => `${one.key}=${one.value}`)],
    [
      'awsv4',
      'accessKey={{awsAccessKeyId}}',
      'secretKey={{awsSecretAccessKey}}',
      'sessionToken={{awsSessionToken}}',
      'region=eu-west-1',
      'service=execute-api',
    ],
  );
});
