import type { Caller } from '../../aws/caller.ts';
import type { RoutedCall } from '../api-call.ts';

/** Who API Gateway is for the services it calls: its own name, on behalf of a part of an API. */
export function gatewayCaller(account: string, sourceArn: string): Caller {
  const name = 'apigateway.amazonaws.com';
  return { arn: name, userId: name, account, kind: 'service', sourceArn };
}

/**
 * Callers for one integration: permissions of functions name the stage, the client's HTTP method and the resource
 * (`arn:aws:execute-api:<region>:<account>:<api>/<stage>/GET/users/{id}`). Few differ, so each is made once.
 */
export function methodCallers(): (call: RoutedCall) => Caller {
  const callers = new Map<string, Caller>();
  return (call) => {
    const { request, stage, method, backends } = call;
    const known = callers.get(request.method);
    if (known !== undefined) return known;
    const { account, region } = backends;
    const part = `${stage.apiId}/${stage.stageName}/${request.method}${method.resourcePath}`;
    const caller = gatewayCaller(account, `arn:aws:execute-api:${region}:${account}:${part}`);
    // Clients may invent methods for ANY: only HTTP's own are kept.
    if (/^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)$/.test(request.method)) callers.set(request.method, caller);
    return caller;
  };
}
