import type { ApiCall, RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';

/** A path or method nobody defined answers 403 "Missing Authentication Token", as AWS does, not 404. */
export function matchMethod(call: ApiCall): RoutedCall {
  const found = call.stage.router.match(call.path);
  const method = found?.routes.get(call.request.method) ?? found?.routes.get('ANY');
  if (found === undefined || method === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
  call.trail.resourcePath = method.resourcePath;
  return { ...call, method, pathParameters: found.pathParameters };
}
