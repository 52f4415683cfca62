import type { ApiCall } from './api-call.ts';
import { addValue } from './query-string.ts';
import { TEST_STAGE } from './test-stage.ts';

export interface HeaderParameters {
  readonly single: Record<string, string>;
  readonly multi: Record<string, string[]>;
}

/**
 * Headers that API Gateway keeps to itself: no integration sees them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const DROPPED = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'keep-alive',
  'max-forwards',
  'proxy-authenticate',
  'proxy-connection',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

/** Names that API Gateway writes its own way; all others keep the client's case. */
const CANONICAL = new Map([
  ['host', 'Host'],
  ['user-agent', 'User-Agent'],
]);

/**
 * The headers of the method request: the client's in their own case, without what API Gateway drops, and with what it
 * adds (`X-Forwarded-*`, `X-Amzn-Trace-Id`, as a regional endpoint does: nothing of CloudFront).
 */
export function requestHeaders(call: ApiCall): HeaderParameters {
  const { rawHeaders, headers, sourceIp, scheme } = call.request;
  const single: Record<string, string> = {};
  const multi: Record<string, string[]> = {};
  // Only a client that repeats a name may spell it in two ways.
  const names = rawHeaders.length / 2 > Object.keys(headers).length ? new Map<string, string>() : undefined;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const sent = rawHeaders[at] ?? '';
    const lower = sent.toLowerCase();
    if (DROPPED.has(lower) || lower.startsWith('x-forwarded-') || lower === 'x-amzn-trace-id') continue;
    let name = CANONICAL.get(lower) ?? sent;
    if (names !== undefined) {
      name = names.get(lower) ?? name;
      names.set(lower, name);
    }
    addValue(single, multi, name, rawHeaders[at + 1] ?? '');
  }
  // A test of the control plane came over no wire.
  if (call.stage.stageName === TEST_STAGE) return { single, multi };
  const forwarded = headers['x-forwarded-for'];
  const set = (name: string, value: string) => {
    single[name] = value;
    multi[name] = [value];
  };
  set('X-Amzn-Trace-Id', headers['x-amzn-trace-id'] ?? call.traceRoot);
  set('X-Forwarded-For', forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`);
  set('X-Forwarded-Port', portOf(headers['host'], scheme));
  set('X-Forwarded-Proto', scheme);
  return { single, multi };
}

function portOf(host: string | undefined, scheme: 'http' | 'https'): string {
  return (host && /:(\d+)$/.exec(host)?.[1]) || (scheme === 'https' ? '443' : '80');
}
