import assert from 'node:assert/strict';
import { cbor } from '@smithy/core/cbor';
import { XMLParser } from 'fast-xml-parser';
import type { ProtocolName, Shape } from '../../src/aws/shape.ts';
import type { HttpResponse } from '../../src/std/http-message.ts';

interface ExpectedAnswer {
  readonly status_code: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Compares a decoded value with one of the conformance files, where times are seconds and bytes are text. */
export function sameValue(shape: Shape, actual: unknown, expected: unknown): void {
  assert.deepEqual(plain(shape, actual), withoutNulls(expected));
}

function plain(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (shape.kind === 'list') return (value as unknown[]).map((one) => plain(shape.member.shape, one));
  if (shape.kind === 'map') {
    return Object.fromEntries(
      Object.entries(value as object).map(([key, one]) => [key, plain(shape.value.shape, one)]),
    );
  }
  if (shape.kind !== 'structure') return value;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, one]) => {
      const member = shape.byName.get(key);
      return [key, member === undefined ? one : plain(member.shape, one)];
    }),
  );
}

/** Structures of the files may hold nulls that never reach the wire. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutNulls(one)]));
}

/** Compares an answer with an expected one, by what a client reads of it. */
export function readAnswer(
  protocol: ProtocolName,
  actual: HttpResponse,
  expected: ExpectedAnswer,
  kind: 'answer' | 'error',
): void {
  const headers = Object.fromEntries(
    Object.entries(actual.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    if (name.toLowerCase() === 'content-type') continue;
    const given = String(headers[name.toLowerCase()]);
    assert.equal(given, value, name);
  }
  const body = parsed(protocol, Buffer.from(actual.body as string));
  const wanted = parsed(protocol, Buffer.from(expected.body ?? '', protocol === 'rpcv2Cbor' ? 'base64' : 'utf8'));
  if (kind === 'answer') assert.deepEqual(body, wanted);
  else assert.deepEqual(comparable(body), comparable(wanted));
}

function parsed(protocol: ProtocolName, body: Buffer): unknown {
  const text = body.toString('utf8').trim();
  if (protocol === 'rpcv2Cbor') return body.length === 0 ? {} : plainCbor(cbor.deserialize(body));
  if (protocol !== 'awsQuery') {
    if (text === '') return {};
    try {
      return withoutNullMembers(JSON.parse(text));
    } catch {
      return text;
    }
  }
  const tree = new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(text);
  return sorted(withoutMetadata(tree));
}

const withoutNullMembers = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))
    : value;

const plainCbor = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(plainCbor);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('tag' in value && 'value' in value) return { time: Number(value.value) };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainCbor(one)]));
};

function withoutMetadata(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([root, inner]) => {
      if (typeof inner !== 'object' || inner === null) return [root, {}];
      const { ResponseMetadata: _, RequestId: _id, '@_xmlns': _ns, ...rest } = inner as Record<string, unknown>;
      return [root, rest];
    }),
  );
}

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, one]) => [key, sorted(one)]),
      )
    : value;

/** Errors: the type may be qualified, and its parts vary by service. */
function comparable(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const { __type: _type, code: _code, ...rest } = body as Record<string, unknown>;
  return rest;
}
