import type { Integration } from '@aws-sdk/client-api-gateway';
import type { RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { ownMember } from '../own-member.ts';
import { mappedValue } from '../parameter-mapping.ts';
import type { TemplateRun } from '../template-context.ts';

/** What goes to a backend beside the body. */
export interface RequestParameters {
  readonly headers: Record<string, string | string[]>;
  readonly path: Record<string, string>;
  readonly query: Record<string, readonly string[]>;
}

/** Adds what an integration maps, and what templates override, to the headers that go to the backend anyway. */
export type MapParameters = (
  call: RoutedCall,
  headers: Record<string, string | string[]>,
  run: TemplateRun | undefined,
) => RequestParameters;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html */
export function compileParameters(integration: Integration): MapParameters {
  const mapped = Object.entries(integration.requestParameters ?? {}).map(([target, source]) => {
    const [, kind = '', name = ''] = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(target) ?? [];
    return { kind, name, source };
  });
  return (call, headers, run) => {
    const parameters: RequestParameters = { headers, path: {}, query: {} };
    for (const { kind, name, source } of mapped) {
      const value = mappedValue(source, call);
      if (value === undefined) continue;
      const values = typeof value === 'string' ? [value] : value;
      if (kind === 'path') parameters.path[name] = values[0] ?? '';
      if (kind === 'header') setHeader(headers, name, typeof value === 'string' ? value : [...value]);
      // Encoded when the URL is made.
      if (kind === 'querystring') parameters.query[name] = fromPath(source) ? values.map(decoded) : values;
    }
    applyOverrides(run, parameters);
    return parameters;
  };
}

/** Of what a mapping reads, only path parameters are still percent-encoded. */
const fromPath = (source: string) => source.startsWith('method.request.path.');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `$context.requestOverride` goes before what is mapped. */
function applyOverrides(run: TemplateRun | undefined, { headers, path, query }: RequestParameters): void {
  const overrides = run?.overrides;
  if (overrides === undefined) return;
  for (const [name, value] of Object.entries(overrides.requestHeaders)) setHeader(headers, name, value);
  for (const [name, value] of Object.entries(overrides.requestPath)) path[name] = String(value);
  for (const [name, value] of Object.entries(overrides.requestQuery)) {
    query[name] = typeof value === 'string' ? [value] : value;
  }
}

/** Replaces a header whatever the case of its name is. */
export function setHeader(
  headers: Record<string, string | string[]>,
  name: string,
  value: string | readonly string[],
): void {
  const lower = name.toLowerCase();
  for (const one in headers) if (one.length === name.length && one.toLowerCase() === lower) delete headers[one];
  headers[name] = typeof value === 'string' ? value : [...value];
}

/** Fills `{name}` and `{name+}` of a URI. */
export function fillPath(uri: string, path: Readonly<Record<string, string>>): string {
  return uri.replace(/\{([^{}]+?)\+?\}/g, (all, name: string) => ownMember(path, name) ?? all);
}

/** The method a backend is asked with: the integration's own, or the client's for `ANY`. */
export function backendMethod(integration: Integration, call: RoutedCall): string {
  const { httpMethod } = integration;
  return httpMethod === undefined || httpMethod === 'ANY' ? call.request.method : httpMethod;
}

/** How long a backend may take: AWS's default, or what the integration says. */
export const timeoutOf = ({ timeoutInMillis = 29_000 }: Integration): number => timeoutInMillis;

export const timedOut = () => new GatewayError('INTEGRATION_TIMEOUT', { reason: EXECUTION_TIMED_OUT });

/** In the words of API Gateway's own execution log. */
const EXECUTION_TIMED_OUT = 'Execution failed due to a timeout error';
