import type { MethodResponse, PutMethodResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { editMethod } from './edit-method.ts';
import { checkStatusCode, conflict } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function putMethodResponse(input: PutMethodResponseCommandInput, call: Call): Promise<MethodResponse> {
  const { restApiId, resourceId, httpMethod, responseModels, responseParameters } = input;
  const statusCode = checkStatusCode(input.statusCode);
  return editMethod(call, { restApiId, resourceId, httpMethod }, (method) => {
    if (method.methodResponses?.[statusCode] !== undefined) throw conflict('Response already exists for this method');
    const response: MethodResponse = {
      statusCode,
      ...(responseParameters === undefined ? {} : { responseParameters }),
      ...(responseModels === undefined ? {} : { responseModels }),
    };
    return [{ ...method, methodResponses: { ...method.methodResponses, [statusCode]: response } }, response];
  });
}

putMethodResponse.access = managementAccess(
  'PUT /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/responses/{statusCode}',
);
