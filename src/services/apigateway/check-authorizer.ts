import type { Authorizer } from '@aws-sdk/client-api-gateway';
import { badRequest, invalidValue } from './errors.ts';

const TYPES = ['TOKEN', 'COGNITO_USER_POOLS', 'REQUEST'];

/** Refuses an authorizer that could never be asked. */
export function checkAuthorizer({ name, type, authorizerUri, authorizerResultTtlInSeconds: ttl }: Authorizer): void {
  if (type !== undefined && !TYPES.includes(type)) {
    const constraint = `Member must satisfy enum value set: [${TYPES.join(', ')}]`;
    throw invalidValue(type, 'createAuthorizerInput.type', constraint);
  }
  if (name !== undefined && name.trim() === '') throw badRequest('Authorizer name cannot be empty');
  if (
    authorizerUri !== undefined &&
    !/^arn:[\w-]+:apigateway:[^:]*:lambda:path\/|\$\{stageVariables\./.test(authorizerUri)
  ) {
    throw badRequest(
      `Invalid Authorizer URI: ${authorizerUri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  }
  if (ttl !== undefined && !(Number.isInteger(ttl) && ttl >= 0 && ttl <= 3600)) {
    throw badRequest('Invalid Authorizer result TTL specified. Must be between 0 and 3600');
  }
}
