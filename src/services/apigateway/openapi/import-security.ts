import type { Authorizer } from '@aws-sdk/client-api-gateway';
import { isObject, type JsonObject, listOf, member, objectOf, textOf } from './document.ts';

/** What a security requirement makes of a method. */
export interface MethodSecurity {
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
  readonly authorizerId?: string;
  readonly authorizationScopes?: string[];
}

export interface ImportedSecurity {
  readonly authorizers: Record<string, Authorizer>;
  of(operation: JsonObject): MethodSecurity;
}

/** Authorizers of the document's security schemes (an existing one of the name keeps its id), and what methods need. */
export function importSecurity(
  document: JsonObject,
  existing: Readonly<Record<string, Authorizer>>,
  newId: () => string,
): ImportedSecurity {
  const schemes = {
    ...objectOf(document['securityDefinitions']),
    ...objectOf(objectOf(document['components'])['securitySchemes']),
  };
  const authorizers: Record<string, Authorizer> = {};
  const byScheme = new Map<string, Authorizer>();
  for (const [name, scheme] of Object.entries(schemes)) {
    if (!isObject(scheme) || !isObject(scheme['x-amazon-apigateway-authorizer'])) continue;
    const id = Object.values(existing).find((one) => one.name === name)?.id ?? newId();
    const authorizer = authorizerOf(id, name, scheme);
    authorizers[id] = authorizer;
    byScheme.set(name, authorizer);
  }

  return {
    authorizers,
    of(operation) {
      let authorizationType = textOf(objectOf(operation['x-amazon-apigateway-auth'])['type'])?.toUpperCase() ?? 'NONE';
      let apiKeyRequired = false;
      let authorizer: Authorizer | undefined;
      let scopes: string[] = [];
      for (const requirement of listOf(operation['security'] ?? document['security'])) {
        for (const [name, required] of Object.entries(objectOf(requirement))) {
          const scheme = objectOf(schemes[name]);
          const found = byScheme.get(name);
          if (found !== undefined) {
            authorizer = found;
            scopes = listOf(required).flatMap((scope) => textOf(scope) ?? []);
          } else if (textOf(scheme['x-amazon-apigateway-authtype'])?.toLowerCase() === 'awssigv4') {
            authorizationType = 'AWS_IAM';
          } else if (scheme['type'] === 'apiKey') apiKeyRequired = true;
        }
      }
      if (authorizer === undefined) return { authorizationType, apiKeyRequired };
      return {
        authorizationType: authorizer.type === 'COGNITO_USER_POOLS' ? 'COGNITO_USER_POOLS' : 'CUSTOM',
        apiKeyRequired,
        authorizerId: authorizer.id ?? '',
        ...(scopes.length === 0 ? {} : { authorizationScopes: scopes }),
      };
    },
  };
}

function authorizerOf(id: string, name: string, scheme: JsonObject): Authorizer {
  const extension = objectOf(scheme['x-amazon-apigateway-authorizer']);
  const written = textOf(extension['type'])?.toUpperCase();
  const type = written === 'REQUEST' || written === 'COGNITO_USER_POOLS' ? written : 'TOKEN';
  const ttl = textOf(extension['authorizerResultTtlInSeconds']);
  const providerARNs = listOf(extension['providerARNs']).flatMap((arn) => textOf(arn) ?? []);
  const header = textOf(scheme['name']);
  const identitySource =
    textOf(extension['identitySource']) ??
    (type !== 'REQUEST' && header !== undefined ? `method.request.header.${header}` : undefined);
  return {
    id,
    name,
    type,
    authType:
      textOf(scheme['x-amazon-apigateway-authtype']) ??
      (type === 'COGNITO_USER_POOLS' ? 'cognito_user_pools' : 'custom'),
    ...member('authorizerUri', extension['authorizerUri']),
    ...member('authorizerCredentials', extension['authorizerCredentials']),
    ...(identitySource === undefined ? {} : { identitySource }),
    ...member('identityValidationExpression', extension['identityValidationExpression']),
    ...(ttl === undefined ? {} : { authorizerResultTtlInSeconds: Number(ttl) }),
    ...(providerARNs.length === 0 ? {} : { providerARNs }),
  };
}
