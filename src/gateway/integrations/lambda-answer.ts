import type { HttpResponse } from '../../std/http-message.ts';
import type { RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { firstAccepted } from '../media-types.ts';
import { answeredName, gatewayHeaders, isValidHeader } from '../response-headers.ts';

const MEMBERS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

type Answer = Readonly<Record<string, unknown>>;

/**
 * What a Lambda proxy integration answers for what the function returned. A result that is no proxy answer is a 502:
 * something else than an object, an empty one, one with unknown members, or members of the wrong type. Scalars count as
 * text, as AWS's deserializer takes them (`true` in a header is `"true"`), and an answer with headers alone is a 200.
 */
export function lambdaAnswer(payload: Uint8Array, call: RoutedCall, traceHeader: string): HttpResponse {
  const answer = parseAnswer(payload);
  const headers = gatewayHeaders(call);
  headers['X-Amzn-Trace-Id'] = traceHeader;
  const hasContentType = mergeHeaders(headers, answer['headers'], answer['multiValueHeaders']);
  if (!hasContentType) headers['Content-Type'] = 'application/json';

  const body = bodyOf(answer['body']);
  const encoded = flagOf(answer['isBase64Encoded']);
  const { binaryMediaTypes } = call.stage;
  const decode =
    encoded &&
    !binaryMediaTypes.empty &&
    binaryMediaTypes.has(firstAccepted(call.request.headers['accept']) ?? String(headers['Content-Type'] ?? ''));
  return {
    status: statusOf(answer['statusCode']),
    headers,
    body: decode ? Buffer.from(body, 'base64') : body,
  };
}

const STREAM_MEMBERS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'cookies']);

/** Status and headers of a streamed answer, from its metadata: any JSON object will do. */
export function streamHead(
  metadata: Uint8Array,
  call: RoutedCall,
  traceHeader: string,
): { readonly status: number; readonly headers: Record<string, string | string[]> } {
  const head = parseObject(metadata);
  for (const name in head)
    if (!STREAM_MEMBERS.has(name)) throw malformedAnswer(`unknown member ${JSON.stringify(name)}`);
  const headers = gatewayHeaders(call);
  headers['X-Amzn-Trace-Id'] = traceHeader;
  const hasContentType = mergeHeaders(headers, head['headers'], head['multiValueHeaders']);
  if (!hasContentType) headers['Content-Type'] = 'application/json';
  const { cookies } = head;
  if (cookies !== undefined && cookies !== null) {
    if (!Array.isArray(cookies)) throw malformedAnswer(`cookies is ${describe(cookies)}, not a list`);
    const known = Object.keys(headers).find((name) => name.toLowerCase() === 'set-cookie') ?? 'Set-Cookie';
    const more: Record<string, string | string[]> = {};
    mergeHeaders(more, undefined, { [known]: cookies });
    headers[known] = [headers[known] ?? [], more[known] ?? []].flat();
  }
  return { status: statusOf(head['statusCode']), headers };
}

export function malformedAnswer(reason: string): GatewayError {
  return new GatewayError('API_CONFIGURATION_ERROR', {
    status: 502,
    reason: `Malformed Lambda proxy response: ${reason}`,
  });
}

function parseAnswer(payload: Uint8Array): Answer {
  const answer = parseObject(payload);
  let members = 0;
  for (const name in answer) {
    if (!MEMBERS.has(name)) throw malformedAnswer(`unknown member ${JSON.stringify(name)}`);
    members++;
  }
  if (members === 0) throw malformedAnswer('the object is empty');
  return answer;
}

function parseObject(payload: Uint8Array): Answer {
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString());
  } catch {
    throw malformedAnswer('the function answered no JSON');
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw malformedAnswer(`the function answered ${answer === null ? 'null' : `a ${typeof answer}`}, not an object`);
  }
  return answer as Answer;
}

function statusOf(value: unknown): number {
  if (value === undefined || value === null) return 200;
  const status = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  if (typeof status !== 'number' || !Number.isFinite(status)) throw malformedAnswer(`statusCode ${describe(value)}`);
  const whole = Math.trunc(status);
  if (whole < 100 || whole > 999) throw malformedAnswer(`statusCode ${whole}`);
  return whole;
}

function bodyOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = scalarText(value);
  if (text === undefined) throw malformedAnswer(`body is ${describe(value)}, not a string`);
  return text;
}

function flagOf(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw malformedAnswer(`isBase64Encoded is ${describe(value)}, not a boolean`);
}

/** Adds both kinds of headers, those of several values first, and answers whether there is a `Content-Type`. */
function mergeHeaders(target: Record<string, string | string[]>, single: unknown, multi: unknown): boolean {
  let hasContentType = false;
  const nameByLower = new Map<string, string>();
  const add = (name: string, value: string, onlyNew: boolean) => {
    const lower = name.toLowerCase();
    if (!isValidHeader(name, value)) throw malformedAnswer(`header ${JSON.stringify(name)} is not valid`);
    const answered = nameByLower.get(lower) ?? answeredName(name);
    if (answered === undefined) return;
    if (lower === 'content-type') {
      // The gateway looks at it again: one spelling, one value.
      hasContentType = true;
      target['Content-Type'] = value;
      return;
    }
    const known = nameByLower.has(lower);
    nameByLower.set(lower, answered);
    const before = known ? target[answered] : undefined;
    if (before === undefined) target[answered] = value;
    else if (typeof before === 'string') {
      if (!onlyNew || before !== value) target[answered] = [before, value];
    } else if (!onlyNew || !before.includes(value)) before.push(value);
  };
  for (const [name, values] of membersOf(multi, 'multiValueHeaders')) {
    if (!Array.isArray(values)) throw malformedAnswer(`multiValueHeaders ${JSON.stringify(name)} is no list`);
    for (const value of values) add(name, headerText(name, value), false);
  }
  for (const [name, value] of membersOf(single, 'headers')) {
    if (value !== null) add(name, headerText(name, value), true);
  }
  return hasContentType;
}

const NO_MEMBERS: [string, unknown][] = [];

function membersOf(value: unknown, member: string): [string, unknown][] {
  if (value === undefined || value === null) return NO_MEMBERS;
  if (typeof value !== 'object' || Array.isArray(value)) throw malformedAnswer(`${member} is no object`);
  return Object.entries(value);
}

function headerText(name: string, value: unknown): string {
  const text = value === null ? '' : scalarText(value);
  if (text === undefined) throw malformedAnswer(`header ${JSON.stringify(name)} is ${describe(value)}, not a string`);
  return text;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
