import type { Authorizer, Method } from '@aws-sdk/client-api-gateway';
import type { ApiDefinition } from '../../../../gateway/api-definition.ts';
import { ownMember } from '../../../../gateway/own-member.ts';
import type { Json, JsonObject } from '../document.ts';
import { unlessEmpty } from './export-dialect.ts';

/** Collects the security schemes that methods ask for. */
export interface ExportedSecurity {
  /** What a method asks for, as its `security`; empty when it is open. */
  requirementsOf(method: Method): Json[];
  schemes(): JsonObject;
}

export function exportedSecurity(definition: ApiDefinition, withExtensions: boolean): ExportedSecurity {
  const schemes = new Map<string, JsonObject>();
  return {
    requirementsOf(method) {
      const requirements: Json[] = [];
      const authorizer = ownMember(definition.authorizers, method.authorizerId);
      if (method.authorizationType === 'AWS_IAM') {
        schemes.set('sigv4', headerKey('Authorization', withExtensions, 'awsSigv4'));
        requirements.push({ sigv4: [] });
      } else if (method.authorizationType !== 'NONE' && authorizer !== undefined) {
        const name = authorizer.name ?? authorizer.id ?? '';
        schemes.set(name, schemeOf(authorizer, withExtensions));
        requirements.push({ [name]: [...(method.authorizationScopes ?? [])] });
      }
      if (method.apiKeyRequired === true) {
        schemes.set('api_key', headerKey('x-api-key', false));
        requirements.push({ api_key: [] });
      }
      return requirements;
    },
    schemes: () => Object.fromEntries(schemes),
  };
}

function headerKey(name: string, withExtensions: boolean, authType?: string): JsonObject {
  return {
    type: 'apiKey',
    name,
    in: 'header',
    ...(withExtensions && authType !== undefined ? { 'x-amazon-apigateway-authtype': authType } : {}),
  };
}

function schemeOf(authorizer: Authorizer, withExtensions: boolean): JsonObject {
  const { type, identitySource, authorizerResultTtlInSeconds: ttl } = authorizer;
  // A REQUEST authorizer reads several places; AWS names none of them.
  const header = type === 'REQUEST' ? 'Unused' : /^method\.request\.header\.(.+)$/.exec(identitySource ?? '')?.[1];
  const scheme = headerKey(header ?? 'Authorization', withExtensions, authorizer.authType ?? 'custom');
  if (!withExtensions) return scheme;
  const extension: JsonObject = {
    ...unlessEmpty('authorizerUri', authorizer.authorizerUri),
    ...unlessEmpty('authorizerCredentials', authorizer.authorizerCredentials),
    ...(ttl === undefined ? {} : { authorizerResultTtlInSeconds: ttl }),
    ...(type === 'REQUEST' ? unlessEmpty('identitySource', identitySource) : {}),
    ...unlessEmpty('identityValidationExpression', authorizer.identityValidationExpression),
    ...unlessEmpty('providerARNs', authorizer.providerARNs),
    type: (type ?? 'TOKEN').toLowerCase(),
  };
  return { ...scheme, 'x-amazon-apigateway-authorizer': extension };
}
