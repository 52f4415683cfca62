import type { GetMethodResponseCommandInput, MethodResponse } from '@aws-sdk/client-api-gateway';
import { checkStatusCode, missingResponse } from './errors.ts';
import { getMethod } from './get-method.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function getMethodResponse(input: GetMethodResponseCommandInput, call: Call): Promise<MethodResponse> {
  const statusCode = checkStatusCode(input.statusCode);
  const method = await getMethod(input, call);
  const response = method.methodResponses?.[statusCode];
  if (response === undefined) throw missingResponse();
  return response;
}

getMethodResponse.access = managementAccess(
  'GET /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/responses/{statusCode}',
);
