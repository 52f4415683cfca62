import type { DeleteGatewayResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { notFound } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi } from './state.ts';

export function deleteGatewayResponse(
  input: DeleteGatewayResponseCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  return editApi(call, input.restApiId, (api) => {
    const { [input.responseType ?? '']: gone, ...gatewayResponses } = api.gatewayResponses;
    if (gone === undefined) throw notFound('Gateway response type not defined on api');
    return [{ ...api, gatewayResponses }, {}];
  });
}

deleteGatewayResponse.access = managementAccess('DELETE /restapis/{restApiId}/gatewayresponses/{responseType}');
