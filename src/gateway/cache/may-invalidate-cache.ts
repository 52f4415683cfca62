import type { RoutedCall } from '../api-call.ts';
import { methodArn } from '../authorizers/authorizer-event.ts';

/** Whether a caller has the permission `execute-api:InvalidateCache` on the method. */
export type MayInvalidateCache = (call: RoutedCall) => boolean | Promise<boolean>;

/**
 * Asks IAM about callers who signed, and of the API's own account: across accounts AWS does not support it. Who did not sign
 * has no permissions. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export const iamAllowsInvalidation: MayInvalidateCache = async (call) => {
  const { caller, backends, request } = call;
  if (caller === undefined || caller.account !== backends.account) return false;
  const check = { action: 'execute-api:InvalidateCache', resource: methodArn(call) };
  const userAgent = request.headers['user-agent'];
  const origin = { sourceIp: request.sourceIp, ...(userAgent === undefined ? {} : { userAgent }) };
  return (await backends.authorizer.decide(check, { caller, origin })).result === 'allowed';
};
