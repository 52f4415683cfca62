import type { GatewayResponseType } from '@aws-sdk/client-api-gateway';
import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { deleteGatewayResponse } from '../delete-gateway-response.ts';
import { putGatewayResponse } from '../put-gateway-response.ts';
import type { ApigatewayState } from '../state.ts';
import { deleted, present, stringOf, textsOf } from './coerce.ts';

interface Properties {
  readonly RestApiId: string;
  readonly ResponseType: string;
  readonly StatusCode?: unknown;
  readonly ResponseParameters?: Readonly<Record<string, unknown>>;
  readonly ResponseTemplates?: Readonly<Record<string, unknown>>;
}

export const gatewayResponseResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::GatewayResponse',
  honoured: {
    RestApiId: true,
    ResponseType: true,
    StatusCode: true,
    ResponseParameters: true,
    ResponseTemplates: true,
  },

  async create(properties, call) {
    await put(properties, call);
    const id = call.physicalName(128);
    return { physicalId: id, attributes: { Id: id } };
  },

  async update(physicalId, properties, previous, call) {
    if (properties.RestApiId !== previous.RestApiId || properties.ResponseType !== previous.ResponseType)
      return 'replace';
    await put(properties, call);
    return { physicalId, attributes: { Id: physicalId } };
  },

  delete: (_physicalId, { RestApiId, ResponseType }, call) =>
    deleted(deleteGatewayResponse({ restApiId: RestApiId, responseType: ResponseType as GatewayResponseType }, call)),
};

async function put(properties: Properties, call: ResourceContext<ApigatewayState>): Promise<void> {
  await putGatewayResponse(
    present({
      restApiId: properties.RestApiId,
      responseType: properties.ResponseType as GatewayResponseType,
      statusCode: stringOf(properties.StatusCode),
      responseParameters: textsOf(properties.ResponseParameters),
      responseTemplates: textsOf(properties.ResponseTemplates),
    }),
    call,
  );
}
