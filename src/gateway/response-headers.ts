import type { ApiCall } from './api-call.ts';

/**
 * Headers of a backend that the gateway's own would hide: sent on as `x-amzn-Remapped-<name>`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'upgrade',
  'user-agent',
  'www-authenticate',
  'x-amzn-requestid',
]);

/** Headers a backend cannot set at all. */
const DROPPED = new Set(['transfer-encoding', 'x-amz-apigw-id', 'x-amzn-trace-id']);

/** The name a backend's header is answered under; `undefined` for one that is not passed on. */
export function answeredName(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (DROPPED.has(lower)) return undefined;
  return REMAPPED.has(lower) ? `x-amzn-Remapped-${name}` : name;
}

/** A header name or value that HTTP cannot carry would crash the connection: the answer is refused instead. */
export function isValidHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\uffff]/.test(value);
}

/** The headers each answer of the gateway has. */
export function gatewayHeaders(
  call: Pick<ApiCall, 'requestId' | 'extendedRequestId'>,
): Record<string, string | string[]> {
  return { 'x-amzn-RequestId': call.requestId, 'x-amz-apigw-id': call.extendedRequestId };
}
