import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';

/** A method of an API with endpoints of a type, and what PutIntegration and UpdateIntegration refuse of it. */
async function aMethod(endpoint: string) {
  const { operate } = testGateway();
  const { id: restApiId, rootResourceId: resourceId } = await operate('CreateRestApi', {
    name: 'api',
    endpointConfiguration: { types: [endpoint] },
  });
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  await operate('PutMethod', { ...method, authorizationType: 'NONE' });
  const put = (integration: object) => operate('PutIntegration', { ...method, ...integration });
  const refused = async (integration: object, message: string) =>
    assert.rejects(put(integration), { code: 'BadRequestException', message, status: 400 });
  return { put, refused, operate, method };
}

const http = { type: 'HTTP_PROXY', integrationHttpMethod: 'GET', uri: 'http://example.com' };

test('a timeout is 50 ms to 29 s at edge-optimized endpoints, to 300 s at others', async () => {
  const edge = await aMethod('EDGE');
  const regional = await aMethod('REGIONAL');
  assert.equal((await edge.put({ ...http, timeoutInMillis: 50 })).timeoutInMillis, 50);
  assert.equal((await edge.put(http)).timeoutInMillis, 29_000);
  assert.equal((await regional.put({ ...http, timeoutInMillis: 300_000 })).timeoutInMillis, 300_000);
  for (const timeoutInMillis of [0, 49, 29_001]) {
    await edge.refused({ ...http, timeoutInMillis }, 'Timeout should be between 50 ms and 29000 ms');
  }
  await regional.refused({ ...http, timeoutInMillis: 300_001 }, 'Timeout should be between 50 ms and 300000 ms');
});

test('an answer that is streamed may take 15 minutes', async () => {
  const { put, refused } = await aMethod('REGIONAL');
  const streamed = { ...http, responseTransferMode: 'STREAM' };
  assert.equal((await put({ ...streamed, timeoutInMillis: 900_000 })).timeoutInMillis, 900_000);
  await refused({ ...streamed, timeoutInMillis: 900_001 }, 'Timeout should be between 50 ms and 900000 ms');
});

test('a patched timeout is held to the same limits', async () => {
  const { put, operate, method } = await aMethod('EDGE');
  await put(http);
  const patch = (value: string) =>
    operate('UpdateIntegration', {
      ...method,
      patchOperations: [{ op: 'replace', path: '/timeoutInMillis', value }],
    });
  assert.equal((await patch('1000')).timeoutInMillis, 1000);
  await assert.rejects(patch('30000'), { message: 'Timeout should be between 50 ms and 29000 ms' });
});

test('only proxies stream', async () => {
  const { refused } = await aMethod('REGIONAL');
  await refused(
    { ...http, type: 'HTTP', responseTransferMode: 'STREAM' },
    'Response transfer mode STREAM is only supported for integrations of type HTTP_PROXY and AWS_PROXY',
  );
});

test('a service is called as a role: without one only Lambda is', async () => {
  const { put, refused } = await aMethod('REGIONAL');
  const scan = {
    type: 'AWS',
    integrationHttpMethod: 'POST',
    uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/Scan',
  };
  await refused(scan, 'Role ARN must be specified for AWS integrations');
  await refused({ ...scan, credentials: 'NONE' }, 'Invalid ARN specified in the request');
  for (const credentials of ['arn:aws:iam::000000000000:role/api', 'arn:aws:iam::*:user/*']) {
    assert.equal((await put({ ...scan, credentials })).credentials, credentials);
  }
});
