import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, testGateway } from '../../../test/support/deployed-api.ts';

const badRequest = (message: string) => ({ code: 'BadRequestException', message });
const notFound = (message: string) => ({ code: 'NotFoundException', message });

async function aGatewayResponse() {
  const gateway = testGateway();
  const integration = { type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' } };
  const restApiId = await gateway.deploy(
    aDocument({ '/a': { get: { 'x-amazon-apigateway-integration': integration } } }),
  );
  const responseType = 'MISSING_AUTHENTICATION_TOKEN';
  const update = (...operations: readonly (readonly [op: string, path: string, value?: string])[]) =>
    gateway.operate('UpdateGatewayResponse', {
      restApiId,
      responseType,
      patchOperations: operations.map(([op, path, value]) => ({ op, path, value })),
    });
  return { ...gateway, restApiId, responseType, update };
}

test('a default gateway response becomes the API’s own by its first patch, and is served after a deployment', async () => {
  const { operate, update, send, restApiId, responseType } = await aGatewayResponse();
  const changed = await update(
    ['replace', '/statusCode', '404'],
    ['add', '/responseParameters/gatewayresponse.header.X-A', "'b'"],
    ['add', '/responseTemplates/application~1json', '{"gone":true}'],
  );
  assert.deepEqual(changed, {
    responseType,
    statusCode: '404',
    responseParameters: { 'gatewayresponse.header.X-A': "'b'" },
    responseTemplates: { 'application/json': '{"gone":true}' },
    defaultResponse: false,
  });
  assert.equal((await send({ path: '/none' })).status, 403);
  await operate('CreateDeployment', { restApiId, stageName: 'test' });
  const { status, headers, body } = await send({ path: '/none' });
  assert.deepEqual([status, headers['X-A'], String(body)], [404, 'b', '{"gone":true}']);
  const removed = await update(['remove', '/responseParameters/gatewayresponse.header.X-A']);
  assert.deepEqual(removed.responseParameters, {});
});

test('patches of a gateway response are refused in the words of AWS', async () => {
  const { operate, update, restApiId } = await aGatewayResponse();
  await assert.rejects(update(['add', '/statusCode', '404']), badRequest('Invalid patch path /statusCode'));
  await assert.rejects(update(['replace', '/responseType', 'x']), badRequest('Invalid patch path /responseType'));
  await assert.rejects(
    update(['add', '/responseTemplates/application~1json', '']),
    badRequest('Invalid null or empty value in responseTemplates'),
  );
  const header = '/responseParameters/gatewayresponse.header.X';
  await assert.rejects(update(['remove', header]), notFound('Invalid parameter name specified'));
  await assert.rejects(update(['replace', header, "'1'"]), notFound('Invalid parameter name specified'));
  await assert.rejects(operate('UpdateGatewayResponse', { restApiId, responseType: 'X' }), {
    code: 'ValidationException',
    message:
      /^1 validation error detected: Value 'X' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: \[REQUEST_TOO_LARGE, /,
  });
});

test('an integration response is changed member by member', async () => {
  const { operate } = testGateway();
  const { id: restApiId, rootResourceId: resourceId } = await operate('CreateRestApi', { name: 'api' });
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  await operate('PutMethod', { ...method, authorizationType: 'NONE' });
  await operate('PutIntegration', { ...method, type: 'MOCK' });
  const response = { ...method, statusCode: '200' };
  await operate('PutIntegrationResponse', { ...response, selectionPattern: 'a', contentHandling: 'CONVERT_TO_TEXT' });
  const update = (op: string, path: string, value?: string) =>
    operate('UpdateIntegrationResponse', { ...response, patchOperations: [{ op, path, value }] });
  const template = '/responseTemplates/application~1json';
  assert.deepEqual((await update('add', template, '{}')).responseTemplates, { 'application/json': '{}' });
  assert.deepEqual(await update('replace', '/contentHandling', ''), {
    statusCode: '200',
    selectionPattern: 'a',
    responseTemplates: { 'application/json': '{}' },
  });
  assert.deepEqual(await update('remove', template), { statusCode: '200', selectionPattern: 'a' });
  await assert.rejects(update('remove', template), notFound('Content-Type specified was not found'));
  await assert.rejects(update('replace', '/statusCode', '201'), badRequest('Invalid patch path /statusCode'));
  await assert.rejects(
    update('replace', '/contentHandling', 'X'),
    badRequest('Enumeration value for contentHandling must be one of: [CONVERT_TO_BINARY, CONVERT_TO_TEXT] or empty'),
  );
  await assert.rejects(
    operate('UpdateIntegrationResponse', { ...response, statusCode: '201' }),
    notFound('Invalid Response status code specified'),
  );
});
