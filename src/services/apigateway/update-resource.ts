import type { PatchOperation, Resource, UpdateResourceCommandInput } from '@aws-sdk/client-api-gateway';
import type { ApiResource } from '../../gateway/api-definition.ts';
import { resourceAnswer } from './answers.ts';
import { checkPathPart } from './create-resource.ts';
import { badRequest, missingResource } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import { type Call, editApi, resourceOf } from './state.ts';

export function updateResource(input: UpdateResourceCommandInput, call: Call): Promise<Resource> {
  checkPatchOps('updateResource', input.patchOperations);
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const { id } = resourceOf(api, input.resourceId);
      const changed = (input.patchOperations ?? []).reduce((before, one) => applyOperation(before, id, one), api);
      return [changed, resourceAnswer(resourceOf(changed, id), false)];
    },
    missingResource(),
  );
}

updateResource.access = managementAccess('PATCH /restapis/{restApiId}/resources/{resourceId}');

function applyOperation(api: RestApiRecord, id: string, operation: PatchOperation): RestApiRecord {
  const { op, path, value = '' } = operation;
  if (op !== 'replace' || (path !== '/pathPart' && path !== '/parentId')) {
    throw unsupportedPatch(operation, ['/parentId', '/pathPart']);
  }
  const resource = resourceOf(api, id);
  const { parentId } = resource;
  if (parentId === undefined) throw badRequest(`Root resource cannot update its ${path.slice(1)}.`);
  if (path === '/pathPart') {
    checkPathPart(api, parentId, value, id);
    return withPaths({ ...api, resources: { ...api.resources, [id]: { ...resource, pathPart: value } } });
  }
  const parent = resourceOf(api, value);
  if (parent.id === id || parent.path.startsWith(`${resource.path}/`))
    throw badRequest('Resources cannot be cyclical.');
  checkPathPart(api, parent.id, resource.pathPart ?? '', id);
  return withPaths({ ...api, resources: { ...api.resources, [id]: { ...resource, parentId: parent.id } } });
}

/** All paths again, from the parents down. */
function withPaths(api: RestApiRecord): RestApiRecord {
  const pathOf = (resource: ApiResource): string => {
    const parent = resource.parentId === undefined ? undefined : api.resources[resource.parentId];
    if (parent === undefined) return '/';
    const above = pathOf(parent);
    return `${above === '/' ? '' : above}/${resource.pathPart}`;
  };
  const resources = Object.fromEntries(
    Object.entries(api.resources).map(([id, resource]) => [id, { ...resource, path: pathOf(resource) }]),
  );
  return { ...api, resources };
}
