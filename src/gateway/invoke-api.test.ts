import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../../test/support/deployed-api.ts';
import { ServiceError } from '../aws/service-error.ts';

const ok = () => ({ statusCode: 200, body: 'ok' });
const missingToken = [403, '{"message":"Missing Authentication Token"}', 'MissingAuthenticationTokenException'];

test('a path or method nobody defined is refused as a missing token', async () => {
  const gateway = testGateway(lambdaAnswering(ok));
  await gateway.deploy(aDocument({ '/users': { get: lambdaOperation() } }));
  for (const request of [{ path: '/nope' }, { path: '/Users' }, { method: 'POST', path: '/users' }, { path: '/' }]) {
    const { status, body, headers } = await gateway.send(request);
    assert.deepEqual([status, body, headers['x-amzn-ErrorType']], missingToken);
    assert.equal(headers['Content-Type'], 'application/json');
  }
});

test('a stage or API that is not deployed is forbidden', async () => {
  const gateway = testGateway(lambdaAnswering(ok));
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  for (const request of [{ stageName: 'other' }, { apiId: 'unknown000' }]) {
    const { status, body } = await gateway.send(request);
    assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
  }
});

test('each answer has a request id and an extended one of its own, refusals too', async () => {
  const gateway = testGateway(lambdaAnswering(ok));
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  const ids = await Promise.all(
    [{}, {}, { path: '/nope' }].map(async (request) => {
      const { headers } = await gateway.send(request);
      assert.match(String(headers['x-amzn-RequestId']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      return [headers['x-amzn-RequestId'], headers['x-amz-apigw-id']];
    }),
  );
  assert.equal(new Set(ids.flat()).size, 6);
});

test('path tricks are paths like any other', async () => {
  const gateway = testGateway(lambdaAnswering((event) => ({ statusCode: 200, body: event.pathParameters.proxy })));
  await gateway.deploy(aDocument({ '/files/{proxy+}': { get: lambdaOperation() } }));
  for (const path of ['/files/../../etc/passwd', '/files/%2e%2e/x', '/files/a//b', '/files/%zz', '/files/%00']) {
    assert.equal((await gateway.send({ path })).body, path.slice('/files/'.length));
  }
  assert.equal((await gateway.send({ path: '/../files' })).status, 403);
});

test('a body over 10 MB is refused, one of 10 MB is served', async () => {
  const gateway = testGateway(lambdaAnswering(ok));
  await gateway.deploy(aDocument({ '/': { post: lambdaOperation() } }));
  const send = (bytes: number) => gateway.send({ method: 'POST', body: Buffer.alloc(bytes, 'a') });
  const refused = await send(10 * 1024 * 1024 + 1);
  assert.deepEqual([refused.status, refused.body], [413, '{"message":"Request Too Long"}']);
  assert.equal((await send(10 * 1024 * 1024)).status, 200);
});

test('headers of more than 10,240 bytes in all are refused', async () => {
  const gateway = testGateway(lambdaAnswering(ok));
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  assert.equal((await gateway.send({ headers: { 'x-big': 'a'.repeat(10_240) } })).status, 431);
  assert.equal((await gateway.send({ headers: { 'x-big': 'a'.repeat(6_000) } })).status, 200);
});

test('a function that takes more than 29 seconds is a 504', async () => {
  const gateway = testGateway(() => new Promise(() => {}));
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  const answer = gateway.send();
  await gateway.clock.advance(28_999);
  await gateway.clock.advance(1);
  const { status, body, headers } = await answer;
  assert.deepEqual([status, body], [504, '{"message": "Endpoint request timed out"}']);
  assert.equal(headers['x-amzn-ErrorType'], 'InternalServerErrorException');
});

test('an integration has a timeout of its own', async () => {
  const gateway = testGateway(() => new Promise(() => {}));
  const short = { type: 'aws_proxy', httpMethod: 'POST', timeoutInMillis: 50, uri: uriOf('slow') };
  await gateway.deploy(aDocument({ '/': { get: { 'x-amazon-apigateway-integration': short } } }));
  const answer = gateway.send();
  await gateway.clock.advance(50);
  assert.equal((await answer).status, 504);
});

for (const code of ['TooManyRequestsException', 'ResourceNotFoundException']) {
  test(`Lambda's ${code} is a 500 that tells the client nothing`, async () => {
    const gateway = testGateway(async () => {
      throw new ServiceError(code, 'Rate Exceeded.', 429);
    });
    await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
    const { status, body } = await gateway.send();
    assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
    assert.match(gateway.logged.join('\n'), new RegExp(`${code}: Rate Exceeded`));
  });
}

test('a function that failed is a 502, and the log says why', async () => {
  const gateway = testGateway(async () => ({
    StatusCode: 200,
    FunctionError: 'Unhandled',
    Payload: Buffer.from('{"statusCode":200,"errorMessage":"secret"}'),
  }));
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  const { status, body } = await gateway.send();
  assert.deepEqual([status, body], [502, '{"message": "Internal server error"}']);
  assert.match(
    gateway.logged.join('\n'),
    /Lambda execution failed with status 200 due to customer function error: .*"errorMessage":"secret"/,
  );
});

test('a fault of ours is a 500, and the log has the whole error', async () => {
  const gateway = testGateway(async () => {
    throw new TypeError('database password wrong');
  });
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  assert.equal((await gateway.send()).body, '{"message": "Internal server error"}');
  assert.match(gateway.logged.join('\n'), /TypeError: database password wrong/);
});

test('a gateway response of the API replaces status, headers and body of a refusal', async () => {
  const gateway = testGateway(lambdaAnswering(ok));
  const responses = {
    MISSING_AUTHENTICATION_TOKEN: {
      statusCode: 404,
      responseParameters: { 'gatewayresponse.header.x-why': "'no route'" },
      responseTemplates: {
        'application/json':
          '{"id":"$context.requestId","type":"${context.error.responseType}","q":"$method.request.querystring.q","text":$context.error.messageString}',
      },
    },
    DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" } },
  };
  await gateway.deploy(
    aDocument({ '/': { post: lambdaOperation() } }, { 'x-amazon-apigateway-gateway-responses': responses }),
  );
  const own = await gateway.send({ path: '/nope?q=1' });
  assert.equal(own.status, 404);
  assert.equal(own.headers['x-why'], 'no route');
  assert.deepEqual(JSON.parse(String(own.body)), {
    text: 'Missing Authentication Token',
    id: own.headers['x-amzn-RequestId'],
    type: 'MISSING_AUTHENTICATION_TOKEN',
    q: '1',
  });
  const other = await gateway.send({ method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
  assert.equal(other.headers['Access-Control-Allow-Origin'], '*');
  assert.deepEqual([other.status, other.body], [413, '{"message":"Request Too Long"}']);
});

test('an API whose default endpoint is disabled serves only where its stage is implied', async () => {
  const gateway = testGateway(lambdaAnswering(ok));
  const endpoint = { 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } };
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }, endpoint));
  assert.equal((await gateway.send()).body, '{"message":"Forbidden"}');
  assert.equal((await gateway.send({ implied: true })).status, 200);
});

test('concurrent requests get each their own answer', async () => {
  const gateway = testGateway(lambdaAnswering((event) => ({ statusCode: 200, body: event.queryStringParameters.n })));
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  const numbers = Array.from({ length: 500 }, (_, n) => String(n));
  const answers = await Promise.all(numbers.map((n) => gateway.send({ path: `/?n=${n}` })));
  assert.deepEqual(
    answers.map(({ body }) => body),
    numbers,
  );
});

function uriOf(name: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;
}

test('a request that no stage answers is told with the reason', async () => {
  const unserved: (string | undefined)[] = [];
  const gateway = testGateway(lambdaAnswering(ok), { onUnserved: ({ cause }) => void unserved.push(cause) });
  const apiId = await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  assert.equal((await gateway.send({ stageName: 'other' })).status, 403);
  assert.deepEqual(unserved, [`the API ${apiId} has no stage other, or none that is deployed`]);
});
