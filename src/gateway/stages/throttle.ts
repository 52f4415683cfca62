import type { RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import type { AdmittedKey } from '../limits/key-registry.ts';
import type { RateLimit } from '../limits/token-buckets.ts';

/**
 * The throttle ladder, narrowest limit first: the key's plan for this method, the plan, the method, the account; then the
 * plan's quota. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function throttle(call: RoutedCall): void {
  const { stage, method, admitted, backends } = call;
  const now = call.receivedAt;
  if (admitted !== undefined) throttleByPlan(call, admitted);
  if (method.throttle !== undefined) {
    const name = `method ${stage.apiId}/${stage.stageName}${method.resourcePath}/${method.httpMethod}`;
    if (!backends.buckets.take(name, method.throttle, now)) throw throttled('its method', method.throttle);
  }
  const { accountLimit } = backends;
  if (!backends.buckets.take('account', accountLimit, now)) throw throttled('the account', accountLimit);
  if (admitted !== undefined) {
    const { plan, key } = admitted;
    if (!backends.usage.count(plan.id, key.id, plan.quota, now)) {
      const reason = `the quota of ${plan.quota?.limit} requests a ${plan.quota?.period.toLowerCase()} is used up`;
      throw new GatewayError('QUOTA_EXCEEDED', { reason });
    }
  }
}

/** Each key of a plan has the plan's limits for itself. */
function throttleByPlan(
  { stage, method, request, backends, receivedAt }: RoutedCall,
  { key, plan }: AdmittedKey,
): void {
  const methods = plan.stages.get(`${stage.apiId}/${stage.stageName}`);
  if (methods !== undefined && methods.size > 0) {
    const path = method.resourcePath === '/' ? '' : method.resourcePath;
    const name = methods.has(`${path}/${request.method}`)
      ? `${path}/${request.method}`
      : `${path}/${method.httpMethod}`;
    const limit = methods.get(name);
    const bucket = `plan ${plan.id}/${key.id}/${stage.apiId}/${stage.stageName}${name}`;
    if (limit !== undefined && !backends.buckets.take(bucket, limit, receivedAt)) {
      throw throttled('its method in the usage plan', limit);
    }
  }
  if (plan.throttle !== undefined && !backends.buckets.take(`plan ${plan.id}/${key.id}`, plan.throttle, receivedAt)) {
    throw throttled('the usage plan', plan.throttle);
  }
}

function throttled(whose: string, { rateLimit, burstLimit }: RateLimit): GatewayError {
  return new GatewayError('THROTTLED', {
    reason: `over the limit of ${whose}: ${rateLimit} requests a second, ${burstLimit} at once`,
  });
}
