import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestRequest,
  testGateway,
} from '../../../test/support/deployed-api.ts';
import { ServiceError } from '../../aws/service-error.ts';

// biome-ignore lint/suspicious/noExplicitAny: an event
async function eventOf(request: TestRequest, document: object = {}, stage: object = {}): Promise<any> {
  let event: unknown;
  const gateway = testGateway(
    lambdaAnswering((sent) => {
      event = sent;
      return { statusCode: 200 };
    }),
  );
  const any = { 'x-amazon-apigateway-any-method': lambdaOperation() };
  await gateway.deploy(aDocument({ '/': any, '/users/{id}': any }, document), stage);
  assert.equal((await gateway.send(request)).status, 200);
  return event;
}

async function answerOf(returned: unknown, request: TestRequest = {}, document: object = {}) {
  const gateway = testGateway(lambdaAnswering(() => returned));
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }, document));
  return gateway.send(request);
}

test('the last value of a repeated header or query parameter goes single, all go multi', async () => {
  const event = await eventOf({
    path: '/?a=1&a=2&empty=&flag',
    headers: [
      ['X-Many', 'one'],
      ['x-many', 'two'],
    ],
  });
  assert.equal(event.headers['X-Many'], 'two');
  assert.deepEqual(event.multiValueHeaders['X-Many'], ['one', 'two']);
  assert.deepEqual(event.queryStringParameters, { a: '2', empty: '', flag: '' });
  assert.deepEqual(event.multiValueQueryStringParameters, { a: ['1', '2'], empty: [''], flag: [''] });
});

test('names like __proto__ and constructor are names', async () => {
  const event = await eventOf({
    path: '/?__proto__=x&constructor=y&toString=z',
    headers: [
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ],
  });
  assert.deepEqual(Object.entries(event.queryStringParameters).sort(), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
    ['toString', 'z'],
  ]);
  assert.deepEqual(event.multiValueHeaders['constructor'], ['b']);
});

test('path parameters keep their percent-encoding', async () => {
  assert.deepEqual((await eventOf({ path: '/users/a%20b%2Fc' })).pathParameters, { id: 'a%20b%2Fc' });
});

test('the stage is part of the context path unless the domain implies it', async () => {
  const named = await eventOf({ path: '/users/1' });
  assert.deepEqual([named.path, named.requestContext.path], ['/users/1', '/test/users/1']);
  const implied = await eventOf({ path: '/users/1', implied: true });
  assert.deepEqual([implied.path, implied.requestContext.path], ['/users/1', '/users/1']);
});

test('the time of the request is told in the Common Log Format', async () => {
  const { requestContext } = await eventOf({});
  assert.deepEqual(
    [requestContext.requestTime, requestContext.requestTimeEpoch],
    ['01/Jan/2026:00:00:00 +0000', Date.UTC(2026, 0, 1)],
  );
});

test('headers of the connection stay with the gateway, and the forwarded ones are its own', async () => {
  const { headers } = await eventOf({
    headers: {
      Connection: 'close',
      'Content-Length': '0',
      TE: 'x',
      Expect: 'y',
      'X-Forwarded-For': '10.0.0.1',
      'X-Forwarded-Proto': 'gopher',
    },
  });
  assert.deepEqual(
    ['Connection', 'Content-Length', 'TE', 'Expect'].filter((name) => name in headers),
    [],
  );
  assert.equal(headers['X-Forwarded-For'], '10.0.0.1, 127.0.0.1');
  assert.deepEqual([headers['X-Forwarded-Proto'], headers['X-Forwarded-Port']], ['http', '80']);
  assert.match(headers['X-Amzn-Trace-Id'], /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
});

test('stage variables are in the event and in the function that is invoked', async () => {
  let input: { FunctionName?: string; XAmznTraceId?: string } = {};
  const gateway = testGateway(
    lambdaAnswering((_event, sent) => {
      input = sent;
      return { statusCode: 200 };
    }),
  );
  await gateway.deploy(aDocument({ '/': { get: lambdaOperation('hello:${stageVariables.alias}') } }), {
    variables: { alias: 'live' },
  });
  const { headers } = await gateway.send({
    headers: { 'X-Amzn-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793' },
  });
  assert.equal(input.FunctionName, 'arn:aws:lambda:us-east-1:000000000000:function:hello:live');
  assert.match(String(input.XAmznTraceId), /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=[0-9a-f]{16};Sampled=0/);
  assert.equal(headers['X-Amzn-Trace-Id'], input.XAmznTraceId);
});

const binary = { 'x-amazon-apigateway-binary-media-types': ['image/png'] };
const every = { 'x-amazon-apigateway-binary-media-types': ['*/*'] };

test('a body of a binary media type comes as base64, others as text', async () => {
  const bytes = Buffer.from([0x89, 0x50, 0xff]);
  const send = (type: string, document: object) =>
    eventOf({ method: 'POST', headers: { 'Content-Type': type }, body: bytes }, document);
  const png = await send('image/png; x=1', binary);
  assert.deepEqual([png.body, png.isBase64Encoded], [bytes.toString('base64'), true]);
  const text = await send('text/plain', binary);
  assert.deepEqual([text.body, text.isBase64Encoded], ['\ufffdP\ufffd', false]);
  assert.equal((await send('text/plain', every)).isBase64Encoded, true);
});

test('a base64 answer is decoded when the client accepts a binary media type first', async () => {
  const returned = { statusCode: 200, body: 'aGk=', isBase64Encoded: true };
  const send = async (accept: string | undefined, document: object) =>
    String((await answerOf(returned, accept === undefined ? {} : { headers: { Accept: accept } }, document)).body);
  assert.equal(await send('image/png, */*', binary), 'hi');
  assert.equal(await send('text/html, image/png', binary), 'aGk=');
  assert.equal(await send('text/html', every), 'hi');
  assert.equal(await send(undefined, every), 'hi');
});

const malformed: [why: string, returned: unknown][] = [
  ['no JSON', '{'],
  ['null', 'null'],
  ['a list', []],
  ['an unknown member', { statusCode: 200, message: 'x' }],
  ['a body that is an object', { statusCode: 200, body: { a: 1 } }],
  ['a body that is a list', { statusCode: 200, body: [] }],
  ['headers that are a list', { statusCode: 200, headers: ['a'] }],
  ['a header that is an object', { statusCode: 200, headers: { a: {} } }],
  ['a header with a line break', { statusCode: 200, headers: { a: 'x\r\nb: y' } }],
  ['isBase64Encoded that is text', { statusCode: 200, isBase64Encoded: 'yes' }],
  ['a status code out of range', { statusCode: 42 }],
  ['a status code that is an object', { statusCode: {} }],
];
for (const [why, returned] of malformed) {
  test(`an answer with ${why} is a 502`, async () => {
    const { status, body, headers } = await answerOf(returned);
    assert.deepEqual([status, body], [502, '{"message": "Internal server error"}']);
    assert.equal(headers['x-amzn-ErrorType'], 'InternalServerErrorException');
  });
}

test('headers the gateway keeps for itself are answered under another name', async () => {
  const sent = {
    Date: 'x',
    Server: 'mine',
    'WWW-Authenticate': 'Basic',
    'x-amzn-RequestId': 'y',
    'Transfer-Encoding': 'chunked',
  };
  const { headers } = await answerOf({ statusCode: 401, headers: { ...sent, 'X-Own': 1 } });
  assert.deepEqual(
    ['Date', 'Server', 'WWW-Authenticate', 'x-amzn-RequestId'].map((name) => headers[`x-amzn-Remapped-${name}`]),
    ['x', 'mine', 'Basic', 'y'],
  );
  assert.equal(headers['X-Own'], '1');
  assert.equal(headers['Transfer-Encoding'], undefined);
});

test('a value that is in both kinds of headers is answered once', async () => {
  const { headers } = await answerOf({
    statusCode: 200,
    headers: { 'Set-Cookie': 'a=1' },
    multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
  });
  assert.deepEqual(headers['Set-Cookie'], ['a=1', 'b=2']);
});

test('an invocation of type Event is answered at once', async () => {
  let type: string | undefined;
  const gateway = testGateway(async (_service, _operation, input) => {
    type = (input as { InvocationType: string }).InvocationType;
    return { StatusCode: 202 };
  });
  const operation = lambdaOperation('hello') as { 'x-amazon-apigateway-integration': object };
  const integration = {
    ...operation['x-amazon-apigateway-integration'],
    requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
  };
  await gateway.deploy(aDocument({ '/': { get: { 'x-amazon-apigateway-integration': integration } } }));
  const { status, body } = await gateway.send();
  assert.deepEqual([type, status, body], ['Event', 200, '']);
});

test('an event over the 6 MB that Lambda takes is a 413', async () => {
  const gateway = testGateway(async () => {
    throw new ServiceError(
      'RequestEntityTooLargeException',
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
      413,
    );
  });
  await gateway.deploy(aDocument({ '/': { post: lambdaOperation() } }));
  const { status, body, headers } = await gateway.send({ method: 'POST', body: Buffer.alloc(7 * 1024 * 1024, 'a') });
  assert.deepEqual([status, body], [413, '{"message":"Request Too Long"}']);
  assert.equal(headers['x-amzn-ErrorType'], 'RequestTooLargeException');
  assert.match(gateway.logged.join(), /Lambda invocation failed with status: 413/);
});

test('an invocation is asynchronous when a parameter mapping says so, per request', async () => {
  const types: unknown[] = [];
  const gateway = testGateway(
    lambdaAnswering((_event, { InvocationType }) => {
      types.push(InvocationType);
      return { statusCode: 201 };
    }),
  );
  const operation = lambdaOperation() as { 'x-amazon-apigateway-integration': object };
  const integration = {
    ...operation['x-amazon-apigateway-integration'],
    requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': 'method.request.header.InvocationType' },
  };
  await gateway.deploy(aDocument({ '/': { post: { 'x-amazon-apigateway-integration': integration } } }));
  const event = await gateway.send({ method: 'POST', headers: { InvocationType: 'Event' } });
  const waited = await gateway.send({ method: 'POST' });
  assert.deepEqual([event.status, event.body, waited.status], [200, '', 201]);
  assert.deepEqual(types, ['Event', 'RequestResponse']);
});

test('a function is invoked in the name of API Gateway for the method, or of the integration role', async () => {
  const callers: unknown[] = [];
  const roleArn = 'arn:aws:iam::000000000000:role/of-another-stack';
  const gateway = testGateway(async (service, operation, input, as) => {
    if (service === 'iam') throw new ServiceError('NoSuchEntityException', 'no such role', 404);
    callers.push(as && { arn: as.arn, sourceArn: as.sourceArn, roleArn: as.roleArn });
    return lambdaAnswering(() => ({ statusCode: 200 }))(service, operation, input);
  });
  const operation = lambdaOperation() as { 'x-amazon-apigateway-integration': object };
  const withRole = { ...operation['x-amazon-apigateway-integration'], credentials: roleArn };
  const apiId = await gateway.deploy(
    aDocument({
      '/users/{id}': {
        'x-amazon-apigateway-any-method': operation,
        put: { 'x-amazon-apigateway-integration': withRole },
      },
    }),
  );
  for (const method of ['GET', 'PUT']) await gateway.send({ method, path: '/users/1' });
  const sourceArn = `arn:aws:execute-api:us-east-1:000000000000:${apiId}/test/GET/users/{id}`;
  assert.deepEqual(callers, [
    { arn: 'apigateway.amazonaws.com', sourceArn, roleArn: undefined },
    {
      arn: 'arn:aws:sts::000000000000:assumed-role/of-another-stack/BackplaneAssumeRoleSession',
      sourceArn: undefined,
      roleArn,
    },
  ]);
});
