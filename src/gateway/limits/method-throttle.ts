import type { MethodSetting } from '@aws-sdk/client-api-gateway';
import { methodSetting } from '../method-setting.ts';
import { ACCOUNT_LIMIT } from './account-limit.ts';
import type { RateLimit } from './token-buckets.ts';

/**
 * The limit a stage's settings give a method, its own or the stage's default, which each method has for itself.
 * `undefined` where it is no narrower than the account's.
 */
export function methodThrottle(
  settings: Readonly<Record<string, MethodSetting>>,
  resourcePath: string,
  httpMethod: string,
): RateLimit | undefined {
  const setting = methodSetting(settings, resourcePath, httpMethod);
  if (setting === undefined) return undefined;
  const rateLimit = limitOf(setting.throttlingRateLimit, ACCOUNT_LIMIT.rateLimit);
  const burstLimit = limitOf(setting.throttlingBurstLimit, ACCOUNT_LIMIT.burstLimit);
  if (rateLimit >= ACCOUNT_LIMIT.rateLimit && burstLimit >= ACCOUNT_LIMIT.burstLimit) return undefined;
  return { rateLimit, burstLimit };
}

/** -1 asks for no limit of its own. */
function limitOf(given: number | undefined, fallback: number): number {
  return given === undefined || given < 0 ? fallback : given;
}
