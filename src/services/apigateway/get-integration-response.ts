import type { GetIntegrationResponseCommandInput, IntegrationResponse } from '@aws-sdk/client-api-gateway';
import { checkStatusCode, missingResponse } from './errors.ts';
import { getIntegration } from './get-integration.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function getIntegrationResponse(
  input: GetIntegrationResponseCommandInput,
  call: Call,
): Promise<IntegrationResponse> {
  const statusCode = checkStatusCode(input.statusCode);
  const integration = await getIntegration(input, call);
  const response = integration.integrationResponses?.[statusCode];
  if (response === undefined) throw missingResponse();
  return response;
}

getIntegrationResponse.access = managementAccess(
  'GET /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration/responses/{statusCode}',
);
