import type { CreateResourceCommandInput, Resource } from '@aws-sdk/client-api-gateway';
import type { ApiResource } from '../../gateway/api-definition.ts';
import { resourceAnswer } from './answers.ts';
import { badRequest, conflict, missingResource } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import { type Call, editApi, resourceOf } from './state.ts';

export function createResource(input: CreateResourceCommandInput, call: Call): Promise<Resource> {
  const id = call.ids.lowerAlphanumeric(6);
  const pathPart = input.pathPart ?? '';
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const parent = resourceOf(api, input.parentId);
      checkPathPart(api, parent.id, pathPart);
      const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`;
      const resource = { id, parentId: parent.id, pathPart, path, methods: {} };
      return [{ ...api, resources: { ...api.resources, [id]: resource } }, resourceAnswer(resource, false)];
    },
    missingResource(),
  );
}

createResource.access = managementAccess('POST /restapis/{restApiId}/resources/{parentId}');

/** Refuses a path part that cannot stand under this parent. `among`: all resources that may be its siblings. */
export function checkPathPart(
  api: Pick<RestApiRecord, 'resources'>,
  parentId: string,
  pathPart: string,
  except?: string,
  among: readonly ApiResource[] = Object.values(api.resources),
): void {
  if (!/^(?:[a-zA-Z0-9._:,@!$*=~'()+-]+|\{[a-zA-Z0-9._:-]+\+?\})$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  const parentPart = api.resources[parentId]?.pathPart;
  if (parentPart?.endsWith('+}')) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parentPart}`);
  }
  for (const sibling of among) {
    if (sibling.parentId !== parentId || sibling.id === except) continue;
    if (sibling.pathPart === pathPart) {
      throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
    }
    if (isVariable(sibling.pathPart) && isVariable(pathPart)) {
      throw badRequest(
        `A sibling (${sibling.pathPart}) of this resource already has a variable path part -- only one is allowed`,
      );
    }
  }
}

function isVariable(pathPart: string | undefined): boolean {
  return pathPart?.startsWith('{') === true;
}
