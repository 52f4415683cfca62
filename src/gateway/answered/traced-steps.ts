import type { Method } from '@aws-sdk/client-api-gateway';
import type { Authorize, RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { redacted } from './execution-text.ts';
import type { MethodLogging } from './method-logging.ts';

/** The same authorization, telling the execution log of its authorizer; untouched where there is no log. */
export function tracedAuthorize(
  authorize: Authorize | undefined,
  { authorizerId }: Method,
  logging: MethodLogging | undefined,
): Authorize | undefined {
  if (authorize === undefined || logging === undefined || authorizerId === undefined) return authorize;
  return async (call) => {
    const trace = call.trail.trace;
    trace?.info(`Starting authorizer: ${authorizerId} for request: ${call.requestId}`);
    try {
      await authorize(call);
      completed(call);
    } catch (error) {
      if (error instanceof GatewayError && error.responseType === 'ACCESS_DENIED') completed(call);
      throw error;
    } finally {
      if (trace !== undefined) trace.authorizerLines = trace.lines.length;
    }
  };
}

function completed({ trail, authorizer }: RoutedCall): void {
  const principal = authorizer?.members['principalId'];
  if (principal !== undefined) {
    trail.trace?.info(`Using valid authorizer policy for principal: ${redacted(String(principal))}`);
  }
  trail.trace?.info('Successfully completed authorizer execution');
}
