import { planLine, quotaLine, throttleLine } from '../answered/limit-lines.ts';
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
    if (!backends.buckets.take(name, method.throttle, now)) throw throttled(call, 'its method', method.throttle);
    passed(call, 'its method', method.throttle);
  }
  const { accountLimit } = backends;
  if (!backends.buckets.take('account', accountLimit, now)) throw throttled(call, 'the account', accountLimit);
  if (admitted !== undefined) {
    const { plan, key } = admitted;
    if (!backends.usage.count(plan.id, key.id, plan.quota, now)) {
      const reason = `the quota of ${plan.quota?.limit} requests a ${plan.quota?.period.toLowerCase()} is used up`;
      throw new GatewayError('QUOTA_EXCEEDED', { reason, logLine: quotaLine(call, admitted) });
    }
    if (plan.quota !== undefined)
      call.trail.note('throttle', 'the quota of the usage plan {} has requests left', plan.id);
  }
}

/** Each key of a plan has the plan's limits for itself. */
function throttleByPlan(call: RoutedCall, { key, plan }: AdmittedKey): void {
  const { stage, method, request, backends, receivedAt } = call;
  const methods = plan.stages.get(`${stage.apiId}/${stage.stageName}`);
  if (methods !== undefined && methods.size > 0) {
    const path = method.resourcePath === '/' ? '' : method.resourcePath;
    const name = methods.has(`${path}/${request.method}`)
      ? `${path}/${request.method}`
      : `${path}/${method.httpMethod}`;
    const limit = methods.get(name);
    const bucket = `plan ${plan.id}/${key.id}/${stage.apiId}/${stage.stageName}${name}`;
    if (limit !== undefined) {
      const whose = `its method in the usage plan ${plan.id}`;
      if (!backends.buckets.take(bucket, limit, receivedAt)) throw throttled(call, whose, limit);
      passed(call, whose, limit);
    }
  }
  if (plan.throttle !== undefined) {
    const whose = `the usage plan ${plan.id}`;
    const bucket = `plan ${plan.id}/${key.id}`;
    if (!backends.buckets.take(bucket, plan.throttle, receivedAt)) throw throttled(call, whose, plan.throttle);
    passed(call, whose, plan.throttle);
  }
}

function passed({ trail }: RoutedCall, whose: string, { rateLimit, burstLimit }: RateLimit): void {
  trail.note('throttle', 'within the limit of {}: {} requests a second, {} at once', whose, rateLimit, burstLimit);
}

function throttled(call: RoutedCall, whose: string, limit: RateLimit): GatewayError {
  return new GatewayError('THROTTLED', {
    reason: `over the limit of ${whose}: ${limit.rateLimit} requests a second, ${limit.burstLimit} at once`,
    logLine:
      call.admitted !== undefined && whose.includes('usage plan')
        ? planLine(call, call.admitted, limit)
        : throttleLine(call, limit),
  });
}
