import type { IntegrationResponse } from '@aws-sdk/client-api-gateway';
import type { HttpResponse } from '../std/http-message.ts';
import type { RoutedCall } from './api-call.ts';
import { type ContentHandling, responsePayload } from './content-handling.ts';
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
  readonly contentHandling: ContentHandling;
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
    contentHandling: response.contentHandling,
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
export function selectResponse(
  responses: readonly ResponseMapping[],
  subject: string | undefined,
  { trail }: Pick<RoutedCall, 'trail'>,
): ResponseMapping {
  const found =
    (subject === undefined ? undefined : responses.find(({ pattern }) => pattern && matches(pattern, subject))) ??
    responses.find(({ pattern }) => pattern === undefined);
  if (found !== undefined) {
    trail.note(
      'integration',
      found.pattern === undefined
        ? 'the default integration response: {}'
        : 'the integration response {} by its pattern',
      found.status,
    );
    return found;
  }
  const status = subject === undefined ? '' : ` Endpoint Response Status Code: ${subject}`;
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `Execution failed due to configuration error: No match for output mapping and no default output mapping configured.${status}`,
  });
}

function matches(pattern: Pick<JavaRegExp, 'matches'>, subject: string): boolean {
  try {
    return pattern.matches(subject);
  } catch (error) {
    if (!(error instanceof RegExpTimeout)) throw error;
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `a selection pattern failed: ${error.message}` });
  }
}

/** The method response: the template's output or the backend's body, mapped headers, and what templates override. */
export function methodResponse(
  mapping: ResponseMapping,
  call: RoutedCall,
  answer: BackendAnswer,
  run: TemplateRun,
): HttpResponse {
  const headers = gatewayHeaders(call);
  const [contentType, template] = templateFor(mapping.templates, call.request.headers['accept']);
  headers['Content-Type'] = contentType;
  for (const [name, source] of mapping.headers) {
    const value = mappedValue(source, call, answer);
    if (value !== undefined) setHeader(headers, name, value);
  }
  const mapped = bodyOf(
    mapping,
    call,
    answer,
    template?.(call, () => templateInput(mapping, call, answer), run),
  );
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

/** What a response template reads: bytes of a binary media type as base64, where the response converts to text. */
function templateInput({ contentHandling }: ResponseMapping, call: RoutedCall, answer: BackendAnswer): string {
  const body = Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength);
  if (contentHandling !== 'CONVERT_TO_TEXT') return body.toString();
  return responsePayload(call, { body, contentType: contentTypeOf(answer) }, contentHandling).toString();
}

function bodyOf(
  { contentHandling }: ResponseMapping,
  call: RoutedCall,
  answer: BackendAnswer,
  text: string | undefined,
): Uint8Array | string {
  if (text === undefined && answer.body.length === 0) return '';
  // Compressed bytes go through as they are, to whoever asked for them.
  if (text === undefined && answer.headers['content-encoding'] !== undefined) return answer.body;
  return responsePayload(call, { body: answer.body, contentType: contentTypeOf(answer) }, contentHandling, text);
}

const contentTypeOf = ({ headers }: BackendAnswer) => {
  const value = headers['content-type'];
  return typeof value === 'object' ? value[0] : value;
};

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
