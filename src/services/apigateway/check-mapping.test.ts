import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';

const invalid = (error: string) => ({
  code: 'BadRequestException',
  message: `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`,
});

async function aMethod() {
  const { operate } = testGateway();
  const { id: restApiId, rootResourceId: resourceId } = await operate('CreateRestApi', { name: 'api' });
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  const requestParameters = { 'method.request.header.x': true, 'method.request.querystring.q': false };
  await operate('PutMethod', { ...method, authorizationType: 'NONE', requestParameters });
  const http = { ...method, type: 'HTTP', integrationHttpMethod: 'GET', uri: 'http://example.com' };
  return { operate, method, http };
}

for (const [source, error] of [
  ['true', 'Invalid mapping expression specified: true'],
  ['method.request.header.y', 'Invalid mapping expression parameter specified: method.request.header.y'],
  ['method.request.cookie.x', 'Invalid mapping expression specified: method.request.cookie.x'],
] as const) {
  test(`an integration parameter from ${source} is refused`, async () => {
    const { operate, http } = await aMethod();
    const requestParameters = { 'integration.request.header.a': source };
    await assert.rejects(operate('PutIntegration', { ...http, requestParameters }), invalid(error));
  });
}

test('what a method declares, constants, bodies, the context and stage variables are good sources', async () => {
  const { operate, http } = await aMethod();
  const sources = [
    'method.request.header.x',
    'method.request.multivaluequerystring.q',
    "'text'",
    'method.request.body',
    'method.request.body.a[0].b',
    'context.requestId',
    'stageVariables.color',
  ];
  const requestParameters = Object.fromEntries(
    sources.map((source, at) => [`integration.request.header.h${at}`, source]),
  );
  assert.deepEqual(
    (await operate('PutIntegration', { ...http, requestParameters })).requestParameters,
    requestParameters,
  );
  const patchOperations = [
    { op: 'add', path: '/requestParameters/integration.request.path.p', value: 'method.request.path.p' },
  ];
  await assert.rejects(
    operate('UpdateIntegration', { ...http, patchOperations }),
    invalid('Invalid mapping expression parameter specified: method.request.path.p'),
  );
});

test('a mapped response header must be declared by the method response', async () => {
  const { operate, http, method } = await aMethod();
  await operate('PutIntegration', http);
  const response = {
    ...method,
    statusCode: '200',
    responseParameters: { 'method.response.header.X': 'integration.response.header.y' },
  };
  await assert.rejects(operate('PutIntegrationResponse', response), invalid('No method response exists for method.'));
  await operate('PutMethodResponse', { ...method, statusCode: '200' });
  await assert.rejects(
    operate('PutIntegrationResponse', response),
    invalid('Invalid mapping expression parameter specified: method.response.header.X'),
  );
  const patchOperations = [{ op: 'add', path: '/responseParameters/method.response.header.X', value: 'true' }];
  await operate('UpdateMethodResponse', { ...method, statusCode: '200', patchOperations });
  assert.deepEqual((await operate('PutIntegrationResponse', response)).responseParameters, response.responseParameters);
  await assert.rejects(
    operate('PutIntegrationResponse', { ...method, statusCode: '200', responseTemplates: { '123': 'x' } }),
    { message: 'Validation Result: warnings : [], errors : [Invalid content type specified: 123]' },
  );
});
