import type {
  ContentHandlingStrategy,
  IntegrationResponse,
  PatchOperation,
  UpdateIntegrationResponseCommandInput,
} from '@aws-sdk/client-api-gateway';
import { checkResponseMapping } from './check-mapping.ts';
import { editIntegration } from './edit-method.ts';
import { badRequest, checkStatusCode, missingResponse, notFound } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, pathParts } from './patch.ts';
import type { Call } from './state.ts';

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateIntegrationResponse-Patch */
export async function updateIntegrationResponse(
  input: UpdateIntegrationResponseCommandInput,
  call: Call,
): Promise<IntegrationResponse> {
  const { restApiId, resourceId, httpMethod, patchOperations } = input;
  checkPatchOps('updateIntegrationResponse', patchOperations);
  const statusCode = checkStatusCode(input.statusCode);
  return editIntegration(call, { restApiId, resourceId, httpMethod }, (integration, _api, method) => {
    const before = integration.integrationResponses?.[statusCode];
    if (before === undefined) throw missingResponse();
    const response = (patchOperations ?? []).reduce(applyOperation, before);
    checkResponseMapping(response, method);
    const integrationResponses = { ...integration.integrationResponses, [statusCode]: response };
    return [{ ...integration, integrationResponses }, response];
  });
}

updateIntegrationResponse.access = managementAccess(
  'PATCH /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration/responses/{statusCode}',
);

function applyOperation(response: IntegrationResponse, operation: PatchOperation): IntegrationResponse {
  const [member, name, ...more] = pathParts(operation.path);
  const { op, value = '' } = operation;
  if (more.length > 0) throw badRequest(`Invalid patch path ${operation.path}`);
  if (name === undefined && (op === 'replace' || op === 'remove')) {
    if (member === 'selectionPattern') {
      const { selectionPattern: _, ...rest } = response;
      return op === 'remove' ? rest : { ...rest, selectionPattern: value };
    }
    if (member === 'contentHandling') {
      const { contentHandling: _, ...rest } = response;
      return op === 'remove' || value === '' ? rest : { ...rest, contentHandling: contentHandlingOf(value) };
    }
  }
  const good = (member === 'responseParameters' || member === 'responseTemplates') && name !== undefined;
  if (!good || (op !== 'add' && op !== 'replace' && op !== 'remove')) {
    throw badRequest(`Invalid patch path ${operation.path}`);
  }
  const { [member]: values = {}, ...rest } = response;
  const { [name]: existing, ...others } = values;
  if (op === 'remove' && existing === undefined) {
    const parameters = member === 'responseParameters';
    throw notFound(parameters ? 'Invalid parameter name specified' : 'Content-Type specified was not found');
  }
  const changed = op === 'remove' ? others : { ...values, [name]: value };
  return Object.keys(changed).length === 0 ? rest : { ...rest, [member]: changed };
}

function contentHandlingOf(value: string): ContentHandlingStrategy {
  if (value === 'CONVERT_TO_BINARY' || value === 'CONVERT_TO_TEXT') return value;
  throw badRequest(
    'Enumeration value for contentHandling must be one of: [CONVERT_TO_BINARY, CONVERT_TO_TEXT] or empty',
  );
}
