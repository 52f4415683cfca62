import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { conformanceDir } from '../support/conformance-data.ts';
import { aDocument, lambdaAnswering, lambdaOperation, type TestRequest, testGateway } from '../support/deployed-api.ts';
import { conformance } from '../support/ratchet.ts';

// biome-ignore lint/suspicious/noExplicitAny: recorded JSON
type Recorded = any;

/** The requests that were recorded, behind the stage `stage`. */
const REQUESTS: Record<string, TestRequest> = {
  'without-trailing-slash': { path: '/proxy-value' },
  'with-trailing-slash': { path: '/proxy-value/' },
  'with-double-slash': { path: '/proxy-value//double-slash' },
  'with-prepended-slash': { path: '//proxy-value' },
  'without-trailing-slash-and-query-params': { path: '/proxy-value?urlparam=test' },
  'with-trailing-slash-and-query-params': { path: '/proxy-value/?urlparam=test' },
  'with-path-encoded-email': {
    path: '/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
  },
  'with-params-encoding': {
    path:
      '/proxy-value/api?dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com' +
      '&plus=test+alias@gmail.com&url=https://www.google.com/&whitespace=foo%20bar&zhash=abort/',
  },
  'with-params-encoding-multi': {
    method: 'POST',
    path: '/proxy-value?category=electronics&category=books&price=10&price=20&price=30',
    body: '{"message": "hello world"}',
    headers: { Authorization: 'Bearer token123;API key456', 'Content-Type': 'application/json;charset=utf-8' },
  },
  hardcoded: { path: '//hardcoded' },
};

/** Headers that only an edge endpoint adds. */
const EDGE = /^(CloudFront-|Via$|X-Amz-Cf-Id$)/;

const file = conformanceDir && join(conformanceDir, 'aws-recorded/apigw-proxy-event.json');

if (file === undefined) {
  test('proxy events as recorded from AWS', { skip: 'the conformance data is not here' }, () => {});
} else {
  const recorded: Recorded = JSON.parse(readFileSync(file, 'utf8'));
  const events: Recorded =
    recorded['tests/aws/services/apigateway/test_apigateway_lambda.py::test_lambda_aws_proxy_integration'];
  const cases = Object.entries(REQUESTS).map(([id, request]) => ({
    id,
    request,
    expected: events[`invocation-payload-${id}`] ?? events[`invocation-${id}`],
  }));

  conformance(cases, [], async ({ request, expected }) => {
    const event = await eventFor(request);
    const own = ['path', 'resource', 'httpMethod', 'pathParameters', 'queryStringParameters'] as const;
    const rest = ['multiValueQueryStringParameters', 'stageVariables', 'isBase64Encoded'] as const;
    for (const member of [...own, ...rest]) assert.deepEqual(event[member], expected[member], member);
    assert.deepEqual(typeof event.body === 'string' ? JSON.parse(event.body) : event.body, expected.body);
    assert.deepEqual(Object.keys(event).sort(), Object.keys(expected).sort());

    const { requestContext } = event;
    for (const member of ['path', 'resourcePath', 'stage', 'httpMethod', 'protocol']) {
      assert.equal(requestContext[member], expected.requestContext[member], member);
    }
    assert.deepEqual(Object.keys(requestContext).sort(), Object.keys(expected.requestContext).sort());
    assert.deepEqual(Object.keys(requestContext.identity).sort(), Object.keys(expected.requestContext.identity).sort());
    const nulls = (identity: Recorded) => Object.keys(identity).filter((name) => identity[name] === null);
    assert.deepEqual(nulls(requestContext.identity).sort(), nulls(expected.requestContext.identity).sort());

    for (const name of Object.keys(expected.headers).filter((one) => !EDGE.test(one))) {
      const value = expected.headers[name];
      assert.ok(name in event.headers, `${name} is there`);
      if (!value.startsWith('<')) assert.equal(event.headers[name], value);
      assert.deepEqual(event.multiValueHeaders[name], [event.headers[name]]);
    }
  });
}

async function eventFor(request: TestRequest): Promise<Recorded> {
  let event: Recorded = {};
  const gateway = testGateway(
    lambdaAnswering((sent) => {
      event = sent;
      return { statusCode: 200 };
    }),
  );
  const any = { 'x-amazon-apigateway-any-method': lambdaOperation() };
  await gateway.deploy(aDocument({ '/{proxy+}': any, '/hardcoded': any }), { stageName: 'stage' });
  const { status } = await gateway.send({
    ...request,
    stageName: 'stage',
    headers: {
      'User-Agent': 'python-requests/testing',
      'Accept-Encoding': 'gzip, deflate',
      Accept: '*/*',
      Connection: 'keep-alive',
      'tEsT-HEADeR': 'aValUE',
      Authorization: 'random-value',
      ...(request.body === undefined ? {} : { 'Content-Length': '26' }),
      ...request.headers,
    },
  });
  assert.equal(status, 200);
  return event;
}
