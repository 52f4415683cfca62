import type { Method } from '@aws-sdk/client-api-gateway';
import type { AttachedPolicy } from '../../policy/decision.ts';
import type { Authorize } from '../api-call.ts';
import type { ApiDefinition } from '../api-definition.ts';
import { GatewayError } from '../gateway-error.ts';
import { ownMember } from '../own-member.ts';
import { requirePermission } from './invoke-permission.ts';
import { lambdaAuthorizer } from './lambda-authorizer.ts';
import { resourcePolicy } from './resource-policy.ts';
import { userPoolAuthorizer } from './user-pool-authorizer.ts';
import { verifySignature } from './verify-signature.ts';

/**
 * What lets callers of a method through; `undefined` where nothing is asked of them. The API's resource policy takes part
 * in each kind of authorization in its own way.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function compileAuthorization(
  { authorizationType = 'NONE', authorizerId, authorizationScopes = [] }: Method,
  api: ApiDefinition,
  variables: Readonly<Record<string, string>>,
): Authorize | undefined {
  let policy: AttachedPolicy | undefined;
  try {
    policy = resourcePolicy(api);
  } catch (error) {
    return misconfigured(`the resource policy of the API cannot be used: ${reasonOf(error)}`);
  }
  if (authorizationType === 'AWS_IAM') {
    return async (call) => {
      await verifySignature(call);
      await requirePermission(call, policy);
    };
  }
  if (authorizationType === 'NONE') {
    return policy === undefined ? undefined : (call) => requirePermission(call, policy);
  }
  const authorizer = ownMember(api.authorizers, authorizerId);
  if (authorizer === undefined) return misconfigured(`the API has no authorizer ${authorizerId}`);
  try {
    return authorizationType === 'COGNITO_USER_POOLS'
      ? userPoolAuthorizer(authorizer, authorizationScopes, policy)
      : lambdaAuthorizer(authorizer, variables, policy);
  } catch (error) {
    return misconfigured(`the authorizer ${authorizer.name} cannot be used: ${reasonOf(error)}`);
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function misconfigured(reason: string): Authorize {
  return async () => {
    throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR', { reason });
  };
}
