import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InvokeTarget } from '../gateway/api-call.ts';
import type { HttpRequest } from '../std/http-message.ts';
import { type FrontDoorOptions, frontDoor } from './front-door.ts';

const request = (rawPath: string, host = 'localhost:4566'): HttpRequest => ({
  method: 'GET',
  rawPath,
  rawQuery: '',
  rawHeaders: ['Host', host],
  headers: { host },
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  protocol: 'HTTP/1.1',
  scheme: 'http',
});

/** Who answered: `aws`, a target, or samlet's own status. */
async function routed(call: HttpRequest, change: Partial<FrontDoorOptions> = {}): Promise<unknown> {
  let target: InvokeTarget | undefined;
  const door = frontDoor({
    aws: async () => ({ status: 200, headers: {}, body: 'aws' }),
    invokeApi: async (_request, to) => {
      target = to;
      return { status: 200, headers: {}, body: '' };
    },
    health: () => ({ status: 'running' }),
    ...change,
  });
  const { status, body } = await door(call);
  return target ?? (body === 'aws' ? 'aws' : [status, body]);
}

test('the host of an API leads to the stage that is the first segment', async () => {
  assert.deepEqual(await routed(request('/prod/users/%7B1%7D', 'Abc123.execute-api.localhost:4566')), {
    apiId: 'abc123',
    stageName: 'prod',
    path: '/users/%7B1%7D',
    domainName: 'abc123.execute-api.localhost',
    implied: false,
  });
  const bare = (await routed(request('/prod', 'a.execute-api.us-east-1.amazonaws.com'))) as InvokeTarget;
  assert.equal(bare.path, '/');
});

test('an API host without a stage names none, which the gateway refuses', async () => {
  const target = (await routed(request('/', 'a.execute-api.localhost'))) as InvokeTarget;
  assert.deepEqual([target.apiId, target.stageName], ['a', '']);
});

test('both path forms lead to a stage', async () => {
  const target = { apiId: 'a1', stageName: 'dev', path: '/x/y', domainName: 'localhost', implied: false };
  assert.deepEqual(await routed(request('/restapis/a1/dev/_user_request_/x/y')), target);
  assert.deepEqual(await routed(request('/_aws/execute-api/a1/dev/x/y')), target);
  assert.deepEqual(await routed(request('/restapis/a1/dev/_user_request_')), { ...target, path: '/' });
});

test("API Gateway's own API keeps its paths", async () => {
  assert.equal(await routed(request('/restapis/a1/resources')), 'aws');
  assert.equal(await routed(request('/restapis')), 'aws');
  assert.equal(await routed(request('/restapis/a1/dev/_user_request_x')), 'aws');
  assert.equal(await routed(request('/')), 'aws');
});

test('a door with its own stage sends everything there, whatever the path looks like', async () => {
  const door = { impliedStage: () => ({ apiId: 'a1', stageName: 'Prod' }) };
  assert.deepEqual(await routed(request('/restapis/b/c/_user_request_/', 'localhost:3000'), door), {
    apiId: 'a1',
    stageName: 'Prod',
    path: '/restapis/b/c/_user_request_/',
    domainName: 'localhost',
    implied: true,
  });
  const [status] = (await routed(request('/'), { impliedStage: () => undefined })) as [number];
  assert.equal(status, 503);
});

test('samlet tells its health', async () => {
  assert.deepEqual(await routed(request('/_samlet/health')), [200, '{"status":"running"}']);
});

test('the endpoint explains requests, the latest that went wrong without an id; the door of a stage does not', async () => {
  const explain = async (requestId: string | undefined) =>
    requestId === 'nobody' ? undefined : { requestId: requestId ?? 'latest' };
  const ask = (path: string, change: Partial<FrontDoorOptions> = {}) =>
    routed(request(`/_samlet/requests${path}`), { explain, ...change });
  assert.deepEqual(await ask('/1-a_b.='), [200, '{"requestId":"1-a_b.="}']);
  assert.deepEqual(await ask(''), [200, '{"requestId":"latest"}']);
  assert.deepEqual(await ask('/nobody'), [404, '{"message":"No such request"}']);
  assert.deepEqual(await ask('/a/b'), [404, '{"message":"Not Found"}']);
  const stage = { impliedStage: () => ({ apiId: 'a', stageName: 'prod' }) };
  assert.deepEqual(await ask('/1', stage), [404, '{"message":"Not Found"}']);
});
