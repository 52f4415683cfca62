import type { GatewayResponse, GetGatewayResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { defaultStatus, type GatewayResponseType, gatewayResponseTypes } from '../../gateway/gateway-error.ts';
import { notFound } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import { type Call, readApi } from './state.ts';

const DEFAULT_TEMPLATES = { 'application/json': '{"message":$context.error.messageString}' };

export async function getGatewayResponse(input: GetGatewayResponseCommandInput, call: Call): Promise<GatewayResponse> {
  const api = await readApi(call, input.restApiId);
  const type = gatewayResponseTypes.find((one) => one === input.responseType);
  if (type === undefined) throw notFound('Invalid gateway response type specified');
  return describeGatewayResponse(api, type);
}

getGatewayResponse.access = managementAccess('GET /restapis/{restApiId}/gatewayresponses/{responseType}');

/** The API's own response of this type, or AWS's default one. */
export function describeGatewayResponse(api: RestApiRecord, type: GatewayResponseType): GatewayResponse {
  const own = api.gatewayResponses[type];
  const status = own?.statusCode ?? defaultStatus(type)?.toString();
  return {
    responseType: type,
    ...(status === undefined ? {} : { statusCode: status }),
    responseParameters: own?.responseParameters ?? {},
    responseTemplates: own?.responseTemplates ?? DEFAULT_TEMPLATES,
    defaultResponse: own === undefined,
  };
}
