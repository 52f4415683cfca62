import * as zlib from 'node:zlib';
import { gunzipSync } from 'node:zlib';
import type { Clock } from '../std/clock.ts';
import type { HttpRequest, HttpResponse } from '../std/http-message.ts';
import { UserError } from '../std/user-error.ts';
import { authenticator, MISSING_TOKEN } from './authenticate.ts';
import { authenticationRefusal, familyOf } from './authentication-refusal.ts';
import { AccessDenied } from './authorizer.ts';
import type { Caller, CallOrigin } from './caller.ts';
import type { CredentialStore } from './credentials.ts';
import { checkBuilt, type IdentifiedCall, identifier, protocolOf, unsignedService } from './identify.ts';
import { json, jsonAnswer } from './protocols/json.ts';
import type { AnswerContext, Protocol } from './protocols/protocol.ts';
import { query } from './protocols/query.ts';
import { restJson } from './protocols/rest-json.ts';
import { parseJsonBody } from './protocols/values.ts';
import type { RunningServices, ServicePlatform } from './running-services.ts';
import { EncodedAnswer } from './service.ts';
import { ServiceError } from './service-error.ts';
import type { ProtocolName, ServiceSchemas } from './shape.ts';
import { signatureClaims } from './signature-claims.ts';

const MAX_UNZIPPED_BYTES = 64 * 1024 * 1024;

/** A caller who is known without a signature: whom API Gateway acts for. Query services then answer JSON, as they do it. */
export interface KnownCaller {
  /** The name in a credential scope: the service that is called. */
  readonly signingName: string;
  readonly caller: Caller;
}

/** AWS's own endpoint: one door for all services. Always resolves; a fault of ours answers 500 with a request id only. */
export type AwsEndpoint = (request: HttpRequest, as?: KnownCaller) => Promise<HttpResponse>;

/** Identify, authenticate, decode, run, encode: the life of a call of an AWS API. */
export function awsEndpoint(options: {
  readonly services: RunningServices<ServicePlatform>;
  readonly credentials: CredentialStore;
  readonly log: { once(key: string, message: string): void; error(message: string, error?: unknown): void };
  /** The clock that signatures are checked by, when it is not the platform's. */
  readonly signatureClock?: Clock;
}): AwsEndpoint {
  const { services, credentials, log } = options;
  const { account, region, clock, ids } = services.platform;
  const identify = identifier(services);
  const authenticate = authenticator({ credentials, clock: options.signatureClock ?? clock, account, log });

  const anonymous: Caller = { arn: 'anonymous', userId: 'anonymous', account, kind: 'anonymous' };
  const anonymousCall = (request: HttpRequest, protocol: ProtocolName): KnownCaller | undefined => {
    const signingName = unsignedService(services, request, protocol);
    return signingName === undefined ? undefined : { signingName, caller: anonymous };
  };

  return async (request, as) => {
    const protocolName = protocolOf(request);
    let answer: AnswerContext = { requestId: '', protocol: protocolName, signingName: '', schemas: undefined };
    let call: IdentifiedCall | undefined;
    try {
      const claims = as === undefined ? signatureClaims(request, protocolName) : undefined;
      const known = as ?? (claims === undefined ? anonymousCall(request, protocolName) : undefined);
      const signingName = known?.signingName ?? claims?.service ?? '';
      const requestId = signingName === 'dynamodb' ? `${ids.upperAlphanumeric(26)}${DYNAMODB_ID_END}` : ids.uuid();
      answer = { requestId, protocol: protocolName, signingName, schemas: undefined };
      if (known === undefined && claims === undefined) {
        const message = familyOf(protocolName) === 'rest' ? 'Missing Authentication Token' : MISSING_TOKEN;
        throw authenticationRefusal('missing', protocolName, message);
      }
      if (claims !== undefined && claims.region !== region && claims.region !== 'us-east-1') {
        log.once(
          `region ${claims.region}`,
          `A client signs for the region ${claims.region}: samlet runs as ${region} and answers it as such.`,
        );
      }
      const identified = identify(request, signingName, protocolName);
      call = identified instanceof Promise ? await identified : identified;
      const caller = claims === undefined ? known?.caller : authenticate(request, claims, protocolName);
      checkBuilt(call);

      if (call.operation === undefined || call.service.definition.shapes === 'wire') {
        const input = parseJsonBody(bodyOf(request));
        const ran = call.service.run(call.operationName, input, caller, answer.requestId, originOf(request));
        return wireAnswer(ran instanceof Promise ? await ran : ran, answer);
      }
      const schemas = await call.service.schemas();
      answer = { ...answer, schemas };
      const protocol = await protocolNamed(protocolName, as);
      const input = protocol.decode(unzipped(request), call.operation, call.labels);
      const output = await call.service.run(call.operationName, input, caller, answer.requestId, originOf(request));
      if (output instanceof EncodedAnswer) return { ...jsonAnswer(200, output.body, answer) };
      return protocol.encode((output ?? {}) as object, call.operation, answer);
    } catch (error) {
      return refuse(error, call, answer, as);
    }
  };

  async function refuse(
    error: unknown,
    call: IdentifiedCall | undefined,
    answer: AnswerContext,
    as: KnownCaller | undefined,
  ): Promise<HttpResponse> {
    const requestId = answer.requestId || ids.uuid();
    const known = error instanceof ServiceError;
    if (error instanceof UserError) log.error(`${error.message} (${error.where})`);
    else if (!known) {
      const what = call === undefined ? answer.signingName : `${call.service.definition.id}:${call.operationName}`;
      log.error(`A fault of samlet itself in ${what} (request ${requestId})`, error);
    }
    let { schemas } = answer;
    try {
      // DynamoDB's errors need no schema: their members go out as they are.
      if (call !== undefined && call.service.definition.shapes !== 'wire') schemas ??= await call.service.schemas();
    } catch (fault) {
      log.error(`The schemas of ${call?.service.definition.id} cannot be loaded`, fault);
    }
    const shape = known ? schemas?.error(error.code) : undefined;
    const refusal = known
      ? {
          code: queryCode(error.code, answer.protocol, shape !== undefined),
          message: error.message,
          status: statusOf(error, answer.protocol, schemas),
          members: error.members,
          shape,
        }
      : {
          ...(answer.signingName === 'dynamodb' ? DYNAMODB_FAULT : FAULT),
          status: 500,
          members: {},
          shape: undefined,
        };
    // Clients of S3 read no JSON: they would print the status alone.
    const protocol = answer.signingName === 's3' ? query : await protocolNamed(answer.protocol, as);
    const response = protocol.refuse(refusal, { ...answer, requestId, schemas });
    return answer.signingName === 'dynamodb' ? withChecksum(response) : response;
  }

  function wireAnswer(output: unknown, answer: AnswerContext): HttpResponse {
    const body = output instanceof EncodedAnswer ? output.body : Buffer.from(JSON.stringify(output ?? {}));
    return withChecksum(jsonAnswer(200, body, answer));
  }
}

const FAULT = {
  code: 'InternalFailure',
  message: 'The request processing has failed because of an unknown error, exception or failure.',
};
/** How every request id of DynamoDB ends. */
const DYNAMODB_ID_END = 'VV4KQNSO5AEMVJF66Q9ASUAAJG';
const DYNAMODB_FAULT = { code: 'InternalServerError', message: 'Internal server error' };

function originOf({ sourceIp, headers }: HttpRequest): CallOrigin {
  const userAgent = headers['user-agent'];
  return { sourceIp, ...(userAgent !== undefined && { userAgent }) };
}

/** The status of the error's shape, where an operation left it open. */
function statusOf(error: ServiceError, protocol: ProtocolName, schemas: ServiceSchemas | undefined): number {
  if (error instanceof AccessDenied) return familyOf(protocol) === 'json' ? 400 : 403;
  const declared = schemas?.error(error.code)?.error;
  if (declared === undefined || error.status !== 400) return error.status;
  const query = familyOf(protocol) === 'query' ? declared.queryStatus : undefined;
  return query ?? declared.status ?? (declared.fault === 'server' ? 500 : 400);
}

const QUERY_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  SerializationException: 'MalformedInput',
  UnknownOperationException: 'InvalidAction',
  ValidationException: 'ValidationError',
};

/** Query services name the framework's errors differently. */
function queryCode(code: string, protocol: ProtocolName, ofService: boolean): string {
  return familyOf(protocol) === 'query' && !ofService ? (QUERY_CODES[code] ?? code) : code;
}

/** DynamoDB sends the checksum of every body; the SDKs check it. */
function withChecksum(response: HttpResponse): HttpResponse {
  if (typeof zlib.crc32 !== 'function') return response;
  const { status, headers, body } = response;
  return { status, headers: { ...headers, 'x-amz-crc32': String(zlib.crc32(body)) }, body };
}

async function protocolNamed(name: ProtocolName, as: KnownCaller | undefined): Promise<Protocol> {
  if (name === 'awsQuery') return as === undefined ? query : (await import('./protocols/query-json.ts')).queryJson;
  if (name === 'restJson1') return restJson;
  // Its codec takes a while to load and few clients speak it.
  if (name === 'rpcv2Cbor') return (await import('./protocols/rpc-cbor.ts')).rpcCbor;
  return json;
}

const isZipped = (request: HttpRequest) => request.headers['content-encoding']?.includes('gzip') === true;

function bodyOf(request: HttpRequest): Buffer {
  return isZipped(request) ? unzipped(request).body : request.body;
}

function unzipped(request: HttpRequest): HttpRequest {
  if (!isZipped(request)) return request;
  try {
    return { ...request, body: gunzipSync(request.body, { maxOutputLength: MAX_UNZIPPED_BYTES }) };
  } catch {
    throw new ServiceError('SerializationException', 'The gzipped request body cannot be read');
  }
}
