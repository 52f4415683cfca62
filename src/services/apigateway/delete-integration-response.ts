import type { DeleteIntegrationResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { editIntegration } from './edit-method.ts';
import { checkStatusCode, missingResponse } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function deleteIntegrationResponse(
  input: DeleteIntegrationResponseCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { restApiId, resourceId, httpMethod } = input;
  const statusCode = checkStatusCode(input.statusCode);
  return editIntegration(call, { restApiId, resourceId, httpMethod }, (integration) => {
    const { [statusCode]: gone, ...integrationResponses } = integration.integrationResponses ?? {};
    if (gone === undefined) throw missingResponse();
    const { integrationResponses: _, ...rest } = integration;
    return [Object.keys(integrationResponses).length === 0 ? rest : { ...rest, integrationResponses }, {}];
  });
}

deleteIntegrationResponse.access = managementAccess(
  'DELETE /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration/responses/{statusCode}',
);
