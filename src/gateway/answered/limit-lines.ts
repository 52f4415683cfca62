import type { RoutedCall } from '../api-call.ts';
import type { AdmittedKey } from '../limits/key-registry.ts';
import type { RateLimit } from '../limits/token-buckets.ts';
import { redacted } from './execution-text.ts';

/** A method or the account over its limit, as execution logs tell it. */
export function throttleLine(call: RoutedCall, limit: RateLimit): string {
  return `Key throttle limit exceeded for ${placeOf(call)}. ${limitText(limit)}`;
}

/** A key over a limit of its usage plan. */
export function planLine(call: RoutedCall, { key, plan }: AdmittedKey, limit: RateLimit): string {
  const exceeded = `Key throttle limit exceeded for Usage Plan ID ${plan.id}, ${placeOf(call)}. ${limitText(limit)}`;
  return `API Key ${redacted(key.value)} exceeded throttle limit for API Stage ${stageOf(call)}: ${exceeded}`;
}

/** A key whose quota is used up. */
export function quotaLine(call: RoutedCall, { key, plan }: AdmittedKey): string {
  const { limit, period } = plan.quota ?? {};
  const exhausted = `Key quota exhausted for Usage Plan ID ${plan.id}. Limit: ${limit} Period: ${period}`;
  return `API Key ${redacted(key.value)} exceeded quota limit for API Stage ${stageOf(call)}: ${exhausted}`;
}

const stageOf = ({ stage }: RoutedCall) => `${stage.apiId}/${stage.stageName}`;

function placeOf({ stage, method, request }: RoutedCall): string {
  return `RestApi ${stage.apiId}, Stage ${stage.stageName}, Resource ${method.resourceId}, HttpMethod ${request.method}`;
}

function limitText({ rateLimit, burstLimit }: RateLimit): string {
  return `Limit: ${rateLimit.toFixed(2)} Burst: ${burstLimit}`;
}
