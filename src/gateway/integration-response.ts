import type { IntegrationResponse } from '@aws-sdk/client-api-gateway';
import type { HttpResponse } from '../std/http-message.ts';
import type { RoutedCall } from './api-call.ts';
import { GatewayError } from './gateway-error.ts';
import { compileTemplate, type RunTemplate } from './mapping-template.ts';
import { firstAccepted } from './media-types.ts';
import { type BackendAnswer, mappedValue } from './parameter-mapping.ts';
import { answeredName, gatewayHeaders, isValidHeader } from './response-headers.ts';

/** An integration response, compiled. */
export interface ResponseMapping {
  readonly status: number;
  /** `undefined` for the default response, which takes what no pattern matched. */
  readonly pattern: RegExp | undefined;
  readonly headers: readonly (readonly [name: string, source: string])[];
  readonly templates: ReadonlyMap<string, RunTemplate>;
}

export function compileResponses(
  responses: Readonly<Record<string, IntegrationResponse>> | undefined,
): readonly ResponseMapping[] {
  return Object.entries(responses ?? {}).map(([status, response]) => ({
    status: Number(response.statusCode ?? status),
    pattern: patternOf(response.selectionPattern),
    headers: Object.entries(response.responseParameters ?? {}).flatMap(([target, source]) => {
      const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
      return name === undefined ? [] : [[name, source] as const];
    }),
    templates: new Map(
      Object.entries(response.responseTemplates ?? {})
        .filter(([, text]) => typeof text === 'string')
        .map(([type, text]) => [type.toLowerCase(), compileTemplate(text)]),
    ),
  }));
}

/** A selection pattern holds for the whole text, as Java's `matches`. One that is no regular expression matches nothing. */
function patternOf(selectionPattern: string | undefined): RegExp | undefined {
  if (selectionPattern === undefined || selectionPattern === '') return undefined;
  try {
    return new RegExp(`^(?:${selectionPattern})$`);
  } catch {
    return /(?!)/;
  }
}

/** The response whose pattern matches `subject` (a status, an error message), else the default one. */
export function selectResponse(responses: readonly ResponseMapping[], subject: string): ResponseMapping {
  const found =
    responses.find(({ pattern }) => pattern?.test(subject)) ?? responses.find(({ pattern }) => pattern === undefined);
  if (found === undefined) {
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      reason: `no integration response matches ${JSON.stringify(subject)} and there is no default one`,
    });
  }
  return found;
}

/** The method response: mapped headers, and the template's output or `body` as it is. */
export function methodResponse(
  mapping: ResponseMapping,
  call: RoutedCall,
  answer: BackendAnswer,
  body: Uint8Array | string,
): HttpResponse {
  const headers = gatewayHeaders(call);
  const [contentType, template] = templateFor(mapping.templates, call.request.headers['accept']);
  headers['Content-Type'] = contentType;
  for (const [name, source] of mapping.headers) {
    const value = mappedValue(source, call, answer);
    const answered = answeredName(name);
    if (value === undefined || answered === undefined) continue;
    const values = typeof value === 'string' ? [value] : value;
    if (!values.every((one) => isValidHeader(name, one))) {
      throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `the mapped header ${name} is not valid` });
    }
    headers[name.toLowerCase() === 'content-type' ? 'Content-Type' : answered] =
      typeof value === 'string' ? value : [...value];
  }
  return { status: mapping.status, headers, body: template === undefined ? body : template(call) };
}

function templateFor(
  templates: ReadonlyMap<string, RunTemplate>,
  accept: string | undefined,
): [contentType: string, template: RunTemplate | undefined] {
  for (const type of [firstAccepted(accept) ?? '', 'application/json', ...templates.keys()]) {
    const template = templates.get(type);
    if (template !== undefined) return [type, template];
  }
  return ['application/json', undefined];
}
