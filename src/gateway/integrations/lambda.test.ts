import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, type TestRequest, testGateway } from '../../../test/support/deployed-api.ts';
import type { CallService } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';

const json = 'application/json';
const URI =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:hello/invocations';

async function send(integration: object, callService: CallService, request: TestRequest = {}) {
  const gateway = testGateway(callService);
  const any = {
    'x-amazon-apigateway-any-method': {
      'x-amazon-apigateway-integration': { type: 'aws', httpMethod: 'POST', uri: URI, ...integration },
    },
  };
  await gateway.deploy(aDocument({ '/': any, '/{statusCode}': any }));
  const response = await gateway.send(request);
  return { ...response, body: String(response.body), logged: gateway.logged };
}

const echo = lambdaAnswering((event) => event);
const plain = { responses: { default: { statusCode: 200 } } };

test('the request template makes the event of the function, and its result is the body', async () => {
  const { status, headers, body } = await send(
    { ...plain, requestTemplates: { [json]: '{"param1": "$input.params(\'param1\')"}' } },
    echo,
    { path: '/?param1=foobar&Signature=1' },
  );
  assert.deepEqual([status, body, headers['Content-Type']], [200, '{"param1":"foobar"}', json]);
  assert.match(String(headers['X-Amzn-Trace-Id']), /^Root=1-/);
});

test('without a template the body is the event, and no body an empty object', async () => {
  const posted = await send(plain, echo, { method: 'POST', body: '{"message": "hello world"}' });
  const asked = await send(plain, echo);
  assert.deepEqual([posted.body, asked.body], ['{"message":"hello world"}', '{}']);
});

test('a content type without a template is a 415 where nothing may pass through', async () => {
  for (const passthroughBehavior of ['never', 'when_no_templates']) {
    const { status, body } = await send({ ...plain, passthroughBehavior, requestTemplates: { [json]: '{}' } }, echo, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      body: 'a',
    });
    assert.deepEqual([status, body], [415, '{"message": "Unsupported Media Type"}']);
  }
});

const failing: CallService = async (_service, _operation, input) => {
  const { statusCode } = JSON.parse(Buffer.from((input as { Payload: Uint8Array }).Payload).toString());
  if (statusCode === '200')
    return { StatusCode: 200, Payload: Buffer.from('{"statusCode":"400","errorMessage":"500"}') };
  const error = { errorMessage: `error ${statusCode}`, errorType: 'Error' };
  return { StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify(error)) };
};

test("selection patterns are held against a failed function's errorMessage, never against its result", async () => {
  const integration = {
    requestTemplates: { [json]: '{"statusCode": "$input.params(\'statusCode\')"}' },
    responses: {
      default: { statusCode: 200 },
      '.*400.*': { statusCode: 405 },
      '.*5\\d\\d.*': { statusCode: 502, responseTemplates: { [json]: "#set($e = $input.path('$.errorMessage'))$e!" } },
    },
  };
  const [fine, client, server, other] = await Promise.all(
    ['200', '400', '500', '300'].map((code) => send(integration, failing, { path: `/${code}` })),
  );
  assert.deepEqual([fine?.status, client?.status, server?.status, other?.status], [200, 405, 502, 200]);
  assert.equal(client?.body, '{"errorMessage":"error 400","errorType":"Error"}');
  assert.equal(server?.body, 'error 500!');
});

test('a response template may choose the status by the result', async () => {
  const template =
    "#set($result = $input.path('$'))#if($result.httpStatus == 400)#set($context.responseOverride.status = 400)" +
    '#set($context.responseOverride.header.x-why = $result.errorMessage)#end{"said": $input.json(\'$.errorMessage\')}';
  const integration = { responses: { default: { statusCode: 202, responseTemplates: { [json]: template } } } };
  const event = JSON.stringify({ httpStatus: '400', errorMessage: 'Test Bad request' });
  const { status, headers, body } = await send(integration, echo, { method: 'POST', body: event });
  assert.deepEqual([status, body, headers['x-why']], [400, '{"said": "Test Bad request"}', 'Test Bad request']);
  assert.equal((await send(integration, echo)).status, 202);
});

test('an asynchronous invocation answers at once with the default response', async () => {
  const types: unknown[] = [];
  const accepting: CallService = async (_service, _operation, input) => {
    types.push((input as { InvocationType: string }).InvocationType);
    return { StatusCode: 202, Payload: new Uint8Array() };
  };
  const requestParameters = {
    'integration.request.header.X-Amz-Invocation-Type': 'method.request.header.InvocationType',
  };
  const headers = { InvocationType: 'Event' };
  const { status, body } = await send({ ...plain, requestParameters }, accepting, { headers });
  await send({ ...plain, requestParameters }, accepting);
  assert.deepEqual([status, body, types], [200, '', ['Event', 'RequestResponse']]);
});

test("an event that is no JSON is answered as Lambda's refusal of it", async () => {
  const refusing: CallService = async () => {
    throw new ServiceError('InvalidRequestContentException', 'Could not parse request body into json: x', 400);
  };
  const { status, body } = await send(plain, refusing, { method: 'POST', body: 'x' });
  assert.deepEqual([status, body], [200, '{"Type":"User","message":"Could not parse request body into json: x"}']);
});

test('a function that is not there, and a template that fails, are a 500 with the reason in the log', async () => {
  const missing: CallService = async () => {
    throw new ServiceError('ResourceNotFoundException', 'Function not found', 404);
  };
  for (const [integration, service, reason] of [
    [plain, missing, /Function not found/],
    [{ ...plain, requestTemplates: { [json]: '#if(' } }, echo, /mapping template failed.*line 1, column 5/],
  ] as const) {
    const { status, body, logged } = await send(integration, service);
    assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
    assert.match(logged.join('\n'), reason);
  }
});
