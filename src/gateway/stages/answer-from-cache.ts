import type { HttpResponse } from '../../std/http-message.ts';
import type { RoutedCall } from '../api-call.ts';
import type { CachePolicy } from '../cache/compile-cache.ts';
import type { CachedAnswer } from '../cache/response-cache.ts';
import { SEAL_BYTES } from '../cache/sealed-answer.ts';
import { GatewayError } from '../gateway-error.ts';
import { gatewayHeaders } from '../response-headers.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
export const MAX_CACHED_BYTES = 1_048_576;

/** Of a key, in the record of a request. */
const MAX_TOLD = 500;

const WARNING = '199 Cache-control headers were ignored because the caller was unauthorized.';

/** Those of a single request, which each answer from the cache gets anew or, as nothing is traced, not at all. */
const OWN_HEADERS = new Set(['x-amzn-requestid', 'x-amz-apigw-id', 'x-amzn-trace-id']);

/**
 * Answers what the method answered lately, else runs its integration and keeps the answer, whatever its status is. What the
 * gateway itself refuses is not kept. A client that may replaces the kept answer by `Cache-Control: max-age=0`.
 */
export function answerFromCache(call: RoutedCall, policy: CachePolicy): HttpResponse | Promise<HttpResponse> {
  const { request, trail, backends } = call;
  const key = policy.keyOf(call);
  trail.note('cache', 'the key is {}', policy.openKey ? key.slice(0, MAX_TOLD) : '(with credentials)');
  const control = request.headers['cache-control'];
  if (control !== undefined && asksForFresh(control)) return invalidate(call, policy, key);
  const found = backends.responses.find(policy.place, key, backends.clock.now());
  if (found instanceof Promise)
    return found.then((one) => (one === undefined ? fill(call, policy, key) : hit(call, one)));
  return found === undefined ? fill(call, policy, key) : hit(call, found);
}

function asksForFresh(cacheControl: string): boolean {
  return /(?:^|,)\s*max-age\s*=\s*"?0+"?\s*(?:,|$)/i.test(cacheControl);
}

async function invalidate(call: RoutedCall, policy: CachePolicy, key: string): Promise<HttpResponse> {
  const { backends, trail } = call;
  if (!policy.guarded || (await backends.mayInvalidateCache(call))) {
    trail.note('cache', 'max-age=0 replaces what is kept');
    return fill(call, policy, key);
  }
  trail.note('cache', 'max-age=0 without the permission to invalidate the cache: {}', policy.unauthorized);
  if (policy.unauthorized === 'FAIL_WITH_403') {
    // Unlike AWS: AWS documents the status alone; the gateway response is that of other callers without a permission.
    throw new GatewayError('ACCESS_DENIED', {
      reason: 'it asks for max-age=0 without the permission execute-api:InvalidateCache',
    });
  }
  const found = await backends.responses.find(policy.place, key, backends.clock.now());
  const response = found === undefined ? await fill(call, policy, key) : hit(call, found);
  if (policy.unauthorized === 'SUCCEED_WITHOUT_RESPONSE_HEADER') return response;
  return { ...response, headers: { ...response.headers, Warning: WARNING } };
}

function hit(call: RoutedCall, { status, headers, body }: CachedAnswer): HttpResponse {
  call.trail.cache = 'hit';
  const own = gatewayHeaders(call);
  for (const name in headers) own[name] = headers[name] as string | string[];
  return { status, headers: own, body };
}

async function fill(call: RoutedCall, policy: CachePolicy, key: string): Promise<HttpResponse> {
  const { trail, backends, method } = call;
  trail.cache = 'miss';
  trail.enter('integration');
  const response = await method.integrate(call);
  if (isCacheable(response, policy)) {
    trail.note('cache', 'kept for {} ms', policy.ttlMs);
    const untilMs = backends.clock.now() + policy.ttlMs;
    const { capacityBytes, encrypted } = policy;
    await backends.responses.keep(policy.place, key, withoutOwnHeaders(response), {
      untilMs,
      capacityBytes,
      encrypted,
    });
  }
  return response;
}

function isCacheable({ body, stream }: HttpResponse, { encrypted }: CachePolicy): boolean {
  if (stream !== undefined) return false;
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  return bytes + (encrypted ? SEAL_BYTES : 0) <= MAX_CACHED_BYTES;
}

function withoutOwnHeaders({ status, headers, body }: HttpResponse): CachedAnswer {
  const kept = Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
  return { status, headers: Object.fromEntries(kept), body };
}
