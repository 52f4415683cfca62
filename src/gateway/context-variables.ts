import type { ApiCall, RoutedCall } from './api-call.ts';
import type { GatewayError } from './gateway-error.ts';
import { commonLogTime, contextPath, requestContext } from './request-context.ts';

/** A call that may have been refused before its method was known. */
export type AnyCall = ApiCall & Partial<RoutedCall>;

/**
 * The value of `$context.<name>` as text; `undefined` when the call has none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function contextVariable(name: string, call: AnyCall, error?: GatewayError): string | undefined {
  switch (name) {
    case 'error.message':
      return error?.message;
    case 'error.messageString':
      return error && JSON.stringify(error.message);
    case 'error.responseType':
      return error?.responseType;
    case 'error.validationErrorString':
      return error?.explain?.();
    case 'status':
      return call.trail.status === 0 ? undefined : String(call.trail.status);
    case 'requestTime':
      return commonLogTime(call.receivedAt);
    case 'stage':
      return call.stage.stageName;
    case 'apiId':
      return call.stage.apiId;
    case 'requestId':
      return call.requestId;
    case 'extendedRequestId':
      return call.extendedRequestId;
    case 'httpMethod':
      return call.request.method;
    case 'awsEndpointRequestId':
    case 'integrationStatus':
      return undefined;
    case 'isCanaryRequest':
      return call.stage.isCanary === undefined ? undefined : String(call.stage.isCanary);
    case 'xrayTraceId':
      return call.stage.tracingEnabled ? call.traceRoot : undefined;
  }
  if (!isRouted(call)) return undefined;
  if (name === 'path') return contextPath(call);
  let value: unknown = requestContext(call);
  for (const member of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) return undefined;
    value = (value as Record<string, unknown>)[member];
  }
  return value === null || value === undefined ? undefined : String(value);
}

function isRouted(call: AnyCall): call is RoutedCall {
  return call.method !== undefined;
}
