import type { Method, PatchOperation, UpdateMethodCommandInput } from '@aws-sdk/client-api-gateway';
import { editMethod } from './edit-method.ts';
import { badRequest } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { applyPatch, checkPatchOps, pathParts } from './patch.ts';
import { checkMethod } from './put-method.ts';
import type { Call } from './state.ts';

const REPLACEABLE = new Set([
  'apiKeyRequired',
  'authorizationType',
  'authorizerId',
  'operationName',
  'requestValidatorId',
  'authorizationScopes',
]);

export function updateMethod(input: UpdateMethodCommandInput, call: Call): Promise<Method> {
  checkPatchOps('updateMethod', input.patchOperations);
  const { restApiId, resourceId, httpMethod } = input;
  return editMethod(call, { restApiId, resourceId, httpMethod }, (method, api) => {
    const patched = (input.patchOperations ?? []).reduce(applyOperation, method);
    checkMethod(patched, api);
    // An authorizer is kept only with the types that use it.
    const { authorizerId, ...without } = patched;
    const uses = patched.authorizationType === 'CUSTOM' || patched.authorizationType === 'COGNITO_USER_POOLS';
    const changed = uses ? patched : without;
    const { methodIntegration: _, methodResponses: __, ...answer } = changed;
    return [changed, answer];
  });
}

updateMethod.access = managementAccess('PATCH /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}');

function applyOperation(method: Method, operation: PatchOperation): Method {
  const [member = '', ...rest] = pathParts(operation.path);
  const { op, value, path } = operation;
  if (member === 'requestParameters' || member === 'requestModels') {
    if (rest.length !== 1) throw badRequest(`Invalid patch path ${path}`);
    const changed = applyPatch(method, operation);
    const values = changed[member];
    if (values !== undefined && Object.keys(values).length === 0) {
      const { [member]: _, ...without } = changed;
      return without;
    }
    if (member === 'requestModels' || op === 'remove') return changed;
    return { ...changed, requestParameters: { ...method.requestParameters, [rest[0] ?? '']: value === 'true' } };
  }
  if (!REPLACEABLE.has(member)) throw badRequest(`Invalid patch path ${path}`);
  if (member === 'authorizationScopes') {
    return applyPatch({ ...method, authorizationScopes: method.authorizationScopes ?? [] }, operation);
  }
  if (op !== 'replace') throw badRequest('Invalid patch operation specified. Must be one of: [replace]');
  if (member === 'apiKeyRequired') return { ...method, apiKeyRequired: value?.toLowerCase() === 'true' };
  return applyPatch(method, value === '' ? { ...operation, op: 'remove' } : operation);
}
