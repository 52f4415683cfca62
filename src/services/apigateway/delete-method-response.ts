import type { DeleteMethodResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { editMethod } from './edit-method.ts';
import { checkStatusCode, missingResponse } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function deleteMethodResponse(
  input: DeleteMethodResponseCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { restApiId, resourceId, httpMethod } = input;
  const statusCode = checkStatusCode(input.statusCode);
  return editMethod(call, { restApiId, resourceId, httpMethod }, (method) => {
    const { [statusCode]: gone, ...methodResponses } = method.methodResponses ?? {};
    if (gone === undefined) throw missingResponse();
    const { methodResponses: _, ...rest } = method;
    return [Object.keys(methodResponses).length === 0 ? rest : { ...rest, methodResponses }, {}];
  });
}

deleteMethodResponse.access = managementAccess(
  'DELETE /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/responses/{statusCode}',
);
