import type { GatewayResponse, PatchOperation, UpdateGatewayResponseCommandInput } from '@aws-sdk/client-api-gateway';
import { badRequest, isStatusCode, notFound } from './errors.ts';
import { describeGatewayResponse } from './get-gateway-response.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, pathParts } from './patch.ts';
import { gatewayResponseTypeOf } from './put-gateway-response.ts';
import { type Call, editApi } from './state.ts';

/**
 * Changes a response of the API's own, or makes AWS's default one its own.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateGatewayResponse-Patch
 */
export async function updateGatewayResponse(
  input: UpdateGatewayResponseCommandInput,
  call: Call,
): Promise<GatewayResponse> {
  checkPatchOps('updateGatewayResponse', input.patchOperations);
  const responseType = gatewayResponseTypeOf(input.responseType);
  return editApi(call, input.restApiId, (api) => {
    const before: GatewayResponse = api.gatewayResponses[responseType] ?? { responseType, responseParameters: {} };
    const response = (input.patchOperations ?? []).reduce(applyOperation, before);
    const changed = { ...api, gatewayResponses: { ...api.gatewayResponses, [responseType]: response } };
    return [changed, describeGatewayResponse(changed, responseType)];
  });
}

updateGatewayResponse.access = managementAccess('PATCH /restapis/{restApiId}/gatewayresponses/{responseType}');

function applyOperation(response: GatewayResponse, operation: PatchOperation): GatewayResponse {
  const [member, name, ...more] = pathParts(operation.path);
  const { op, value } = operation;
  const badPath = badRequest(`Invalid patch path ${operation.path}`);
  if (more.length > 0) throw badPath;
  if (member === 'statusCode' && name === undefined && op === 'replace') {
    if (!isStatusCode(value))
      throw badRequest('Invalid status code specified. Status code must be between 100 and 599');
    return { ...response, statusCode: value };
  }
  if ((member !== 'responseParameters' && member !== 'responseTemplates') || name === undefined) throw badPath;
  const { [name]: existing, ...others } = response[member] ?? {};
  if (op === 'remove' || op === 'replace') {
    if (existing === undefined) throw notFound('Invalid parameter name specified');
  } else if (op !== 'add') throw badPath;
  if (op === 'remove') return { ...response, [member]: others };
  if (value === undefined || value === '') throw badRequest(`Invalid null or empty value in ${member}`);
  return { ...response, [member]: { ...response[member], [name]: value } };
}
