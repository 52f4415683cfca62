import type { HttpRequest, HttpResponse } from '../../std/http-message.ts';
import type { Member, Shape, StructureShape } from '../shape.ts';
import type { AnswerContext, Protocol } from './protocol.ts';
import { formatTimestamp, parseTimestamp } from './timestamps.ts';
import {
  jsonText,
  messageMember,
  parseJsonBody,
  readValue,
  restJsonForm,
  serializationError,
  writeMembers,
  writeValue,
} from './values.ts';

/** REST-JSON: method and path name the operation; members stand in the path, the query, headers and a JSON body. */
export const restJson: Protocol = {
  decode(request, operation, labels) {
    const input: Record<string, unknown> = {};
    const parameters = request.rawQuery === '' ? undefined : new URLSearchParams(request.rawQuery);
    const bodyMembers: Member[] = [];
    for (const member of operation.input.members) {
      const { traits, name } = member;
      let value: unknown;
      if (traits.httpLabel) value = fromText(member.shape, labels[name], 'date-time');
      else if (traits.httpQuery !== undefined) value = fromQuery(member.shape, parameters?.getAll(traits.httpQuery));
      else if (traits.httpQueryParams) value = otherParameters(member.shape, parameters, operation.input);
      else if (traits.httpHeader !== undefined)
        value = fromHeader(member, request.headers[traits.httpHeader.toLowerCase()]);
      else if (traits.httpPrefixHeaders !== undefined) value = prefixed(request, traits.httpPrefixHeaders);
      else if (traits.httpPayload) value = fromPayload(member.shape, request.body);
      else {
        bodyMembers.push(member);
        continue;
      }
      if (value !== undefined) input[name] = value;
    }
    if (bodyMembers.length > 0 && request.body.length > 0) {
      Object.assign(
        input,
        readValue(onlyMembers(operation.input, bodyMembers), parseJsonBody(request.body), restJsonForm),
      );
    }
    return input;
  },

  encode: (output, operation, answer) =>
    bindAnswer(operation.output, output as Record<string, unknown>, operation.http?.status ?? 200, answer),

  refuse(refusal, answer) {
    const { shape } = refusal;
    const message = refusal.message === '' ? {} : { [messageMember(shape)]: refusal.message };
    const body = shape === undefined ? { ...message, ...refusal.members } : { ...message, ...refusal.members };
    const bound = bindAnswer(shape ?? LOOSE, body, refusal.status, answer);
    return {
      status: refusal.status,
      headers: { ...bound.headers, 'x-amzn-ErrorType': refusal.code, 'Content-Type': 'application/json' },
      body: shape === undefined ? JSON.stringify(body) : bound.body === '' ? '{}' : bound.body,
    };
  },
};

const LOOSE: StructureShape = {
  kind: 'structure',
  name: 'Error',
  union: false,
  members: [],
  byName: new Map(),
  byJsonName: new Map(),
};

function onlyMembers(shape: StructureShape, members: readonly Member[]): StructureShape {
  if (members.length === shape.members.length) return shape;
  return { ...shape, members, byJsonName: new Map(members.map((one) => [one.traits.jsonName ?? one.name, one])) };
}

function fromPayload(shape: Shape, body: Buffer): unknown {
  if (shape.kind === 'blob')
    return body.length === 0 ? undefined : new Uint8Array(body.buffer, body.byteOffset, body.length);
  if (body.length === 0) return undefined;
  if (shape.kind === 'string') return body.toString('utf8');
  return readValue(shape, parseJsonBody(body), restJsonForm);
}

function fromQuery(shape: Shape, values: readonly string[] | undefined): unknown {
  if (values === undefined || values.length === 0) return undefined;
  if (shape.kind === 'list') return values.map((one) => fromText(shape.member.shape, one, 'date-time'));
  return fromText(shape, values[0], 'date-time');
}

function otherParameters(shape: Shape, parameters: URLSearchParams | undefined, input: StructureShape): unknown {
  if (parameters === undefined || shape.kind !== 'map') return undefined;
  const named = new Set(input.members.map((member) => member.traits.httpQuery));
  const result: Record<string, unknown> = {};
  for (const name of new Set(parameters.keys())) {
    if (named.has(name) || name === '__proto__') continue;
    result[name] = shape.value.shape.kind === 'list' ? parameters.getAll(name) : parameters.get(name);
  }
  return result;
}

function prefixed(request: HttpRequest, prefix: string): Record<string, string> {
  const lower = prefix.toLowerCase();
  const result: Record<string, string> = {};
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (name.toLowerCase().startsWith(lower)) result[name.slice(prefix.length)] = request.rawHeaders[index + 1] ?? '';
  }
  return result;
}

function fromHeader({ shape, traits }: Member, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (traits.mediaType?.includes('json') || (shape.kind === 'string' && shape.mediaType?.includes('json'))) {
    return Buffer.from(text, 'base64').toString('utf8');
  }
  if (shape.kind === 'list')
    return splitHeader(shape.member.shape, text).map((one) => fromText(shape.member.shape, one, 'http-date'));
  return fromText(shape, text, 'http-date');
}

/** A list in a header: commas between items, which may be quoted; an HTTP date has a comma of its own. */
function splitHeader(shape: Shape, text: string): string[] {
  if (shape.kind === 'timestamp' && (shape.format ?? 'http-date') === 'http-date') {
    return text.match(/[^,]+,[^,]+/g)?.map((one) => one.trim()) ?? [];
  }
  const items = text.match(/\s*("(?:\\.|[^"\\])*"|[^,]*)\s*(?:,|$)/g) ?? [];
  const values = items.map((item) => item.replace(/,$/, '').trim());
  // The pattern also matches the empty rest after the last item.
  if (values.at(-1) === '') values.pop();
  return values.map((one) => (one.startsWith('"') ? one.slice(1, -1).replace(/\\(.)/g, '$1') : one));
}

function fromText(shape: Shape, text: string | undefined, defaultFormat: 'date-time' | 'http-date'): unknown {
  if (text === undefined) return undefined;
  switch (shape.kind) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw serializationError(`${text} cannot be converted to Boolean`);
      return text === 'true';
    case 'number': {
      const value = text === '' ? Number.NaN : Number(text);
      if (Number.isNaN(value) && text !== 'NaN') throw serializationError(`${text} cannot be converted to Number`);
      return value;
    }
    case 'timestamp': {
      const date = parseTimestamp(text);
      if (date === undefined)
        throw serializationError(`${text} cannot be converted to ${shape.format ?? defaultFormat}`);
      return date;
    }
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'));
    default:
      return text;
  }
}

function bindAnswer(
  shape: StructureShape,
  value: Readonly<Record<string, unknown>>,
  defaultStatus: number,
  answer: AnswerContext,
): HttpResponse {
  const headers: Record<string, string> = { 'x-amzn-RequestId': answer.requestId };
  let status = defaultStatus;
  let payload: Member | undefined;
  const bodyMembers: Member[] = [];
  for (const member of shape.members) {
    const { traits, name } = member;
    const one = value[name];
    if (traits.httpPayload) payload = member;
    else if (traits.httpResponseCode) status = typeof one === 'number' ? one : status;
    else if (traits.httpHeader !== undefined) {
      if (one !== undefined && one !== null) headers[traits.httpHeader] = headerText(member, one);
    } else if (traits.httpPrefixHeaders !== undefined) {
      for (const [suffix, text] of Object.entries((one as object | undefined) ?? {})) {
        headers[traits.httpPrefixHeaders + suffix] = String(text);
      }
    } else bodyMembers.push(member);
  }

  if (payload !== undefined) {
    const one = value[payload.name];
    if (one === undefined || one === null) return { status, headers, body: '' };
    headers['Content-Type'] ??= 'application/json';
    if (payload.shape.kind === 'blob') return { status, headers, body: one as Uint8Array | string };
    if (payload.shape.kind === 'string') return { status, headers, body: String(one) };
    return { status, headers, body: jsonText(writeValue(payload.shape, one, restJsonForm)) };
  }
  if (shape.members.length === 0 || status === 204) return { status, headers, body: '' };
  headers['Content-Type'] ??= 'application/json';
  return { status, headers, body: jsonText(writeMembers(shape, bodyMembers, value, restJsonForm)) };
}

function headerText({ shape, traits }: Member, value: unknown): string {
  if (traits.mediaType?.includes('json') || (shape.kind === 'string' && shape.mediaType?.includes('json'))) {
    return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
  }
  if (shape.kind === 'list') {
    return [...(value as Iterable<unknown>)]
      .map((one) => {
        const text = headerItem(shape.member.shape, one);
        const quoted = shape.member.shape.kind === 'string' && /[",]/.test(text);
        return quoted ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
      })
      .join(', ');
  }
  return headerItem(shape, value);
}

function headerItem(shape: Shape, value: unknown): string {
  if (shape.kind === 'timestamp' && value instanceof Date) {
    return String(formatTimestamp(value, shape.format ?? 'http-date'));
  }
  if (shape.kind === 'blob') return Buffer.from(value as Uint8Array).toString('base64');
  return String(value);
}
