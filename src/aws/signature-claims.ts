import type { HttpRequest } from '../std/http-message.ts';
import { authenticationRefusal } from './authentication-refusal.ts';
import type { ProtocolName } from './shape.ts';

/** What a request says about its own signature (Signature Version 4), nothing of it checked yet. */
export interface SignatureClaims {
  readonly accessKeyId: string;
  /** `20260101` */
  readonly date: string;
  readonly region: string;
  /** The service's name in the credential scope. */
  readonly service: string;
  /** `20260101T000000Z` */
  readonly timestamp: string;
  /** Lower-case names joined by semicolons, as signed. */
  readonly signedHeaders: string;
  readonly signedHeaderNames: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** How long the signature holds; only of a presigned request. */
  readonly expiresSeconds: number | undefined;
  readonly presigned: boolean;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The claims of the Authorization header or of the query string; `undefined` when the request has neither. */
export function signatureClaims(request: HttpRequest, protocol: ProtocolName): SignatureClaims | undefined {
  const { authorization } = request.headers;
  const presigned = request.rawQuery.includes('X-Amz-Signature=') || request.rawQuery.includes('X-Amz-Algorithm=');
  if (authorization === undefined) return presigned ? fromQuery(request, protocol) : undefined;
  if (presigned) {
    throw authenticationRefusal(
      'mismatch',
      protocol,
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  }
  return fromHeader(request, authorization, protocol);
}

/** All of an Authorization header but its signature. */
type Head = Omit<SignatureClaims, 'timestamp' | 'signature' | 'sessionToken' | 'expiresSeconds' | 'presigned'>;

/** A client sends the same one all day: parsed once. */
const heads = new Map<string, Head>();
const MAX_HEADS = 1000;
const SIGNATURE_LENGTH = 64;

function fromHeader(request: HttpRequest, authorization: string, protocol: ProtocolName): SignatureClaims {
  const timestamp = request.headers['x-amz-date'] ?? compactDate(request.headers['date']);
  const sessionToken = request.headers['x-amz-security-token'];
  const cut = authorization.length - SIGNATURE_LENGTH;
  const start = authorization.slice(0, cut);
  const known = timestamp === undefined ? undefined : heads.get(start);
  if (known !== undefined && timestamp !== undefined) {
    return headerClaims(known, timestamp, authorization.slice(cut), sessionToken);
  }

  const [algorithm = ''] = authorization.split(' ', 1);
  if (algorithm !== ALGORITHM) {
    // Version 4A (AWS4-ECDSA-P256-SHA256) among them.
    if (algorithm.startsWith('AWS4-')) throw unsupportedAlgorithm(algorithm, protocol);
    throw authenticationRefusal('missing', protocol, 'Request is missing Authentication Token');
  }
  for (const part of authorization.slice(ALGORITHM.length).split(/[, ]+/)) {
    if (part === '' || part.includes('=')) continue;
    throw authenticationRefusal(
      'incomplete',
      protocol,
      `'${part}' not a valid key=value pair (missing equal-sign) in Authorization header: '${authorization}'.`,
    );
  }
  const credential = parameter(authorization, 'Credential');
  const signature = parameter(authorization, 'Signature');
  const signedHeaders = parameter(authorization, 'SignedHeaders');
  if (credential === undefined || signature === undefined || signedHeaders === undefined || timestamp === undefined) {
    const faults = [
      ...(credential === undefined ? ["Authorization header requires 'Credential' parameter. "] : []),
      ...(signature === undefined ? ["Authorization header requires 'Signature' parameter. "] : []),
      ...(signedHeaders === undefined ? ["Authorization header requires 'SignedHeaders' parameter. "] : []),
      ...(timestamp === undefined
        ? ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "]
        : []),
    ];
    throw authenticationRefusal('incomplete', protocol, `${faults.join('')}Authorization=${authorization}`);
  }
  const head = { ...scope(credential, protocol), signedHeaders, signedHeaderNames: signedHeaders.split(';') };
  if (start.endsWith('Signature=') && signature.length === SIGNATURE_LENGTH) {
    if (heads.size >= MAX_HEADS) heads.clear();
    heads.set(start, head);
  }
  return headerClaims(head, timestamp, signature, sessionToken);
}

/** Member by member: a spread would cost more than the signature's hash. */
function headerClaims(
  head: Head,
  timestamp: string,
  signature: string,
  sessionToken: string | undefined,
): SignatureClaims {
  return {
    accessKeyId: head.accessKeyId,
    date: head.date,
    region: head.region,
    service: head.service,
    timestamp,
    signedHeaders: head.signedHeaders,
    signedHeaderNames: head.signedHeaderNames,
    signature,
    sessionToken,
    expiresSeconds: undefined,
    presigned: false,
  };
}

const unsupportedAlgorithm = (algorithm: string, protocol: ProtocolName) =>
  authenticationRefusal('incomplete', protocol, `Unsupported AWS 'algorithm': '${algorithm}'.`);

/** The value of `name=` in the header, up to the next comma or blank. */
function parameter(authorization: string, name: string): string | undefined {
  let at = authorization.indexOf(`${name}=`);
  while (at > 0 && authorization[at - 1] !== ' ' && authorization[at - 1] !== ',') {
    at = authorization.indexOf(`${name}=`, at + 1);
  }
  if (at < 0) return undefined;
  const from = at + name.length + 1;
  const end = authorization.slice(from).search(/[, ]/);
  const value = end < 0 ? authorization.slice(from) : authorization.slice(from, from + end);
  return value === '' ? undefined : value;
}

function scope(credential: string, protocol: ProtocolName) {
  const parts = credential.split('/');
  // An access key id may hold slashes of its own; the scope is the last four parts.
  const [date, region, service, terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') {
    const detail =
      parts.length >= 5 && terminator !== 'aws4_request'
        ? `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator ?? ''}'. `
        : `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`;
    throw authenticationRefusal('incomplete', protocol, detail);
  }
  return { accessKeyId, date, region, service };
}

function fromQuery(request: HttpRequest, protocol: ProtocolName): SignatureClaims {
  const parameters = new URLSearchParams(request.rawQuery);
  const required = (name: string): string => {
    const value = parameters.get(name);
    if (value) return value;
    throw authenticationRefusal(
      'incomplete',
      protocol,
      `AWS query-string parameters must include '${name}'. Re-examine the query-string parameters.`,
    );
  };
  const algorithm = required('X-Amz-Algorithm');
  if (algorithm !== ALGORITHM) throw unsupportedAlgorithm(algorithm, protocol);
  const credential = required('X-Amz-Credential');
  const signature = required('X-Amz-Signature');
  const signedHeaders = required('X-Amz-SignedHeaders');
  const timestamp = required('X-Amz-Date');
  const expires = parameters.get('X-Amz-Expires');
  const expiresSeconds = expires === null ? undefined : Number(expires);
  if (expiresSeconds !== undefined && !(expiresSeconds >= 0 && expiresSeconds <= 604_800)) {
    throw authenticationRefusal(
      'incomplete',
      protocol,
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  return {
    ...scope(credential, protocol),
    timestamp,
    signedHeaders,
    signedHeaderNames: signedHeaders.split(';'),
    signature,
    sessionToken: parameters.get('X-Amz-Security-Token') ?? undefined,
    expiresSeconds,
    presigned: true,
  };
}

/** A `Date` header in the form that is signed. */
function compactDate(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (/^\d{8}T\d{6}Z$/.test(header)) return header;
  const date = new Date(header);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(/[-:]|\.\d{3}/g, '');
}
