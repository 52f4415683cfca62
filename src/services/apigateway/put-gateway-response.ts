import type { GatewayResponse, PutGatewayResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { type GatewayResponseType, gatewayResponseTypes } from '../../gateway/gateway-error.ts';
import { invalidValue } from './errors.ts';
import { describeGatewayResponse } from './get-gateway-response.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi } from './state.ts';

export async function putGatewayResponse(input: PutGatewayResponseCommandInput, call: Call): Promise<GatewayResponse> {
  const type = gatewayResponseTypeOf(input.responseType);
  return editApi(call, input.restApiId, (api) => {
    const response: GatewayResponse = {
      responseType: type,
      ...(input.statusCode === undefined ? {} : { statusCode: input.statusCode }),
      responseParameters: input.responseParameters ?? {},
      ...(input.responseTemplates === undefined ? {} : { responseTemplates: input.responseTemplates }),
    };
    const changed = { ...api, gatewayResponses: { ...api.gatewayResponses, [type]: response } };
    return [changed, describeGatewayResponse(changed, type)];
  });
}

putGatewayResponse.access = managementAccess('PUT /restapis/{restApiId}/gatewayresponses/{responseType}');

const TOLD_TYPES =
  'REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, MISSING_AUTHENTICATION_TOKEN, BAD_REQUEST_BODY, INVALID_SIGNATURE, INVALID_API_KEY, BAD_REQUEST_PARAMETERS, AUTHORIZER_FAILURE, UNAUTHORIZED, INTEGRATION_TIMEOUT, ACCESS_DENIED, DEFAULT_4XX, DEFAULT_5XX, WAF_FILTERED, QUOTA_EXCEEDED, THROTTLED, API_CONFIGURATION_ERROR, UNSUPPORTED_MEDIA_TYPE, INTEGRATION_FAILURE, EXPIRED_TOKEN';

export function gatewayResponseTypeOf(text: string | undefined): GatewayResponseType {
  const type = gatewayResponseTypes.find((one) => one === text);
  if (type === undefined) {
    throw invalidValue(text, 'responseType', `Member must satisfy enum value set: [${TOLD_TYPES}]`);
  }
  return type;
}
