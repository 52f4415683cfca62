import { cbor } from '@smithy/core/cbor';
import type { OperationShape, ProtocolName, ServiceSchemas, Shape } from '../../src/aws/shape.ts';
import type { HttpRequest } from '../../src/std/http-message.ts';

/** A call of an operation as a client would send it, unsigned, whatever its input is: nothing is checked. */
export function wireRequest(
  schemas: ServiceSchemas,
  protocol: ProtocolName,
  operation: OperationShape,
  input: Readonly<Record<string, unknown>>,
): HttpRequest {
  switch (protocol) {
    case 'restJson1':
      return rest(operation, input);
    case 'awsQuery': {
      const form = new URLSearchParams({ Action: operation.name, Version: schemas.version });
      formMembers(form, '', operation.input, input);
      return request(
        'POST',
        '/',
        '',
        { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        form.toString(),
      );
    }
    case 'rpcv2Cbor':
      return request(
        'POST',
        `/service/${schemas.targetPrefix}/operation/${operation.name}`,
        '',
        { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
        Buffer.from(cbor.serialize(withTags(input))),
      );
    default:
      return request(
        'POST',
        '/',
        '',
        {
          'content-type': `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}`,
          'x-amz-target': `${schemas.targetPrefix}.${operation.name}`,
        },
        JSON.stringify(jsonValue(input)),
      );
  }
}

function request(
  method: string,
  rawPath: string,
  rawQuery: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): HttpRequest {
  const all = { host: 'localhost:4566', ...headers };
  return {
    method,
    rawPath,
    rawQuery,
    headers: all,
    rawHeaders: Object.entries(all).flat(),
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    scheme: 'http',
  };
}

function rest({ http, input: shape }: OperationShape, input: Readonly<Record<string, unknown>>): HttpRequest {
  const [path = '/', literals = ''] = (http?.uri ?? '/').split('?');
  let rawPath = path;
  const query = new URLSearchParams(literals);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  let body: string | Buffer | undefined;
  const members: Record<string, unknown> = {};
  for (const { name, traits } of shape.members) {
    const value = input[name];
    if (value === undefined) continue;
    const text = value instanceof Date ? isoDate(value) : String(value);
    if (traits.httpLabel) {
      rawPath = rawPath.replace(new RegExp(`\\{${name}\\+?\\}`), () => percentEncoded(text));
    } else if (traits.httpQuery !== undefined) {
      for (const one of Array.isArray(value) ? value : [value]) query.append(traits.httpQuery, String(one));
    } else if (traits.httpHeader !== undefined) headers[traits.httpHeader.toLowerCase()] = text.replace(/[^ -~]/g, '?');
    else if (traits.httpPayload) {
      body = value instanceof Uint8Array ? Buffer.from(value) : JSON.stringify(jsonValue(value));
    } else members[traits.jsonName ?? name] = value;
  }
  if (body === undefined) body = Object.keys(members).length === 0 ? '' : JSON.stringify(jsonValue(members));
  return request(http?.method ?? 'POST', rawPath, query.toString(), headers, body);
}

const isoDate = (date: Date) => (Number.isNaN(date.getTime()) ? 'never' : date.toISOString());

/** Lone surrogates have no encoding. */
const percentEncoded = (text: string) => encodeURIComponent(Buffer.from(text).toString('utf8'));

function jsonValue(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, jsonValue(one)]));
}

function withTags(value: unknown): unknown {
  if (value instanceof Date) return { tag: 1n, value: value.getTime() / 1000, [TAG]: true };
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withTags);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withTags(one)]));
}
/** How Smithy's codec knows a tagged value. */
const TAG = Symbol.for('@smithy/core/cbor::tagSymbol');

function formMembers(form: URLSearchParams, name: string, shape: Shape, value: unknown): void {
  if (value === undefined || value === null) return;
  const below = name === '' ? '' : `${name}.`;
  if (shape.kind === 'structure' && typeof value === 'object') {
    for (const member of shape.members) {
      const one = (value as Record<string, unknown>)[member.name];
      formMembers(form, `${below}${member.traits.xmlName ?? member.name}`, member.shape, one);
    }
  } else if (shape.kind === 'list' && Array.isArray(value)) {
    for (const [index, one] of value.entries()) {
      formMembers(form, `${name}.${shape.member.traits.xmlName ?? 'member'}.${index + 1}`, shape.member.shape, one);
    }
  } else if (shape.kind === 'map' && typeof value === 'object') {
    for (const [index, [key, one]] of Object.entries(value).entries()) {
      form.append(`${name}.entry.${index + 1}.key`, key);
      formMembers(form, `${name}.entry.${index + 1}.value`, shape.value.shape, one);
    }
  } else if (value instanceof Date) form.append(name, isoDate(value));
  else if (value instanceof Uint8Array) form.append(name, Buffer.from(value).toString('base64'));
  else form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
}
