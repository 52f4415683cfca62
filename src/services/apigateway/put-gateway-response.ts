import type { GatewayResponse, PutGatewayResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { gatewayResponseTypes } from '../../gateway/gateway-error.ts';
import { invalidValue } from './errors.ts';
import { describeGatewayResponse } from './get-gateway-response.ts';
import { type Call, editApi } from './state.ts';

export async function putGatewayResponse(input: PutGatewayResponseCommandInput, call: Call): Promise<GatewayResponse> {
  const type = gatewayResponseTypes.find((one) => one === input.responseType);
  if (type === undefined) {
    const constraint = `Member must satisfy enum value set: [${gatewayResponseTypes.join(', ')}]`;
    throw invalidValue(input.responseType, 'responseType', constraint);
  }
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
