import type { Integration, PatchOperation, UpdateIntegrationCommandInput } from '@aws-sdk/client-api-gateway';
import { checkRequestMapping } from './check-mapping.ts';
import { editIntegration } from './edit-method.ts';
import { badRequest } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { passedRoles, patchedAt } from './more-access.ts';
import { applyPatch, checkPatchOps, pathParts } from './patch.ts';
import { checkIntegrationTimeout } from './put-integration.ts';
import type { Call } from './state.ts';

const MEMBERS = new Set([
  'uri',
  'httpMethod',
  'type',
  'credentials',
  'connectionId',
  'connectionType',
  'contentHandling',
  'passthroughBehavior',
  'timeoutInMillis',
  'cacheNamespace',
  'cacheKeyParameters',
  'requestParameters',
  'requestTemplates',
  'tlsConfig',
  'responseTransferMode',
  'integrationTarget',
]);

const EMPTIED = new Set(['/credentials', '/contentHandling', '/connectionId', '/integrationTarget', '/cacheNamespace']);

export function updateIntegration(input: UpdateIntegrationCommandInput, call: Call): Promise<Integration> {
  checkPatchOps('updateIntegration', input.patchOperations);
  const { restApiId, resourceId, httpMethod } = input;
  return editIntegration(call, { restApiId, resourceId, httpMethod }, (integration, api, method) => {
    const changed = (input.patchOperations ?? []).reduce(applyOperation, integration);
    checkIntegrationTimeout(changed, api);
    checkRequestMapping(changed, method);
    return [changed, changed];
  });
}

updateIntegration.access = managementAccess(
  'PATCH /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration',
  passedRoles(patchedAt('/credentials')),
);

function applyOperation(integration: Integration, operation: PatchOperation): Integration {
  const [member = ''] = pathParts(operation.path);
  if (!MEMBERS.has(member)) throw badRequest(`Invalid patch path ${operation.path}`);
  if (member === 'timeoutInMillis') return { ...integration, timeoutInMillis: Number(operation.value) };
  if (member === 'tlsConfig') {
    return { ...integration, tlsConfig: { insecureSkipVerification: operation.value?.toLowerCase() === 'true' } };
  }
  if (member === 'cacheKeyParameters') {
    return applyPatch({ ...integration, cacheKeyParameters: integration.cacheKeyParameters ?? [] }, operation);
  }
  return applyPatch(integration, emptied(operation) ? { ...operation, op: 'remove' } : operation);
}

/** What is replaced by nothing is gone. */
function emptied({ op, path = '', value }: PatchOperation): boolean {
  return op === 'replace' && (value === undefined || value === '') && EMPTIED.has(path);
}
