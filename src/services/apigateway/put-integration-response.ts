import type { IntegrationResponse, PutIntegrationResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { checkResponseMapping } from './check-mapping.ts';
import { editIntegration } from './edit-method.ts';
import { checkStatusCode } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function putIntegrationResponse(
  input: PutIntegrationResponseCommandInput,
  call: Call,
): Promise<IntegrationResponse> {
  const { restApiId, resourceId, httpMethod } = input;
  const statusCode = checkStatusCode(input.statusCode);
  return editIntegration(call, { restApiId, resourceId, httpMethod }, (integration, _api, method) => {
    const response: IntegrationResponse = {
      statusCode,
      ...(input.selectionPattern === undefined ? {} : { selectionPattern: input.selectionPattern }),
      ...(input.responseParameters === undefined ? {} : { responseParameters: input.responseParameters }),
      ...(input.responseTemplates === undefined ? {} : { responseTemplates: input.responseTemplates }),
      ...(input.contentHandling === undefined ? {} : { contentHandling: input.contentHandling }),
    };
    checkResponseMapping(response, method);
    const integrationResponses = { ...integration.integrationResponses, [statusCode]: response };
    return [{ ...integration, integrationResponses }, response];
  });
}

putIntegrationResponse.access = managementAccess(
  'PUT /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration/responses/{statusCode}',
);
