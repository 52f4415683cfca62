import type { Integration } from '@aws-sdk/client-api-gateway';
import type { ServiceRequest } from '../../aws/service-requests.ts';
import type { HttpResponse } from '../../std/http-message.ts';
import { traceRequest, traceResponse } from '../answered/trace-exchange.ts';
import type { Integrate, RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { compileResponses, methodResponse, selectResponse } from '../integration-response.ts';
import { compileRequestBody, integrationBody } from '../mapping-template.ts';
import type { BackendAnswer } from '../parameter-mapping.ts';
import type { TemplateRun } from '../template-context.ts';
import { backendMethod, compileParameters, fillPath, timedOut, timeoutOf } from './integration-request.ts';
import { lambdaTrace } from './lambda-proxy.ts';
import type { CallerOf } from './role-caller.ts';
import { answerTooLarge, MAX_ANSWER_BYTES } from './send-http.ts';
import type { ServiceUri } from './service-uri.ts';

export interface AwsServiceOptions {
  readonly uri: ServiceUri;
  readonly callerOf: CallerOf;
}

/**
 * `AWS` with any service but Lambda: the request template makes the input of an action, or a path's body; selection
 * patterns are held against the service's status.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 */
export function awsService(integration: Integration, { uri, callerOf }: AwsServiceOptions): Integrate {
  const requestBody = compileRequestBody(integration);
  const responses = compileResponses(integration.integrationResponses);
  const parameters = compileParameters(integration);
  const timeoutMs = timeoutOf(integration);

  return async (call) => {
    const { services } = call.backends;
    if (services?.runs(uri.service) !== true) {
      throw configurationError(`samlet does not run the service ${uri.service} yet`);
    }
    const run: TemplateRun = {};
    const template = requestBody(call.request.headers['content-type']);
    const body = integrationBody(template, call, integration.contentHandling, run);
    const headers: Record<string, string | string[]> = {
      accept: 'application/json',
      'user-agent': `AmazonAPIGateway_${call.stage.apiId}`,
      'content-type': call.request.headers['content-type'] ?? 'application/json',
    };
    const mapped = parameters(call, headers, run);
    const caller = await callerOf(call);
    const request: ServiceRequest = {
      ...targetOf(uri, mapped.path, call, integration),
      service: uri.service,
      query: Object.entries(mapped.query).flatMap(([name, values]) => values.map((value) => [name, value] as const)),
      headers: lowerCased(headers),
      body,
      caller,
    };
    const answer = await sent(call, request, services.send, timeoutMs);
    const mapping = selectResponse(responses, String(answer.status), call);
    const response = methodResponse(mapping, call, answer, run);
    return { ...response, headers: { ...response.headers, 'X-Amzn-Trace-Id': lambdaTrace(call) } };
  };
}

function targetOf(
  { kind, target }: ServiceUri,
  path: Readonly<Record<string, string>>,
  call: RoutedCall,
  integration: Integration,
): Pick<ServiceRequest, 'action' | 'method' | 'path'> {
  const method = backendMethod(integration, call);
  const filled = fillPath(target, path);
  if (kind === 'action') return { action: filled, method, path: '/' };
  return { action: undefined, method, path: `/${filled.replace(/^\//, '')}` };
}

async function sent(
  call: RoutedCall,
  request: ServiceRequest,
  send: (request: ServiceRequest) => Promise<HttpResponse>,
  timeoutMs: number,
): Promise<BackendAnswer> {
  const { backends, trail } = call;
  const what = `${request.service}:${request.action ?? `${request.method} ${request.path}`}`;
  if (trail.trace !== undefined) {
    const uri = `https://${request.service}.${backends.region}.amazonaws.com${request.path}`;
    traceRequest(trail.trace, { uri, headers: request.headers, body: request.body });
  }
  const startedAt = backends.clock.now();
  try {
    const { status, headers, body } = await backends.deadlines.race(send(request), timeoutMs, timedOut);
    trail.integrationStatus = status;
    trail.note('integration', '{} answered {} to {}', what, status, request.caller.arn);
    const lower = lowerCased(headers);
    if (trail.trace !== undefined) {
      traceResponse(trail.trace, { status, headers: lower, body }, backends.clock.now() - startedAt);
    }
    trail.integrationRequestId = lower['x-amzn-requestid'] ?? lower['x-amz-request-id'];
    if (body.length > MAX_ANSWER_BYTES) throw answerTooLarge(body.length);
    return { status, headers: lower, body: typeof body === 'string' ? Buffer.from(body) : body };
  } finally {
    trail.integrationLatencyMs = backends.clock.now() - startedAt;
  }
}

function lowerCased(headers: Readonly<Record<string, string | readonly string[]>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    lower[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return lower;
}

const configurationError = (what: string) =>
  new GatewayError('API_CONFIGURATION_ERROR', { reason: `Execution failed due to configuration error: ${what}` });
