import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest } from '../../src/std/http-message.ts';

export interface SigningOptions {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string | undefined;
  readonly service?: string;
  readonly method?: string;
  /** Without signs of the signature; names and values encoded. */
  readonly query?: string;
  readonly body?: string;
  /** Lower-case names. All are signed but those of `unsigned`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly unsigned?: readonly string[];
  /** What is signed as the payload's hash, when it is not the body's. */
  readonly payloadHash?: string;
  /** Milliseconds since the epoch. */
  readonly signedAt: number;
  /** In the query string, for so many seconds. */
  readonly presignedSeconds?: number;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** A request to `/` with a good signature of Version 4, written from AWS's description and not from the product's code. */
export function signedRequest(options: SigningOptions): HttpRequest {
  const { accessKeyId = 'test', secretAccessKey = 'test', sessionToken, service = 'sts', method = 'POST' } = options;
  const { query = '', body = '', unsigned = [], signedAt, presignedSeconds } = options;
  const presigned = presignedSeconds !== undefined;
  const stamp = new Date(signedAt).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${stamp.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const headers: Record<string, string> = {
    host: 'localhost:4566',
    ...options.headers,
    ...(!presigned && { 'x-amz-date': stamp }),
    ...(!presigned && sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers)
    .filter((name) => !unsigned.includes(name))
    .sort();
  const parameters = query === '' ? [] : query.split('&');
  if (presigned) {
    parameters.push(
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      `X-Amz-Credential=${encoded(`${accessKeyId}/${scope}`)}`,
      `X-Amz-Date=${stamp}`,
      `X-Amz-Expires=${presignedSeconds}`,
      `X-Amz-SignedHeaders=${encoded(names.join(';'))}`,
      ...(sessionToken === undefined ? [] : [`X-Amz-Security-Token=${encoded(sessionToken)}`]),
    );
  }
  const canonical = [
    method,
    '/',
    [...parameters].sort().join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    options.payloadHash ?? sha256(body),
  ].join('\n');
  const key = scope
    .split('/')
    .reduce(
      (from: string | Buffer, part) => createHmac('sha256', from).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
  const signature = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`)
    .digest('hex');
  if (presigned) parameters.push(`X-Amz-Signature=${signature}`);
  else {
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  }
  return {
    method,
    rawPath: '/',
    rawQuery: parameters.join('&'),
    headers,
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    scheme: 'http',
  };
}

/** The same request with other headers; `undefined` takes one away. */
export function withHeaders(request: HttpRequest, changes: Readonly<Record<string, string | undefined>>): HttpRequest {
  const headers = Object.fromEntries(
    Object.entries({ ...request.headers, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  return { ...request, headers, rawHeaders: Object.entries(headers).flat() };
}
