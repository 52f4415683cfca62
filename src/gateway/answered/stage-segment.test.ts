import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation } from '../../../test/support/deployed-api.ts';
import { observedApi } from '../../../test/support/observed-api.ts';

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';

async function tracedApi(handler: (event: { path: string }) => unknown = () => ({ statusCode: 200, body: 'hi' })) {
  const traces: string[] = [];
  const api = observedApi(
    lambdaAnswering((event, input) => {
      traces.push(input.XAmznTraceId);
      return handler(event);
    }),
  );
  const restApiId = await api.gateway.deploy(aDocument({ '/users/{id}': { get: lambdaOperation() } }));
  await api.patch(restApiId, { '/tracingEnabled': 'true' });
  const segmentsOf = async (traceId: string) => {
    await api.flush();
    return api.segments.segmentsOf(traceId);
  };
  return { ...api, restApiId, traces, segmentsOf };
}

test('each request of a traced stage is a segment, with its integration as a subsegment', async () => {
  const { gateway, restApiId, segmentsOf, traces } = await tracedApi();
  const { headers } = await gateway.send({
    path: '/users/7',
    headers: { 'X-Amzn-Trace-Id': `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`, 'User-Agent': 'test' },
  });
  const [segment, ...others] = await segmentsOf(ROOT);
  assert.deepEqual(others, []);
  const requestId = String(headers['x-amzn-RequestId']);
  assert.deepEqual(segment, {
    id: requestId.slice(19).replace('-', ''),
    trace_id: ROOT,
    parent_id: '53995c3f42cd8ad8',
    name: 'test/test',
    origin: 'AWS::ApiGateway::Stage',
    start_time: 1767225600,
    end_time: 1767225600,
    http: {
      request: {
        url: `http://${restApiId}.execute-api.localhost/test/users/7`,
        method: 'GET',
        user_agent: 'test',
        client_ip: '127.0.0.1',
        x_forwarded_for: false,
      },
      response: { status: 200, content_length: 2 },
    },
    aws: {
      api_gateway: { account_id: '000000000000', rest_api_id: restApiId, stage: 'test', request_id: requestId },
    },
    annotations: { 'aws:api_id': restApiId, 'aws:api_stage': 'test' },
    metadata: { default: { request_id: requestId, extended_request_id: headers['x-amz-apigw-id'] } },
    resource_arn: `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/test`,
    subsegments: [
      {
        id: requestId.slice(0, 18).replaceAll('-', ''),
        name: 'Lambda',
        start_time: 1767225600,
        end_time: 1767225600,
        http: {
          request: {
            url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:hello/invocations',
            method: 'POST',
          },
          response: { status: 200 },
        },
        aws: { function_name: 'hello', region: 'us-east-1', operation: 'Invoke', resource_names: ['hello'] },
        namespace: 'aws',
      },
    ],
  });
  // The function continues the trace below this segment.
  assert.ok(traces[0]?.startsWith(`Root=${ROOT};Parent=${segment?.id};Sampled=1;`), traces[0]);
});

test('a request that its caller does not sample leaves no segment, and neither does the function’s part', async () => {
  const { gateway, segmentsOf, traces } = await tracedApi();
  await gateway.send({ path: '/users/7', headers: { 'X-Amzn-Trace-Id': `Root=${ROOT};Sampled=0` } });
  assert.deepEqual(await segmentsOf(ROOT), []);
  assert.match(traces[0] ?? '', /;Sampled=0;/);
});

test('a stage without tracing leaves no segment', async () => {
  const { gateway, segmentsOf, patch, restApiId } = await tracedApi();
  await patch(restApiId, { '/tracingEnabled': 'false' });
  await gateway.send({ path: '/users/7', headers: { 'X-Amzn-Trace-Id': `Root=${ROOT};Sampled=1` } });
  assert.deepEqual(await segmentsOf(ROOT), []);
});

test('what went wrong is an error, a throttle or a fault', async () => {
  const { gateway, segmentsOf, patch, restApiId } = await tracedApi(() => 'no answer');
  const headers = { 'X-Amzn-Trace-Id': `Root=${ROOT}` };
  const flags = async (path: string) => {
    const before = (await segmentsOf(ROOT)).length;
    await gateway.send({ path, headers });
    await gateway.clock.advance(1);
    const { error, fault, throttle } = (await segmentsOf(ROOT))[before] ?? {};
    return { error, fault, throttle };
  };
  assert.deepEqual(await flags('/nope'), { error: true, fault: undefined, throttle: undefined });
  assert.deepEqual(await flags('/users/7'), { error: undefined, fault: true, throttle: undefined });
  await patch(restApiId, { '/*/*/throttling/rateLimit': '0', '/*/*/throttling/burstLimit': '0' });
  assert.deepEqual(await flags('/users/7'), { error: true, fault: undefined, throttle: true });
});
