import type { AuthorizerType } from '@aws-sdk/client-api-gateway';
import { type ResourceType, unlessIdle } from '../../../aws/resource-type.ts';
import { createAuthorizer } from '../create-authorizer.ts';
import { deleteAuthorizer } from '../delete-authorizer.ts';
import { type ApigatewayState, editApi } from '../state.ts';
import { deleted, numberOf, present } from './coerce.ts';

interface Properties {
  readonly RestApiId: string;
  readonly Name?: string;
  readonly Type?: string;
  readonly AuthType?: string;
  readonly AuthorizerUri?: string;
  readonly AuthorizerCredentials?: string;
  readonly AuthorizerResultTtlInSeconds?: unknown;
  readonly IdentitySource?: string;
  readonly IdentityValidationExpression?: string;
  readonly ProviderARNs?: readonly string[];
}

const USER_POOLS = 'is kept, but user pools are not asked yet: every caller is let through';

export const authorizerResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::Authorizer',
  honoured: {
    RestApiId: true,
    Name: true,
    Type: unlessIdle(['TOKEN', 'REQUEST'], USER_POOLS),
    AuthType: true,
    AuthorizerUri: true,
    AuthorizerCredentials: 'is kept, but API Gateway invokes authorizers in its own name',
    AuthorizerResultTtlInSeconds: true,
    IdentitySource: true,
    IdentityValidationExpression: true,
    ProviderARNs: USER_POOLS,
  },

  async create(properties, call) {
    const { id = '' } = await createAuthorizer(
      { restApiId: properties.RestApiId, name: properties.Name ?? call.physicalName(128), ...membersOf(properties) },
      call,
    );
    return { physicalId: id, attributes: { AuthorizerId: id } };
  },

  async update(physicalId, properties, previous, call) {
    if (properties.RestApiId !== previous.RestApiId) return 'replace';
    await editApi(call, properties.RestApiId, (api) => {
      const before = api.authorizers[physicalId];
      const name = properties.Name ?? before?.name ?? physicalId;
      const authType = properties.AuthType ?? before?.authType ?? 'custom';
      const authorizer = { ...membersOf(properties), id: physicalId, name, authType };
      return [{ ...api, authorizers: { ...api.authorizers, [physicalId]: authorizer } }, undefined];
    });
    return { physicalId, attributes: { AuthorizerId: physicalId } };
  },

  delete: (physicalId, { RestApiId }, call) =>
    deleted(deleteAuthorizer({ restApiId: RestApiId, authorizerId: physicalId }, call)),
};

function membersOf(properties: Properties) {
  return present({
    type: (properties.Type ?? 'TOKEN') as AuthorizerType,
    authType: properties.AuthType,
    authorizerUri: properties.AuthorizerUri,
    authorizerCredentials: properties.AuthorizerCredentials,
    authorizerResultTtlInSeconds: numberOf(properties.AuthorizerResultTtlInSeconds),
    identitySource: properties.IdentitySource,
    identityValidationExpression: properties.IdentityValidationExpression,
    providerARNs: properties.ProviderARNs === undefined ? undefined : [...properties.ProviderARNs],
  });
}
