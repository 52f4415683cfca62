import type { Method } from '@aws-sdk/client-api-gateway';
import type { Authorize } from '../api-call.ts';
import type { ApiDefinition } from '../api-definition.ts';
import { GatewayError } from '../gateway-error.ts';
import { ownMember } from '../own-member.ts';
import { lambdaAuthorizer } from './lambda-authorizer.ts';
import { verifySignature } from './verify-signature.ts';

/** What lets callers of a method through; `undefined` where nothing is asked of them. */
export function compileAuthorization(
  { authorizationType = 'NONE', authorizerId }: Method,
  { authorizers }: ApiDefinition,
  variables: Readonly<Record<string, string>>,
): Authorize | undefined {
  if (authorizationType === 'AWS_IAM') return verifySignature;
  // Unlike AWS: methods of `COGNITO_USER_POOLS` let every caller through; deploying one says so.
  if (authorizationType !== 'CUSTOM') return undefined;
  const authorizer = ownMember(authorizers, authorizerId);
  if (authorizer === undefined) return misconfigured(`the API has no authorizer ${authorizerId}`);
  try {
    return lambdaAuthorizer(authorizer, variables);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return misconfigured(`the authorizer ${authorizer.name} cannot be used: ${why}`);
  }
}

function misconfigured(reason: string): Authorize {
  return async () => {
    throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR', { reason });
  };
}
