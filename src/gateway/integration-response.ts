import type { IntegrationResponse } from '@aws-sdk/client-api-gateway';
import type { HttpResponse } from '../std/http-message.ts';
import type { RoutedCall } from './api-call.ts';
import { GatewayError } from './gateway-error.ts';
import { type JavaRegExp, javaRegExp, RegExpTimeout } from './java-regexp.ts';
import { compileTemplate, type RunTemplate } from './mapping-template.ts';
import { firstAccepted } from './media-types.ts';
import { type BackendAnswer, mappedValue } from './parameter-mapping.ts';
import { answeredName, gatewayHeaders, isValidHeader } from './response-headers.ts';
import type { TemplateRun } from './template-context.ts';

/** An integration response, compiled. */
export interface ResponseMapping {
  readonly status: number;
  /** `undefined` for the default response, which takes what no pattern matched. */
  readonly pattern: Pick<JavaRegExp, 'matches'> | undefined;
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
function patternOf(selectionPattern: string | undefined): ResponseMapping['pattern'] {
  if (selectionPattern === undefined || selectionPattern === '') return undefined;
  try {
    return javaRegExp(selectionPattern);
  } catch {
    return { matches: () => false };
  }
}

/** The response whose pattern matches `subject` (a status, an error message), else the default one. */
export function selectResponse(responses: readonly ResponseMapping[], subject: string | undefined): ResponseMapping {
  const found =
    (subject === undefined ? undefined : responses.find(({ pattern }) => pattern && matches(pattern, subject))) ??
    responses.find(({ pattern }) => pattern === undefined);
  if (found === undefined) {
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      reason: `no integration response matches ${JSON.stringify(subject)} and there is no default one`,
    });
  }
  return found;
}

function matches(pattern: Pick<JavaRegExp, 'matches'>, subject: string): boolean {
  try {
    return pattern.matches(subject);
  } catch (error) {
    if (!(error instanceof RegExpTimeout)) throw error;
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `a selection pattern failed: ${error.message}` });
  }
}

/** The method response: the template's output or `body` as it is, mapped headers, and what templates override. */
export function methodResponse(
  mapping: ResponseMapping,
  call: RoutedCall,
  answer: BackendAnswer,
  body: Uint8Array | string,
  run: TemplateRun,
): HttpResponse {
  const headers = gatewayHeaders(call);
  const [contentType, template] = templateFor(mapping.templates, call.request.headers['accept']);
  headers['Content-Type'] = contentType;
  for (const [name, source] of mapping.headers) {
    const value = mappedValue(source, call, answer);
    if (value !== undefined) setHeader(headers, name, value);
  }
  const mapped = template?.(call, () => textOf(answer.body), run) ?? body;
  const { overrides } = run;
  if (overrides === undefined) return { status: mapping.status, headers, body: mapped };
  for (const [name, value] of Object.entries(overrides.responseHeaders)) {
    const before = Object.keys(headers).find((one) => one.toLowerCase() === name.toLowerCase());
    if (before !== undefined) delete headers[before];
    setHeader(headers, name, value);
  }
  return { status: overrides.responseStatus ?? mapping.status, headers, body: mapped };
}

function setHeader(headers: Record<string, string | string[]>, name: string, value: string | readonly string[]): void {
  const answered = answeredName(name);
  if (answered === undefined) return;
  const values = typeof value === 'string' ? [value] : value;
  if (!values.every((one) => isValidHeader(name, one))) {
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `the mapped header ${name} is not valid` });
  }
  headers[name.toLowerCase() === 'content-type' ? 'Content-Type' : answered] =
    typeof value === 'string' ? value : [...value];
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
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
