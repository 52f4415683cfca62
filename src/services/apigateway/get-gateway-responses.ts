import type { GatewayResponses, GetGatewayResponsesCommandInput } from '@aws-sdk/client-api-gateway';
import { gatewayResponseTypes } from '../../gateway/gateway-error.ts';
import { describeGatewayResponse } from './get-gateway-response.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { type Call, readApi } from './state.ts';

export async function getGatewayResponses(
  input: GetGatewayResponsesCommandInput,
  call: Call,
): Promise<GatewayResponses> {
  const api = await readApi(call, input.restApiId);
  const all = gatewayResponseTypes.map((type) => describeGatewayResponse(api, type));
  return page(all, { limit: 500, ...input });
}

getGatewayResponses.access = managementAccess('GET /restapis/{restApiId}/gatewayresponses');
