import type { Segment } from '../../telemetry/segment-store.ts';
import type { ApiCall } from '../api-call.ts';
import { functionOfUri } from '../integrations/lambda-uri.ts';
import { contextPath } from '../request-context.ts';
import { type AnsweredCall, responseLength } from './answered-call.ts';

/** The id of a stage's segment: its part of the request id, as the function's trace header names it. */
export const segmentId = ({ requestId }: Pick<ApiCall, 'requestId'>): string =>
  requestId.slice(19, 23) + requestId.slice(24);

/**
 * Whether a request of a traced stage is sampled: as its trace header says.
 *
 * Unlike AWS: without a word of the header every request is sampled, not one a second and 5 % of the others.
 */
export function isSampled({ stage, request }: Pick<ApiCall, 'stage' | 'request'>): boolean {
  return stage.tracingEnabled && !/(?:^|;)\s*Sampled=0/.test(request.headers['x-amzn-trace-id'] ?? '');
}

/**
 * The X-Ray segment of a stage, with a subsegment for its integration.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html
 */
export function stageSegment(answered: AnsweredCall): Segment {
  const { call, response, refusal } = answered;
  const { stage, trail, request, target, backends, requestId } = call;
  const { status } = response;
  const start = call.receivedAt;
  const parent = /(?:^|;)\s*Parent=([0-9a-fA-F]+)/.exec(request.headers['x-amzn-trace-id'] ?? '')?.[1];
  const integration = integrationSegment(call, response.status, refusal !== undefined);
  return {
    id: segmentId(call),
    trace_id: call.traceRoot.slice('Root='.length),
    ...(parent !== undefined && { parent_id: parent }),
    name: `${stage.apiName}/${stage.stageName}`,
    origin: 'AWS::ApiGateway::Stage',
    start_time: start / 1000,
    end_time: (start + trail.latencyMs) / 1000,
    http: {
      request: {
        url: `${request.scheme}://${request.headers['host'] ?? target.domainName}${contextPath(call)}`,
        method: request.method,
        ...(request.headers['user-agent'] !== undefined && { user_agent: request.headers['user-agent'] }),
        client_ip: request.sourceIp,
        x_forwarded_for: request.headers['x-forwarded-for'] !== undefined,
      },
      response: { status, content_length: responseLength(answered) },
    },
    ...(status >= 500 ? { fault: true } : status >= 400 && { error: true, ...(status === 429 && { throttle: true }) }),
    aws: {
      api_gateway: {
        account_id: backends.account,
        rest_api_id: stage.apiId,
        stage: stage.stageName,
        request_id: requestId,
      },
    },
    annotations: { 'aws:api_id': stage.apiId, 'aws:api_stage': stage.stageName },
    metadata: { default: { request_id: requestId, extended_request_id: call.extendedRequestId } },
    resource_arn: `arn:aws:apigateway:${backends.region}::/restapis/${stage.apiId}/stages/${stage.stageName}`,
    ...(integration !== undefined && { subsegments: [integration] }),
  };
}

function integrationSegment(call: ApiCall, status: number, refused: boolean): object | undefined {
  const { trail, routed, backends } = call;
  const began = trail.enteredAt('integration');
  if (trail.integrationLatencyMs === undefined || began === undefined) return undefined;
  const { type = '', uri = '' } = routed?.method.definition.methodIntegration ?? {};
  const functionArn = type.startsWith('AWS') ? functionOfUri(uri) : undefined;
  const answered = trail.integrationStatus;
  const failed = answered === undefined ? refused : answered >= 500 || (functionArn !== undefined && status >= 500);
  const startMs = call.receivedAt + began;
  const times = { start_time: startMs / 1000, end_time: (startMs + trail.integrationLatencyMs) / 1000 };
  const id = call.requestId.slice(0, 18).replaceAll('-', '');
  const http = {
    request: { url: urlOf(uri, functionArn, backends.region), method: 'POST' },
    ...(answered !== undefined && { response: { status: answered } }),
  };
  if (functionArn === undefined) {
    return {
      id,
      name: hostOf(uri),
      ...times,
      http,
      namespace: type.startsWith('AWS') ? 'aws' : 'remote',
      fault: failed,
    };
  }
  const functionName = functionArn.split(':')[6] ?? functionArn;
  return {
    id,
    name: 'Lambda',
    ...times,
    http,
    aws: { function_name: functionName, region: backends.region, operation: 'Invoke', resource_names: [functionName] },
    namespace: 'aws',
    ...(failed && { fault: true }),
  };
}

function urlOf(uri: string, functionArn: string | undefined, region: string): string {
  return functionArn === undefined
    ? uri
    : `https://lambda.${region}.amazonaws.com/2015-03-31/functions/${functionArn}/invocations`;
}

function hostOf(uri: string): string {
  return /^https?:\/\/([^/]+)/.exec(uri)?.[1] ?? uri;
}
