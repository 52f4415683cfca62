import * as crypto from 'node:crypto';
import type { HttpRequest } from '../std/http-message.ts';
import type { SignatureClaims } from './signature-claims.ts';

const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** SHA-256 in hex; in one call, which costs half of making a hash object. */
export const sha256: (data: string | Uint8Array) => string =
  typeof crypto.hash === 'function'
    ? (data) => crypto.hash('sha256', data, 'hex')
    : (data) => crypto.createHash('sha256').update(data).digest('hex');

const ROOT = ['/'];

/**
 * The canonical requests that a client may have signed, the usual one first. Clients differ in the path: most normalize
 * it and encode it once more, a few sign it as sent.
 */
export function canonicalRequests(request: HttpRequest, claims: SignatureClaims): readonly string[] {
  const { rawPath } = request;
  const paths =
    rawPath === '/' ? ROOT : [...new Set([encodePath(normalizePath(rawPath)), encodePath(rawPath), rawPath])];
  const query = canonicalQuery(request.rawQuery, claims.presigned);
  const rest = `${query}\n${canonicalHeaders(request, claims)}\n${claims.signedHeaders}\n${payloadHash(request, claims)}`;
  return paths.map((path) => `${request.method}\n${path}\n${rest}`);
}

/**
 * What is hashed for the body: the body itself. Only S3 takes bodies that are not signed, or signed chunk by chunk; other
 * services hash what they got, whatever the client declares.
 */
function payloadHash(request: HttpRequest, claims: SignatureClaims): string {
  if (claims.service === 's3') {
    const declared = request.headers['x-amz-content-sha256'];
    if (declared === 'UNSIGNED-PAYLOAD' || declared?.startsWith('STREAMING-')) return declared;
    if (claims.presigned) return 'UNSIGNED-PAYLOAD';
  }
  return request.body.length === 0 ? EMPTY_HASH : sha256(request.body);
}

function canonicalHeaders(request: HttpRequest, { signedHeaderNames }: SignatureClaims): string {
  let canonical = '';
  for (const name of signedHeaderNames) {
    let value = request.headers[name] ?? '';
    // Node joins headers of one name with a comma and a blank; signers join them with the comma alone.
    if (value.includes(',') || value === '') value = joinedValues(request.rawHeaders, name);
    else if (value.includes('  ')) value = collapse(value);
    canonical += `${name}:${value}\n`;
  }
  return canonical;
}

function joinedValues(rawHeaders: readonly string[], name: string): string {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(collapse(rawHeaders[index + 1] ?? ''));
  }
  return values.join(',');
}

const collapse = (value: string) => value.trim().replace(/ {2,}/g, ' ');

function canonicalQuery(rawQuery: string, presigned: boolean): string {
  if (rawQuery === '') return '';
  const pairs: [string, string][] = [];
  for (const part of rawQuery.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = encodeComponent(decode(equals < 0 ? part : part.slice(0, equals)));
    if (presigned && name === 'X-Amz-Signature') continue;
    pairs.push([name, equals < 0 ? '' : encodeComponent(decode(part.slice(equals + 1)))]);
  }
  pairs.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3986: all but letters, digits and `-._~`. */
function encodeComponent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const encodePath = (path: string) => path.split('/').map(encodeComponent).join('/');

/** Without dot segments and empty segments. */
function normalizePath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}
