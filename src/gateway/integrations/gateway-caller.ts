import type { Caller } from '../../aws/service.ts';

const callers = new Map<string, Caller>();

/** Who API Gateway is for the services it calls. */
export function gatewayCaller({ account }: { readonly account: string }): Caller {
  let caller = callers.get(account);
  if (caller === undefined) {
    caller = { arn: 'apigateway.amazonaws.com', userId: 'apigateway.amazonaws.com', account, kind: 'service' };
    callers.set(account, caller);
  }
  return caller;
}
