import type { ApiCall, RoutedCall } from '../api-call.ts';
import type { DeployedMethod } from '../deployed-stage.ts';
import { GatewayError } from '../gateway-error.ts';

/** A path or method nobody defined answers 403 "Missing Authentication Token", as AWS does, not 404. */
export function matchMethod(call: ApiCall): RoutedCall {
  const found = call.stage.router.match(call.path);
  const method = found?.routes.get(call.request.method) ?? found?.routes.get('ANY');
  if (found === undefined || method === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
  call.trail.resourcePath = method.resourcePath;
  return routed(call, method, found.pathParameters);
}

/** Member by member: on this path a spread of the call costs several times as much. */
function routed(call: ApiCall, method: DeployedMethod, pathParameters: RoutedCall['pathParameters']): RoutedCall {
  return {
    request: call.request,
    target: call.target,
    stage: call.stage,
    path: call.path,
    requestId: call.requestId,
    extendedRequestId: call.extendedRequestId,
    traceRoot: call.traceRoot,
    receivedAt: call.receivedAt,
    trail: call.trail,
    backends: call.backends,
    method,
    pathParameters,
    authorizer: undefined,
    caller: undefined,
    admitted: undefined,
  };
}
