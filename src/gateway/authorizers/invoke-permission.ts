import type { AccessCheck } from '../../aws/access.ts';
import { AccessDenied } from '../../aws/authorizer.ts';
import type { Caller, CallOrigin } from '../../aws/caller.ts';
import type { AttachedPolicy } from '../../policy/decision.ts';
import type { RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { methodArn } from './authorizer-event.ts';

/** Who calls without having shown who they are. */
const ANONYMOUS: Caller = { arn: 'anonymous', userId: 'anonymous', account: '', kind: 'anonymous' };

function check(call: RoutedCall, policy: AttachedPolicy | undefined): AccessCheck {
  return {
    action: 'execute-api:Invoke',
    resource: methodArn(call),
    context: () => ({ 'aws:Referer': call.request.headers['referer'] }),
    ...(policy !== undefined && { resourcePolicies: [policy] }),
  };
}

function originOf({ request }: RoutedCall): CallOrigin {
  const userAgent = request.headers['user-agent'];
  return { sourceIp: request.sourceIp, ...(userAgent !== undefined && { userAgent }) };
}

/**
 * Refuses a call that IAM does not allow: by the policies of who signed it together with the API's own, or by the API's
 * own alone for callers who did not sign.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export async function requirePermission(call: RoutedCall, policy: AttachedPolicy | undefined): Promise<void> {
  const asked = check(call, policy);
  try {
    await call.backends.authorizer.authorize([asked], {
      caller: call.caller ?? ANONYMOUS,
      requestId: call.requestId,
      operation: 'execute-api:Invoke',
      origin: originOf(call),
    });
  } catch (error) {
    throw error instanceof AccessDenied ? denied(error.message, asked.resource, call) : error;
  }
  call.trail.note('authorize', 'policies allow execute-api:Invoke on {}', asked.resource);
}

/** Refuses a caller whom the API's policy denies already before an authorizer is asked. */
export async function refuseDenied(call: RoutedCall, policy: AttachedPolicy): Promise<void> {
  const asked = check(call, policy);
  const decision = await call.backends.authorizer.decide(asked, { caller: ANONYMOUS, origin: originOf(call) });
  if (decision.result === 'explicitDeny') await requirePermission(call, policy);
}

/** The account is told by its last four digits alone. */
function denied(message: string, resource: string, { backends }: RoutedCall): GatewayError {
  const masked = resource.replace(`:${backends.account}:`, `:********${backends.account.slice(-4)}:`);
  return new GatewayError('ACCESS_DENIED', { message: message.replaceAll(resource, masked), reason: message });
}
