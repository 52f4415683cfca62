import type { Integration } from '@aws-sdk/client-api-gateway';
import type { Integrate, RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { compileResponses, methodResponse, selectResponse } from '../integration-response.ts';
import { compileRequestBody } from '../mapping-template.ts';
import { firstAccepted } from '../media-types.ts';
import { ownMember } from '../own-member.ts';
import { mappedValue } from '../parameter-mapping.ts';
import { requestHeaders } from '../request-headers.ts';
import { answeredName, gatewayHeaders } from '../response-headers.ts';
import type { TemplateRun } from '../template-context.ts';
import { lambdaTrace } from './lambda-proxy.ts';
import { expandStageVariables } from './lambda-uri.ts';
import { type HttpAnswer, sendHttp } from './send-http.ts';

/** `HTTP_PROXY`: the request goes on as it came, the backend's answer comes back as it is. */
export function httpProxy(integration: Integration, variables: Readonly<Record<string, string>>): Integrate {
  const backend = compileBackend(integration, variables);
  return async (call) => {
    const headers: Record<string, string | string[]> = {};
    for (const [name, values] of Object.entries(requestHeaders(call).multi)) {
      if (name !== 'Host') headers[name] = values.length === 1 ? (values[0] ?? '') : values;
    }
    const answer = await backend.send(call, headers, call.request.rawQuery, call.request.body);
    const answered = gatewayHeaders(call);
    for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
      const name = answeredName(answer.rawHeaders[at] ?? '');
      if (name !== undefined) appendHeader(answered, name, answer.rawHeaders[at + 1] ?? '');
    }
    return { status: answer.status, headers: answered, body: bodyOf(answer, call) };
  };
}

/** `HTTP`: only what is mapped goes on; integration responses make the answer. */
export function http(integration: Integration, variables: Readonly<Record<string, string>>): Integrate {
  const backend = compileBackend(integration, variables);
  const requestBody = compileRequestBody(integration);
  const responses = compileResponses(integration.integrationResponses);
  return async (call) => {
    const template = requestBody(call.request.headers['content-type']);
    const run: TemplateRun = {};
    const body =
      template === 'passthrough'
        ? call.request.body
        : Buffer.from(template(call, () => call.request.body.toString(), run));
    const headers: Record<string, string | string[]> = {
      Accept: 'application/json',
      'User-Agent': `AmazonAPIGateway_${call.stage.apiId}`,
      'X-Amzn-Trace-Id': call.traceRoot,
    };
    if (body.length > 0) headers['Content-Type'] = call.request.headers['content-type'] ?? 'application/json';
    const answer = await backend.send(call, headers, '', body, run);
    const mapping = selectResponse(responses, String(answer.status));
    const response = methodResponse(mapping, call, answer, bodyOf(answer, call), run);
    return { ...response, headers: { ...response.headers, 'X-Amzn-Trace-Id': lambdaTrace(call) } };
  };
}

interface HttpBackend {
  send(
    call: RoutedCall,
    headers: Record<string, string | string[]>,
    rawQuery: string,
    body: Uint8Array,
    run?: TemplateRun,
  ): Promise<HttpAnswer>;
}

function compileBackend(integration: Integration, variables: Readonly<Record<string, string>>): HttpBackend {
  const uri = expandStageVariables(integration.uri ?? '', variables);
  const mapped = Object.entries(integration.requestParameters ?? {}).map(([target, source]) => {
    const [, kind = '', name = ''] = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(target) ?? [];
    return { kind, name, source };
  });
  const timeoutMs = integration.timeoutInMillis ?? 29_000;
  return {
    async send(call, headers, rawQuery, body, run) {
      const path: Record<string, string> = {};
      const query = rawQuery === '' ? [] : [rawQuery];
      const mappedQuery: Record<string, readonly string[]> = {};
      for (const { kind, name, source } of mapped) {
        const value = mappedValue(source, call);
        if (value === undefined) continue;
        const values = typeof value === 'string' ? [value] : value;
        if (kind === 'path') path[name] = values[0] ?? '';
        if (kind === 'header') headers[name] = typeof value === 'string' ? value : [...value];
        if (kind === 'querystring') mappedQuery[name] = values;
      }
      applyOverrides(run, { headers, path, query: mappedQuery });
      for (const [name, values] of Object.entries(mappedQuery)) {
        query.push(...values.map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`));
      }
      headers['X-Amzn-Apigateway-Api-Id'] = call.stage.apiId;
      const filled = uri.replace(/\{([^{}]+?)\+?\}/g, (all, name: string) => ownMember(path, name) ?? all);
      const joined = query.length === 0 ? filled : `${filled}${filled.includes('?') ? '&' : '?'}${query.join('&')}`;
      const method =
        integration.httpMethod === 'ANY' ? call.request.method : (integration.httpMethod ?? call.request.method);
      const startedAt = call.backends.clock.now();
      try {
        const request = { url: joined, method, headers, body };
        const abort = new AbortController();
        return await call.backends.deadlines.race(sendHttp(request, abort.signal), timeoutMs, () => {
          abort.abort();
          return new GatewayError('INTEGRATION_TIMEOUT');
        });
      } finally {
        call.trail.integrationLatencyMs = call.backends.clock.now() - startedAt;
      }
    },
  };
}

interface RequestParameters {
  readonly headers: Record<string, string | string[]>;
  readonly path: Record<string, string>;
  readonly query: Record<string, readonly string[]>;
}

/** `$context.requestOverride` goes before what is mapped. */
function applyOverrides(run: TemplateRun | undefined, { headers, path, query }: RequestParameters): void {
  const overrides = run?.overrides;
  if (overrides === undefined) return;
  for (const [name, value] of Object.entries(overrides.requestHeaders)) {
    const before = Object.keys(headers).find((one) => one.toLowerCase() === name.toLowerCase());
    if (before !== undefined) delete headers[before];
    headers[name] = value;
  }
  for (const [name, value] of Object.entries(overrides.requestPath)) path[name] = String(value);
  for (const [name, value] of Object.entries(overrides.requestQuery)) {
    query[name] = typeof value === 'string' ? [value] : value;
  }
}

/** Text unless the client asked for a binary media type of the API: bytes that are no UTF-8 become U+FFFD, as on AWS. */
function bodyOf(answer: HttpAnswer, call: RoutedCall): Uint8Array | string {
  const { binaryMediaTypes } = call.stage;
  const binary =
    answer.headers['content-encoding'] !== undefined ||
    (!binaryMediaTypes.empty && binaryMediaTypes.has(firstAccepted(call.request.headers['accept'])));
  return binary ? answer.body : answer.body.toString();
}

function appendHeader(headers: Record<string, string | string[]>, name: string, value: string): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (before === undefined) headers[name] = value;
  else if (typeof before === 'string') headers[name] = [before, value];
  else before.push(value);
}
