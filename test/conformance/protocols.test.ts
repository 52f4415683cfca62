import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { json } from '../../src/aws/protocols/json.ts';
import type { AnswerContext, Protocol } from '../../src/aws/protocols/protocol.ts';
import { query } from '../../src/aws/protocols/query.ts';
import { restJson } from '../../src/aws/protocols/rest-json.ts';
import { rpcCbor } from '../../src/aws/protocols/rpc-cbor.ts';
import { matchRestOperation } from '../../src/aws/rest-routes.ts';
import type { OperationShape, ProtocolName, ServiceSchemas, Shape } from '../../src/aws/shape.ts';
import type { HttpRequest } from '../../src/std/http-message.ts';
import { conformanceDir } from '../support/conformance-data.ts';
import { conformance } from '../support/ratchet.ts';
import { readAnswer, sameValue } from '../support/wire-answers.ts';
import { type WireShape, wireShapes } from '../support/wire-shapes.ts';

const FILES: readonly (readonly [file: string, name: ProtocolName, protocol: Protocol])[] = [
  ['json', 'awsJson1_1', json],
  ['json_1_0', 'awsJson1_0', json],
  ['query', 'awsQuery', query],
  ['rest-json', 'restJson1', restJson],
  ['smithy-rpc-v2-cbor', 'rpcv2Cbor', rpcCbor],
];

/**
 * What only a client does: endpoints, checksums, compression, tokens and nulls that it leaves out, answers that no server of
 * AWS's sends but a client bears (offsets in times, unknown members, missing bodies).
 */
const CLIENT_ONLY = new RegExp(
  [
    'Endpoint|HostWithPath|SDKAppl|SDKAppend|IdempotencyToken|ChecksumRequired|DefaultValues|StreamingTraits|EventStream',
    'ClientPopulates|ClientUses|ClientIgnores|ClientSkips|ClientDoesnt|DateTimeWith\\w+Offset|UsingXAmznErrorType|IgnoreType',
    'SkipsNull|AllowNulls|NullValues|NullAndEmptyHeaders|OmitsNullQuery|OmitsEmptyListQuery|NullStructureValues|UnsetUnion',
    'nexpected_?[jJ]son_?[oO]utput|ExtraFields|parses_the_request_id|AwsJson11IntEnums|QueryEmptyQueryMaps|QueryPrecedence',
    'WithEmptyStructurePayload|HeadersButNoPayload|Query\\w+AndEmptyOutput|QueryNoInputAnd',
  ].join('|'),
);

/** API Gateway's operations take the parameters that nothing else names: a map of all would hold them twice. */
const KNOWN_GAPS: readonly string[] = [
  'rest-json input RestJsonAllQueryStringTypes',
  'rest-json input RestJsonQueryStringEscaping',
  'rest-json input RestJsonSupportsInfinityFloatQueryValues',
  'rest-json input RestJsonSupportsNaNFloatQueryValues',
  'rest-json input RestJsonSupportsNegativeInfinityFloatQueryValues',
  'rest-json input RestJsonZeroAndFalseQueryValues',
];

interface Suite {
  readonly metadata: { readonly xmlNamespace?: string; readonly targetPrefix?: string };
  readonly shapes: Readonly<Record<string, WireShape>>;
  readonly cases: readonly Case[];
}

interface Case {
  readonly id: string;
  readonly given: {
    readonly name: string;
    readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
    readonly input?: WireShape;
    readonly output?: WireShape;
    readonly errors?: readonly WireShape[];
  };
  readonly params?: Readonly<Record<string, unknown>>;
  readonly serialized?: {
    readonly method: string;
    readonly uri: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: Readonly<Record<string, unknown>>;
  readonly errorCode?: string;
  readonly response?: {
    readonly status_code: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

interface ProtocolCase {
  readonly id: string;
  readonly name: ProtocolName;
  readonly protocol: Protocol;
  readonly suite: Suite;
  readonly one: Case;
}

const folder = conformanceDir && join(conformanceDir, 'protocols');

function casesOf(kind: 'input' | 'output'): readonly ProtocolCase[] {
  return FILES.flatMap(([file, name, protocol]) =>
    (JSON.parse(readFileSync(join(folder ?? '', kind, `${file}.json`), 'utf8')) as Suite[]).flatMap((suite) =>
      suite.cases
        .filter(({ id }) => !CLIENT_ONLY.test(id))
        .map((one, index) => ({
          id: `${file} ${kind} ${one.id}${index > 0 && !one.id ? index : ''}`,
          name,
          protocol,
          suite,
          one,
        })),
    ),
  );
}

function operationOf({ suite, one }: ProtocolCase): OperationShape {
  const shapes = wireShapes(suite.shapes);
  const { name, http, input, output } = one.given;
  return {
    name,
    http: { method: http.method, uri: http.requestUri, status: http.responseCode ?? 200 },
    input: shapes.structure(input),
    output: shapes.structure(output),
  };
}

function requestOf({ one, name }: ProtocolCase): HttpRequest {
  const { method, uri, body = '', headers = {} } = one.serialized ?? { method: 'POST', uri: '/' };
  const [rawPath = '/', rawQuery = ''] = uri.split('?');
  return {
    method,
    rawPath,
    rawQuery,
    rawHeaders: Object.entries(headers).flat(),
    headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value])),
    body: Buffer.from(body, name === 'rpcv2Cbor' ? 'base64' : 'utf8'),
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    scheme: 'http',
  };
}

const schemasOf = (operation: OperationShape, suite: Suite): ServiceSchemas => ({
  protocol: 'restJson1',
  targetPrefix: '',
  version: '',
  xmlNamespace: suite.metadata.xmlNamespace ?? '',
  queryCompatible: false,
  operationNames: [operation.name],
  operation: () => operation,
  error: () => undefined,
});

function decodes(given: ProtocolCase): void {
  const operation = operationOf(given);
  const request = requestOf(given);
  const routed =
    given.name === 'restJson1' ? matchRestOperation(schemasOf(operation, given.suite), request) : { labels: {} };
  assert.ok(routed, `${request.method} ${request.rawPath} does not route to ${operation.http?.uri}`);
  const input = given.protocol.decode(request, operation, routed.labels);
  sameValue(operation.input, input, given.one.params ?? {});
}

function encodes(given: ProtocolCase): void {
  const operation = operationOf(given);
  const { one, protocol, name, suite } = given;
  const answer: AnswerContext = {
    requestId: 'r',
    protocol: name,
    signingName: 'x',
    schemas: schemasOf(operation, suite),
  };
  if (one.error !== undefined) {
    const ref = one.given.errors?.find(
      ({ shape }) => suite.shapes[shape ?? '']?.error?.code === one.errorCode || shape === one.errorCode,
    );
    if (ref === undefined) return;
    const shape = wireShapes(suite.shapes).structure(ref);
    const members = sdkValue(shape, one.error) as Record<string, unknown>;
    const message = String(members['message'] ?? members['Message'] ?? '');
    const refusal = { code: ref.shape ?? '', message, status: one.response?.status_code ?? 400, members, shape };
    const response = protocol.refuse(refusal, answer);
    assert.equal(response.status, one.response?.status_code);
    readAnswer(name, response, one.response ?? { status_code: 0 }, 'error');
    return;
  }
  const output = sdkValue(operation.output, one.result ?? {}) as object;
  const response = protocol.encode(output, operation, answer);
  assert.equal(response.status, one.response?.status_code);
  readAnswer(name, response, one.response ?? { status_code: 0 }, 'answer');
}

/** The SDK's form of a value of the files. */
function sdkValue(shape: Shape, value: unknown): unknown {
  if (value === null) return null;
  if (shape.kind === 'timestamp') return new Date(Math.round(Number(value) * 1000));
  if (shape.kind === 'blob') return Buffer.from(String(value));
  if (shape.kind === 'number') return Number(value);
  if (shape.kind === 'list') return (value as unknown[]).map((one) => sdkValue(shape.member.shape, one));
  if (shape.kind === 'map') {
    return Object.fromEntries(
      Object.entries(value as object).map(([key, one]) => [key, sdkValue(shape.value.shape, one)]),
    );
  }
  if (shape.kind !== 'structure') return value;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, one]) => {
      const member = shape.byName.get(key);
      return [key, member === undefined ? one : sdkValue(member.shape, one)];
    }),
  );
}

if (folder === undefined || !existsSync(folder)) {
  test('protocol cases of AWS', { skip: 'the conformance data is not here' }, () => {});
} else {
  const unique = (cases: readonly ProtocolCase[]) => [...new Map(cases.map((one) => [one.id, one])).values()];
  const cases = [...unique(casesOf('input')), ...unique(casesOf('output'))];
  conformance(cases, KNOWN_GAPS, (given) => (given.one.serialized === undefined ? encodes(given) : decodes(given)));
}
