import type { MethodSetting, PatchOperation } from '@aws-sdk/client-api-gateway';
import { badRequest } from './errors.ts';

type Settings = Readonly<Record<string, MethodSetting>>;

const DEFAULTS: MethodSetting = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

const flag = (value: string) => value.toLowerCase() === 'true';

/** A setting by its patch path behind resource and method. */
const SETTINGS: Readonly<Record<string, (value: string) => MethodSetting>> = {
  'metrics/enabled': (value) => ({ metricsEnabled: flag(value) }),
  'logging/dataTrace': (value) => ({ dataTraceEnabled: flag(value) }),
  'logging/loglevel': (value) => ({ loggingLevel: value }),
  'throttling/burstLimit': (value) => ({ throttlingBurstLimit: limitOf(value) }),
  'throttling/rateLimit': (value) => ({ throttlingRateLimit: limitOf(value) }),
  'caching/enabled': (value) => ({ cachingEnabled: flag(value) }),
  'caching/ttlInSeconds': (value) => ({ cacheTtlInSeconds: ttlOf(value) }),
  'caching/dataEncrypted': (value) => ({ cacheDataEncrypted: flag(value) }),
  'caching/requireAuthorizationForCacheControl': (value) => ({ requireAuthorizationForCacheControl: flag(value) }),
  'caching/unauthorizedCacheControlHeaderStrategy': (value) => ({
    unauthorizedCacheControlHeaderStrategy: strategyOf(value),
  }),
};

function limitOf(value: string): number {
  const limit = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isFinite(limit)) return limit;
  throw badRequest(`Invalid throttling limit: ${value}. Must be a number`);
}

/** How long answers are kept, in seconds. */
export function ttlOf(value: string | number): number {
  const seconds = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= 3600) return seconds;
  throw badRequest('Invalid time-to-live setting, must be an integer no greater than 3600');
}

const STRATEGIES = ['FAIL_WITH_403', 'SUCCEED_WITH_RESPONSE_HEADER', 'SUCCEED_WITHOUT_RESPONSE_HEADER'] as const;

function strategyOf(value: string): (typeof STRATEGIES)[number] {
  const strategy = STRATEGIES.find((one) => one === value);
  if (strategy !== undefined) return strategy;
  throw badRequest(
    `Invalid unauthorized cache control header strategy: ${value}. Must be one of: [${STRATEGIES.join(', ')}]`,
  );
}

/** `~1users~1{id}` or `/users/{id}` and `GET`: `users/{id}/GET`; the root keeps its escape. */
export function settingsKey(resourcePath: string, httpMethod: string): string {
  const path = resourcePath.replaceAll('~1', '/').replace(/^\//, '');
  return `${path === '' ? '~1' : path}/${httpMethod}`;
}

/** Members set for a method, the others as the stage's wildcard or AWS has them. */
export function mergeSetting(settings: Settings, key: string, members: MethodSetting): Settings {
  return { ...settings, [key]: { ...DEFAULTS, ...inherited(settings, key), ...settings[key], ...members } };
}

/** The wildcard caches `GET` alone: another HTTP method is not cached because something else of it was set. */
function inherited({ '*/*': wildcard }: Settings, key: string): MethodSetting | undefined {
  return wildcard === undefined || /\/(?:GET|\*)$/.test(key) ? wildcard : { ...wildcard, cachingEnabled: false };
}

/** Applies an operation on `/{resource}/{method}/...`; `undefined` when the path is none of a method's settings. */
export function patchMethodSettings(
  settings: Settings,
  { op, path = '', value }: PatchOperation,
): Settings | undefined {
  if (op === 'remove') {
    const written = path.replace(/^\//, '');
    const [, resource = '', method = ''] = /^(.*)\/([^/]+)$/.exec(written) ?? [];
    const key = settingsKey(resource, method);
    if (settings[key] === undefined) {
      throw badRequest(`Cannot remove method setting ${written} because there is no method setting for this method `);
    }
    const { [key]: _, ...rest } = settings;
    return rest;
  }
  const [, resource = '', method = '', setting = ''] = /^\/(.*)\/([A-Z*]+)\/([a-z]+\/[a-zA-Z]+)$/.exec(path) ?? [];
  const parse = SETTINGS[setting];
  return parse && mergeSetting(settings, settingsKey(resource, method), parse(value ?? ''));
}
