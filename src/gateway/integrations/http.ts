import type { IncomingMessage } from 'node:http';
import type { Integration } from '@aws-sdk/client-api-gateway';
import { traceRequest, traceResponse } from '../answered/trace-exchange.ts';
import type { Integrate, RoutedCall } from '../api-call.ts';
import { requestPayload, responsePayload } from '../content-handling.ts';
import { compileResponses, methodResponse, selectResponse } from '../integration-response.ts';
import { compileRequestBody, integrationBody } from '../mapping-template.ts';
import { parseQuery } from '../query-string.ts';
import { requestHeaders } from '../request-headers.ts';
import { answeredName, gatewayHeaders } from '../response-headers.ts';
import type { TemplateRun } from '../template-context.ts';
import {
  backendMethod,
  compileParameters,
  fillPath,
  type RequestParameters,
  timedOut,
  timeoutOf,
} from './integration-request.ts';
import { lambdaTrace } from './lambda-proxy.ts';
import { type BackendTls, type HttpAnswer, type HttpBackendRequest, httpSender } from './send-http.ts';
import { streamedAnswer } from './streamed-answer.ts';

/** What the stage adds to an HTTP integration. */
export interface HttpOptions {
  /** With stage variables in their place. */
  readonly uri: string;
  readonly tls: BackendTls;
}

/**
 * `HTTP_PROXY`: the request goes on as it came, the backend's answer comes back as it is; with `responseTransferMode`
 * `STREAM` as it arrives.
 */
export function httpProxy(integration: Integration, { uri, tls }: HttpOptions): Integrate {
  const backend = compileBackend(integration, uri, tls);
  const streams = integration.responseTransferMode === 'STREAM';
  return async (call) => {
    const headers: Record<string, string | string[]> = {};
    for (const [name, values] of Object.entries(requestHeaders(call).multi)) {
      if (name !== 'Host') headers[name] = values.length === 1 ? (values[0] ?? '') : values;
    }
    const body = requestPayload(call, integration.contentHandling);
    const request = backend.request(call, headers, body, undefined, call.request.rawQuery);
    if (streams) {
      const incoming = await backend.open(call, request);
      const { statusCode: status = 502, rawHeaders } = incoming;
      return streamedAnswer(call, { status, headers: answeredHeaders(call, rawHeaders), stream: incoming });
    }
    const answer = await backend.send(call, request);
    const answered = answeredHeaders(call, answer.rawHeaders);
    return { status: answer.status, headers: answered, body: bodyOf(answer, call) };
  };
}

/** `HTTP`: only what is mapped goes on; integration responses make the answer. */
export function http(integration: Integration, { uri, tls }: HttpOptions): Integrate {
  const backend = compileBackend(integration, uri, tls);
  const requestBody = compileRequestBody(integration);
  const responses = compileResponses(integration.integrationResponses);
  return async (call) => {
    const template = requestBody(call.request.headers['content-type']);
    const run: TemplateRun = {};
    const body = integrationBody(template, call, integration.contentHandling, run);
    const headers: Record<string, string | string[]> = {
      Accept: 'application/json',
      'User-Agent': `AmazonAPIGateway_${call.stage.apiId}`,
      'X-Amzn-Trace-Id': call.traceRoot,
    };
    if (body.length > 0) headers['Content-Type'] = call.request.headers['content-type'] ?? 'application/json';
    const answer = await backend.send(call, backend.request(call, headers, body, run));
    const mapping = selectResponse(responses, String(answer.status), call);
    const response = methodResponse(mapping, call, answer, run);
    return { ...response, headers: { ...response.headers, 'X-Amzn-Trace-Id': lambdaTrace(call) } };
  };
}

interface HttpBackend {
  request(
    call: RoutedCall,
    headers: Record<string, string | string[]>,
    body: Uint8Array,
    run?: TemplateRun,
    rawQuery?: string,
  ): HttpBackendRequest;
  send(call: RoutedCall, request: HttpBackendRequest): Promise<HttpAnswer>;
  open(call: RoutedCall, request: HttpBackendRequest): Promise<IncomingMessage>;
}

/** Never reach an HTTP backend, mapped or not. */
const UNSENT = new Set(['connection', 'expect', 'proxy-authenticate', 'te', 'via']);

function compileBackend(integration: Integration, uri: string, tls: BackendTls): HttpBackend {
  const parameters = compileParameters(integration);
  const timeoutMs = timeoutOf(integration);
  const sender = httpSender(tls);

  const timed = async <T extends { readonly rawHeaders: readonly string[] }>(
    call: RoutedCall,
    request: HttpBackendRequest,
    send: (request: HttpBackendRequest, signal: AbortSignal) => Promise<T>,
    statusOf: (answer: T) => number | undefined,
  ): Promise<T> => {
    const { trail, backends } = call;
    const startedAt = backends.clock.now();
    const abort = new AbortController();
    if (trail.trace !== undefined) traceRequest(trail.trace, { uri: request.url, ...request });
    try {
      const answer = await backends.deadlines.race(send(request, abort.signal), timeoutMs, () => {
        abort.abort();
        return timedOut();
      });
      trail.integrationStatus = statusOf(answer);
      trail.note('integration', '{} {} answered {}', request.method, request.url, trail.integrationStatus);
      return answer;
    } finally {
      trail.integrationLatencyMs = backends.clock.now() - startedAt;
    }
  };

  return {
    request(call, headers, body, run, rawQuery = '') {
      const mapped = parameters(call, headers, run);
      for (const name in headers) if (UNSENT.has(name.toLowerCase())) delete headers[name];
      headers['X-Amzn-Apigateway-Api-Id'] = call.stage.apiId;
      const url = withQuery(fillPath(uri, mapped.path), rawQuery, mapped.query);
      return { url, method: backendMethod(integration, call), headers, body };
    },
    async send(call, request) {
      const answer = await timed(call, request, sender.send, ({ status }) => status);
      const { trace, integrationLatencyMs = 0 } = call.trail;
      if (trace !== undefined) traceResponse(trace, answer, integrationLatencyMs);
      return answer;
    },
    open: (call, request) => timed(call, request, sender.open, ({ statusCode }) => statusCode),
  };
}

/** As with headers, what is mapped replaces what the client sent under its name. */
function passedQuery(rawQuery: string, mapped: RequestParameters['query']): string[] {
  const names = Object.keys(mapped);
  if (names.length === 0) return [rawQuery];
  return rawQuery.split('&').filter((pair) => {
    const sent = parseQuery(pair)?.single ?? {};
    return !names.some((name) => Object.hasOwn(sent, name));
  });
}

function withQuery(uri: string, rawQuery: string, mapped: RequestParameters['query']): string {
  const query = rawQuery === '' ? [] : passedQuery(rawQuery, mapped);
  for (const [name, values] of Object.entries(mapped)) {
    query.push(...values.map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`));
  }
  return query.length === 0 ? uri : `${uri}${uri.includes('?') ? '&' : '?'}${query.join('&')}`;
}

function answeredHeaders(call: RoutedCall, rawHeaders: readonly string[]): Record<string, string | string[]> {
  const answered = gatewayHeaders(call);
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = answeredName(rawHeaders[at] ?? '');
    if (name !== undefined) appendHeader(answered, name, rawHeaders[at + 1] ?? '');
  }
  return answered;
}

/** Compressed bytes go through as they are; all else as the API's binary media types say. */
function bodyOf(answer: HttpAnswer, call: RoutedCall): Uint8Array | string {
  if (answer.headers['content-encoding'] !== undefined || answer.body.length === 0) return answer.body;
  return responsePayload(call, { body: answer.body, contentType: answer.headers['content-type'] }, undefined);
}

function appendHeader(headers: Record<string, string | string[]>, name: string, value: string): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (before === undefined) headers[name] = value;
  else if (typeof before === 'string') headers[name] = [before, value];
  else before.push(value);
}
