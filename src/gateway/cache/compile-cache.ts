import type { MethodSetting } from '@aws-sdk/client-api-gateway';
import type { ApiResource, StageSettings } from '../api-definition.ts';
import type { MediaTypes } from '../media-types.ts';
import { ownMember } from '../own-member.ts';
import { type CacheKey, cacheKey } from './cache-key.ts';

/** How the answers of a method are cached, for one HTTP method. */
export interface CachePolicy {
  /** `<api id>/<stage name>` */
  readonly place: string;
  readonly keyOf: CacheKey;
  /** The key may be told to whoever runs the API: no parameter is a credential by its name. */
  readonly openKey: boolean;
  readonly ttlMs: number;
  readonly capacityBytes: number;
  readonly encrypted: boolean;
  /** Only callers who may `execute-api:InvalidateCache` refresh an answer by `Cache-Control: max-age=0`. */
  readonly guarded: boolean;
  /** What others are answered. */
  readonly unauthorized: NonNullable<MethodSetting['unauthorizedCacheControlHeaderStrategy']>;
}

/** By the HTTP method of a request: a method `ANY` takes several. */
export type MethodCache = ReadonlyMap<string, CachePolicy>;

export interface CompileCacheOptions {
  readonly apiId: string;
  readonly resource: ApiResource;
  /** As defined: may be `ANY`. */
  readonly httpMethod: string;
  readonly settings: StageSettings;
  readonly binaryMediaTypes: MediaTypes;
}

const HTTP_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const CREDENTIAL = /authorization|key|token|cookie|secret|password|signature|session/i;
const DEFAULT_TTL_SECONDS = 300;
const MAX_TTL_SECONDS = 3600;

/**
 * What a stage's settings cache of a method; `undefined` where nothing is. Settings for all methods cache `GET` alone: each
 * other HTTP method must be named. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function compileCache(options: CompileCacheOptions): MethodCache | undefined {
  const { httpMethod, settings, resource } = options;
  const integration = ownMember(resource.methods, httpMethod)?.methodIntegration;
  // What is streamed cannot be cached.
  if (settings.cacheBytes === undefined || integration?.responseTransferMode === 'STREAM') return undefined;
  const policies = new Map<string, CachePolicy>();
  for (const verb of httpMethod === 'ANY' ? HTTP_METHODS : [httpMethod]) {
    const policy = policyOf(options, verb, settings.cacheBytes);
    if (policy !== undefined) policies.set(verb, policy);
  }
  return policies.size === 0 ? undefined : policies;
}

function policyOf(options: CompileCacheOptions, verb: string, capacityBytes: number): CachePolicy | undefined {
  const { apiId, resource, httpMethod, settings, binaryMediaTypes } = options;
  const integration = ownMember(resource.methods, httpMethod)?.methodIntegration;
  const setting = settingFor(settings.methodSettings, resource.path, verb);
  const ttlSeconds = Math.min(setting?.cacheTtlInSeconds ?? DEFAULT_TTL_SECONDS, MAX_TTL_SECONDS);
  if (integration === undefined || setting?.cachingEnabled !== true || !(ttlSeconds > 0)) return undefined;
  return {
    place: `${apiId}/${settings.stageName}`,
    keyOf: cacheKey({ integration, httpMethod: verb, resourceId: resource.id, binaryMediaTypes }),
    openKey: !(integration.cacheKeyParameters ?? []).some((name) => CREDENTIAL.test(name)),
    ttlMs: ttlSeconds * 1000,
    capacityBytes,
    encrypted: setting.cacheDataEncrypted === true,
    guarded: setting.requireAuthorizationForCacheControl !== false,
    unauthorized: setting.unauthorizedCacheControlHeaderStrategy ?? 'SUCCEED_WITH_RESPONSE_HEADER',
  };
}

/** The setting nearest to an HTTP method; of those for all methods, only `GET` takes its caching from. */
function settingFor(settings: StageSettings['methodSettings'], path: string, verb: string): MethodSetting | undefined {
  const resource = path === '/' ? '~1' : path.slice(1);
  const named = ownMember(settings, `${resource}/${verb}`);
  if (named !== undefined) return named;
  const ofResource = ownMember(settings, `${resource}/ANY`) ?? ownMember(settings, `${resource}/*`);
  if (ofResource !== undefined) return verb === 'GET' ? ofResource : undefined;
  return ownMember(settings, `*/${verb}`) ?? (verb === 'GET' ? ownMember(settings, '*/*') : undefined);
}
