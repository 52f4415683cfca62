import type {
  ConnectionType,
  ContentHandlingStrategy,
  IntegrationType,
  ResponseTransferMode,
} from '@aws-sdk/client-api-gateway';
import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { deleteMethod } from '../delete-method.ts';
import { putIntegration } from '../put-integration.ts';
import { putIntegrationResponse } from '../put-integration-response.ts';
import { putMethod } from '../put-method.ts';
import { putMethodResponse } from '../put-method-response.ts';
import type { ApigatewayState } from '../state.ts';
import { unrunnable } from '../unenforced.ts';
import { booleanOf, booleansOf, deleted, numberOf, present, stringOf, textsOf } from './coerce.ts';

interface IntegrationProperties {
  readonly Type: string;
  readonly Uri?: string;
  readonly IntegrationHttpMethod?: string;
  readonly Credentials?: string;
  readonly RequestParameters?: Readonly<Record<string, unknown>>;
  readonly RequestTemplates?: Readonly<Record<string, unknown>>;
  readonly PassthroughBehavior?: string;
  readonly ContentHandling?: string;
  readonly TimeoutInMillis?: unknown;
  readonly CacheNamespace?: string;
  readonly CacheKeyParameters?: readonly string[];
  readonly ConnectionType?: string;
  readonly ConnectionId?: string;
  readonly ResponseTransferMode?: string;
  readonly IntegrationTarget?: string;
  readonly IntegrationResponses?: readonly {
    readonly StatusCode: unknown;
    readonly SelectionPattern?: string;
    readonly ResponseParameters?: Readonly<Record<string, unknown>>;
    readonly ResponseTemplates?: Readonly<Record<string, unknown>>;
    readonly ContentHandling?: string;
  }[];
}

interface Properties {
  readonly RestApiId: string;
  readonly ResourceId: string;
  readonly HttpMethod: string;
  readonly AuthorizationType?: string;
  readonly AuthorizerId?: string;
  readonly AuthorizationScopes?: readonly string[];
  readonly ApiKeyRequired?: unknown;
  readonly OperationName?: string;
  readonly RequestModels?: Readonly<Record<string, unknown>>;
  readonly RequestParameters?: Readonly<Record<string, unknown>>;
  readonly RequestValidatorId?: string;
  readonly MethodResponses?: readonly {
    readonly StatusCode: unknown;
    readonly ResponseModels?: Readonly<Record<string, unknown>>;
    readonly ResponseParameters?: Readonly<Record<string, unknown>>;
  }[];
  readonly Integration?: IntegrationProperties;
}

function authorizationSupport(type: unknown): true | string {
  const pools =
    'COGNITO_USER_POOLS verifies tokens of user pools that exist on AWS; samlet runs none yet, so that a pool of the template lets nobody in (401)';
  return type === undefined || type === 'COGNITO_USER_POOLS' ? pools : true;
}

export const methodResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::Method',
  honoured: {
    RestApiId: true,
    ResourceId: true,
    HttpMethod: true,
    AuthorizationType: authorizationSupport,
    AuthorizerId: true,
    AuthorizationScopes: 'is kept, but scopes are not checked',
    ApiKeyRequired: true,
    OperationName: true,
    RequestModels: true,
    RequestParameters: true,
    RequestValidatorId: true,
    MethodResponses: true,
    Integration: {
      Type: true,
      Uri: true,
      IntegrationHttpMethod: true,
      Credentials: true,
      RequestParameters: true,
      RequestTemplates: true,
      PassthroughBehavior: true,
      ContentHandling: true,
      TimeoutInMillis: true,
      CacheNamespace: true,
      CacheKeyParameters: true,
      ConnectionType: true,
      ConnectionId: 'is kept; a VPC link is a plain connection',
      ResponseTransferMode: true,
      IntegrationTarget: 'is kept, but there are no load balancers',
      IntegrationResponses: {
        StatusCode: true,
        SelectionPattern: true,
        ResponseParameters: true,
        ResponseTemplates: true,
        ContentHandling: true,
      },
    },
  },

  unhonoured: ({ Integration: { Type, Uri, RequestTemplates, IntegrationResponses } = {} }) =>
    unrunnable(Type, Uri, [RequestTemplates, ...(IntegrationResponses ?? []).map((one) => one.ResponseTemplates)]),

  async create(properties, call) {
    await putWhole(properties, call);
    return { physicalId: call.physicalName(128) };
  },

  async update(physicalId, properties, previous, call) {
    const { RestApiId, ResourceId, HttpMethod } = previous;
    const moved =
      properties.RestApiId !== RestApiId ||
      properties.ResourceId !== ResourceId ||
      properties.HttpMethod !== HttpMethod;
    if (moved) return 'replace';
    // Only deployments are served: the moment without the method is seen by nobody.
    await methodResource.delete(physicalId, previous, call);
    await putWhole(properties, call);
    return { physicalId };
  },

  delete: (_physicalId, { RestApiId, ResourceId, HttpMethod }, call) =>
    deleted(deleteMethod({ restApiId: RestApiId, resourceId: ResourceId, httpMethod: HttpMethod }, call)),
};

async function putWhole(properties: Properties, call: ResourceContext<ApigatewayState>): Promise<void> {
  const id = { restApiId: properties.RestApiId, resourceId: properties.ResourceId, httpMethod: properties.HttpMethod };
  await putMethod(
    present({
      ...id,
      authorizationType: properties.AuthorizationType ?? 'NONE',
      authorizerId: properties.AuthorizerId,
      authorizationScopes:
        properties.AuthorizationScopes === undefined ? undefined : [...properties.AuthorizationScopes],
      apiKeyRequired: booleanOf(properties.ApiKeyRequired),
      operationName: properties.OperationName,
      requestModels: textsOf(properties.RequestModels),
      requestParameters: booleansOf(properties.RequestParameters),
      requestValidatorId: properties.RequestValidatorId,
    }),
    call,
  );
  for (const response of properties.MethodResponses ?? []) {
    await putMethodResponse(
      present({
        ...id,
        statusCode: stringOf(response.StatusCode),
        responseModels: textsOf(response.ResponseModels),
        responseParameters: booleansOf(response.ResponseParameters),
      }),
      call,
    );
  }
  const { Integration: integration } = properties;
  if (integration === undefined) return;
  await putIntegration(
    present({
      ...id,
      type: integration.Type as IntegrationType,
      uri: integration.Uri,
      integrationHttpMethod: integration.IntegrationHttpMethod,
      credentials: integration.Credentials,
      requestParameters: textsOf(integration.RequestParameters),
      requestTemplates: textsOf(integration.RequestTemplates),
      passthroughBehavior: integration.PassthroughBehavior,
      contentHandling: integration.ContentHandling as ContentHandlingStrategy | undefined,
      timeoutInMillis: numberOf(integration.TimeoutInMillis),
      cacheNamespace: integration.CacheNamespace,
      cacheKeyParameters:
        integration.CacheKeyParameters === undefined ? undefined : [...integration.CacheKeyParameters],
      connectionType: integration.ConnectionType as ConnectionType | undefined,
      connectionId: integration.ConnectionId,
      responseTransferMode: integration.ResponseTransferMode as ResponseTransferMode | undefined,
      integrationTarget: integration.IntegrationTarget,
    }),
    call,
  );
  for (const response of integration.IntegrationResponses ?? []) {
    await putIntegrationResponse(
      present({
        ...id,
        statusCode: stringOf(response.StatusCode),
        selectionPattern: response.SelectionPattern,
        responseParameters: textsOf(response.ResponseParameters),
        responseTemplates: textsOf(response.ResponseTemplates),
        contentHandling: response.ContentHandling as ContentHandlingStrategy | undefined,
      }),
      call,
    );
  }
}
