import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation } from '../../test/support/deployed-api.ts';
import { logGroupArn, observedApi } from '../../test/support/observed-api.ts';
import { frontDoor } from './front-door.ts';

const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/1';

/** An API behind `api.example.com` and its mappings, `'(none)'` for the domain itself. */
async function mappedApi(
  mappings: readonly { readonly basePath: string; readonly stage?: string }[],
  { stage = {}, name = 'api.example.com' } = {},
) {
  const api = observedApi(lambdaAnswering((event) => ({ statusCode: 200, body: JSON.stringify(event) })));
  const { gateway } = api;
  const restApiId = await gateway.deploy(
    aDocument({
      '/': { get: lambdaOperation() },
      '/{proxy+}': { 'x-amazon-apigateway-any-method': lambdaOperation() },
    }),
    stage,
  );
  await gateway.operate('CreateDomainName', { domainName: name, certificateArn });
  for (const mapping of mappings) {
    await gateway.operate('CreateBasePathMapping', { domainName: name, restApiId, ...mapping });
  }
  const options = {
    aws: async () => ({ status: 200, headers: {}, body: 'aws' }),
    invokeApi: gateway.invokeApi,
    domains: gateway.state.platform.stages.domains,
    health: () => ({ status: 'running' }),
  };
  const doors = {
    endpoint: frontDoor(options),
    api: frontDoor({ ...options, impliedStage: () => ({ apiId: restApiId, stageName: 'test' }) }),
  };
  const get = async (path: string, host = 'api.example.com', door: keyof typeof doors = 'endpoint') => {
    const [rawPath = '', rawQuery = ''] = path.split('?');
    const { status, body, headers } = await doors[door]({
      method: 'GET',
      rawPath,
      rawQuery,
      rawHeaders: ['Host', host],
      headers: { host },
      body: Buffer.alloc(0),
      sourceIp: '127.0.0.1',
      protocol: 'HTTP/1.1',
      scheme: 'http',
    });
    return { status, body: String(body), headers };
  };
  const event = async (...args: Parameters<typeof get>) => JSON.parse((await get(...args)).body);
  return { ...api, restApiId, get, event };
}

test('a custom domain name leads to the API of its base path, which is taken off the route but not off the event', async () => {
  const { event, restApiId } = await mappedApi([{ basePath: 'v1', stage: 'test' }]);
  const { path, resource, pathParameters, headers, requestContext } = await event(
    '/v1/users/7?a=1',
    'Api.Example.com:4566',
  );
  assert.deepEqual([path, resource, pathParameters], ['/v1/users/7', '/{proxy+}', { proxy: 'users/7' }]);
  assert.equal(headers.Host, 'Api.Example.com:4566');
  const { domainName, domainPrefix, path: whole, stage, apiId } = requestContext;
  assert.deepEqual(
    { domainName, domainPrefix, whole, stage, apiId },
    { domainName: 'api.example.com', domainPrefix: 'api', whole: '/v1/users/7', stage: 'test', apiId: restApiId },
  );
});

test('a mapping of the domain itself serves its root', async () => {
  const { event } = await mappedApi([{ basePath: '(none)', stage: 'test' }]);
  const root = await event('/');
  assert.deepEqual([root.resource, root.path, root.requestContext.path], ['/', '/', '/']);
  const below = await event('/users/7');
  assert.deepEqual([below.path, below.requestContext.path], ['/users/7', '/users/7']);
});

test('a mapping without a stage has it in the path, behind the base path', async () => {
  const { event, get } = await mappedApi([{ basePath: 'any' }]);
  const { path, pathParameters, requestContext } = await event('/any/test/users');
  assert.deepEqual(
    [path, pathParameters, requestContext.path, requestContext.stage],
    ['/any/test/users', { proxy: 'users' }, '/any/test/users', 'test'],
  );
  for (const path of ['/any', '/any/elsewhere/users']) {
    const { status, body } = await get(path);
    assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
  }
});

test('a base path that is not mapped is forbidden, and a host that is no domain goes on as before', async () => {
  const { get } = await mappedApi([{ basePath: 'v1', stage: 'test' }]);
  for (const path of ['/', '/v2/users', '/v10', '/_samlet/health', '/restapis']) {
    const { status, body, headers } = await get(path);
    assert.deepEqual(
      [status, body, headers['x-amzn-ErrorType'], headers['Content-Type']],
      [403, '{"message":"Forbidden"}', 'ForbiddenException', 'application/json'],
      path,
    );
    assert.ok(headers['x-amzn-RequestId'] && headers['x-amz-apigw-id'], path);
  }
  assert.equal((await get('/v1/users', 'other.example.com')).body, 'aws');
  assert.equal((await get('/_samlet/health', 'localhost')).body, '{"status":"running"}');
});

test('custom domain names are served at the doors of APIs, too', async () => {
  const { event } = await mappedApi([{ basePath: 'v1', stage: 'test' }]);
  assert.equal((await event('/v1/users', 'api.example.com', 'api')).requestContext.domainName, 'api.example.com');
  assert.equal((await event('/v1/users', 'localhost:3000', 'api')).path, '/v1/users');
});

test('a wildcard serves each name one label below it', async () => {
  const { event, get } = await mappedApi([{ basePath: '(none)', stage: 'test' }], { name: '*.example.com' });
  const { domainName, domainPrefix } = (await event('/', 'tenant-1.example.com')).requestContext;
  assert.deepEqual([domainName, domainPrefix], ['tenant-1.example.com', 'tenant-1']);
  assert.equal((await get('/', 'a.b.example.com')).body, 'aws');
});

test('with the default endpoint disabled the custom domain name still serves', async () => {
  const { gateway, get, event, restApiId } = await mappedApi([{ basePath: 'v1', stage: 'test' }, { basePath: 'any' }]);
  const patchOperations = [{ op: 'replace', path: '/disableExecuteApiEndpoint', value: 'true' }];
  await gateway.operate('UpdateRestApi', { restApiId, patchOperations });
  const byDefault = () => get('/test/users', `${restApiId}.execute-api.us-east-1.amazonaws.com`);
  assert.equal((await byDefault()).status, 200);
  await gateway.operate('CreateDeployment', { restApiId, stageName: 'test' });
  const { status, body, headers } = await byDefault();
  assert.deepEqual([status, body, headers['x-amzn-ErrorType']], [403, '{"message":"Forbidden"}', 'ForbiddenException']);
  assert.equal((await event('/v1/users')).path, '/v1/users');
  assert.equal((await event('/any/test/users')).path, '/any/test/users');
});

test('access logs tell the base path that matched', async () => {
  const { get, patch, logged, restApiId } = await mappedApi([
    { basePath: 'v1', stage: 'test' },
    { basePath: '(none)', stage: 'test' },
  ]);
  await patch(restApiId, {
    '/accessLogSettings/destinationArn': logGroupArn('/access'),
    '/accessLogSettings/format':
      '$context.requestId $context.domainName $context.customDomain.basePathMatched $context.path',
  });
  const id = async (...args: Parameters<typeof get>) => (await get(...args)).headers['x-amzn-RequestId'];
  const ids = [
    await id('/v1/users'),
    await id('/users'),
    await id('/test/users', `${restApiId}.execute-api.localhost`),
  ];
  assert.deepEqual(await logged('/access'), [
    `${ids[0]} api.example.com v1 /v1/users`,
    `${ids[1]} api.example.com - /users`,
    `${ids[2]} ${restApiId}.execute-api.localhost - /test/users`,
  ]);
});

test('a mapping that is gone, and a domain that is gone, serve no more', async () => {
  const { gateway, get } = await mappedApi([{ basePath: 'v1', stage: 'test' }]);
  await gateway.operate('DeleteBasePathMapping', { domainName: 'api.example.com', basePath: 'v1' });
  assert.equal((await get('/v1/users')).status, 403);
  await gateway.operate('DeleteDomainName', { domainName: 'api.example.com' });
  assert.equal((await get('/v1/users')).body, 'aws');
});
