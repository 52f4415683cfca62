import type { Caller } from '../../aws/caller.ts';
import { Lru } from '../../std/lru.ts';
import type { RoutedCall } from '../api-call.ts';

const SERVICE = 'apigateway.amazonaws.com';
/** What AWS's front end calls its sessions. */
const SESSION = 'BackplaneAssumeRoleSession';
const CALLERS_KEPT = 10_000;

const callers = new Lru<string, Caller>(CALLERS_KEPT);

/** Who API Gateway is for the functions it calls: its own name, for the method that a request met. */
export function gatewayCaller({ stage, request, method, backends }: RoutedCall): Caller {
  return callerFor(`${stage.apiId}/${stage.stageName}/${request.method}${method.resourcePath}`, backends);
}

/** The same for an authorizer, which serves many methods. */
export const authorizerCaller = ({ stage, backends }: RoutedCall, authorizerId: string): Caller =>
  callerFor(`${stage.apiId}/authorizers/${authorizerId}`, backends);

function callerFor(resource: string, { account, region }: RoutedCall['backends']): Caller {
  const sourceArn = `arn:aws:execute-api:${region}:${account}:${resource}`;
  let caller = callers.get(sourceArn);
  if (caller === undefined) {
    caller = { arn: SERVICE, userId: SERVICE, account, kind: 'service', sourceArn };
    callers.set(sourceArn, caller);
  }
  return caller;
}

/** A session of the role that an integration or an authorizer names as its `credentials`. */
export function roleCaller(roleArn: string, { account }: RoutedCall['backends']): Caller {
  let caller = callers.get(roleArn);
  if (caller === undefined) {
    const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    caller = {
      arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${SESSION}`,
      userId: `${roleName}:${SESSION}`,
      account,
      kind: 'assumedRole',
      roleArn,
    };
    callers.set(roleArn, caller);
  }
  return caller;
}
