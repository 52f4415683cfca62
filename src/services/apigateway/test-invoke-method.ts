import type { Method, TestInvokeMethodCommandInput, TestInvokeMethodResponse } from '@aws-sdk/client-api-gateway';
import { testInvokeLog } from '../../gateway/answered/execution-log.ts';
import type { Clock } from '../../std/clock.ts';
import type { HttpResponse } from '../../std/http-message.ts';
import { missingMethod, missingResource } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { definitionOf } from './rest-api-record.ts';
import { type Call, readApi, resourceOf } from './state.ts';
import { headersOf, testRequest, testStage, testTarget } from './test-request.ts';

/**
 * Runs a method as it is now, without a deployment, an authorizer, an API key or a resource policy.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html
 */
export async function testInvokeMethod(
  input: TestInvokeMethodCommandInput,
  call: Call,
): Promise<TestInvokeMethodResponse> {
  const { stages } = call.state.platform;
  const api = await readApi(call, input.restApiId, missingResource());
  const resource = resourceOf(api, input.resourceId);
  const httpMethod = input.httpMethod ?? '';
  const method = resource.methods[httpMethod] ?? resource.methods['ANY'];
  if (method === undefined) throw missingMethod();
  const open: Method = { ...method, authorizationType: 'NONE', apiKeyRequired: false };
  const { policy: _, ...definition } = definitionOf(api);
  const only = { ...resource, methods: { [method.httpMethod ?? httpMethod]: open } };
  const stage = testStage({ ...definition, resources: { [resource.id]: only } }, api.name, input.stageVariables);
  const request = testRequest(input, httpMethod === 'ANY' ? 'GET' : httpMethod, resource.path);
  const answered = await stages.invokeTest?.(request, testTarget(api.apiId, request), { stage });
  if (answered === undefined) throw new Error('the gateway that serves the stages is not there');
  const { response } = answered;
  return {
    status: response.status,
    body: await wholeBody(response, call.clock),
    ...headersOf(response),
    log: testInvokeLog(answered),
    latency: answered.call.trail.latencyMs,
  };
}

testInvokeMethod.access = managementAccess('POST /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}');

/** A streamed answer is told as far as it has come within 35 seconds or 1 MB. */
const MAX_STREAM_MS = 35_000;
const MAX_STREAM_BYTES = 1024 * 1024;

async function wholeBody({ body, stream }: HttpResponse, clock: Clock): Promise<string> {
  if (stream === undefined) return typeof body === 'string' ? body : Buffer.from(body).toString();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const read = (async () => {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_STREAM_BYTES) break;
    }
  })().catch(() => {});
  const ended = new AbortController();
  await Promise.race([read, clock.sleep(MAX_STREAM_MS, ended.signal).catch(() => {})]);
  ended.abort();
  stream.destroy();
  return Buffer.concat(chunks).toString();
}
