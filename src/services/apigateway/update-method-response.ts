import type { MethodResponse, PatchOperation, UpdateMethodResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { editMethod } from './edit-method.ts';
import { badRequest, checkStatusCode, isStatusCode, missingResponse, notFound, STATUS_CODE_PATTERN } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, pathParts } from './patch.ts';
import type { Call } from './state.ts';

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateMethodResponse-Patch */
export async function updateMethodResponse(
  input: UpdateMethodResponseCommandInput,
  call: Call,
): Promise<MethodResponse> {
  const { restApiId, resourceId, httpMethod, patchOperations } = input;
  const fault = `Value '${input.statusCode}' at 'statusCode' failed to satisfy constraint: ${STATUS_CODE_PATTERN}`;
  checkPatchOps('updateMethodResponse', patchOperations, isStatusCode(input.statusCode) ? [] : [fault]);
  const statusCode = checkStatusCode(input.statusCode);
  return editMethod(call, { restApiId, resourceId, httpMethod }, (method) => {
    const before = method.methodResponses?.[statusCode];
    if (before === undefined) throw missingResponse();
    const response = (patchOperations ?? []).reduce(applyOperation, before);
    return [{ ...method, methodResponses: { ...method.methodResponses, [statusCode]: response } }, response];
  });
}

updateMethodResponse.access = managementAccess(
  'PATCH /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/responses/{statusCode}',
);

function applyOperation(response: MethodResponse, operation: PatchOperation): MethodResponse {
  const [member, name, ...more] = pathParts(operation.path);
  const { op, value = '' } = operation;
  const good = (member === 'responseParameters' || member === 'responseModels') && name !== undefined;
  if (!good || more.length > 0 || (op !== 'add' && op !== 'replace' && op !== 'remove')) {
    throw badRequest(`Invalid patch path ${operation.path}`);
  }
  const parameters = member === 'responseParameters';
  const { [member]: all, ...rest } = response;
  const values: Readonly<Record<string, string | boolean>> = all ?? {};
  const { [name]: existing, ...others } = values;
  if (op !== 'add' && existing === undefined) {
    throw notFound(parameters ? 'Invalid parameter name specified' : 'Content-Type specified was not found');
  }
  const changed = op === 'remove' ? others : { ...values, [name]: parameters ? value.toLowerCase() === 'true' : value };
  return Object.keys(changed).length === 0 ? rest : { ...rest, [member]: changed };
}
