import type { DeleteIntegrationResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { checkStatusCode, missingIntegration, missingResponse } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editResource } from './state.ts';

export async function deleteIntegrationResponse(
  input: DeleteIntegrationResponseCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { restApiId, resourceId, httpMethod } = input;
  const statusCode = checkStatusCode(input.statusCode);
  return editResource(call, restApiId, resourceId, (resource) => {
    // AWS says this of a method that is not there, too, unlike of the other operations.
    const { methodIntegration, ...method } = resource.methods[httpMethod ?? ''] ?? {};
    if (methodIntegration === undefined) throw missingIntegration();
    const { [statusCode]: gone, ...integrationResponses } = methodIntegration.integrationResponses ?? {};
    if (gone === undefined) throw missingResponse();
    const { integrationResponses: _, ...rest } = methodIntegration;
    const left = Object.keys(integrationResponses).length === 0 ? rest : { ...rest, integrationResponses };
    const methods = { ...resource.methods, [httpMethod ?? '']: { ...method, methodIntegration: left } };
    return [{ ...resource, methods }, {}];
  });
}

deleteIntegrationResponse.access = managementAccess(
  'DELETE /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration/responses/{statusCode}',
);
