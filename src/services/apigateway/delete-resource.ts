import type { DeleteResourceCommandInput } from '@aws-sdk/client-api-gateway';
import { badRequest, missingResource } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi, resourceOf } from './state.ts';

/** Deletes a resource and all below it. */
export function deleteResource(input: DeleteResourceCommandInput, call: Call): Promise<Record<string, never>> {
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const gone = resourceOf(api, input.resourceId);
      if (gone.parentId === undefined) throw badRequest("The root resource can't be deleted.");
      const resources = Object.fromEntries(
        Object.entries(api.resources).filter(([id, { path }]) => id !== gone.id && !path.startsWith(`${gone.path}/`)),
      );
      return [{ ...api, resources }, {}];
    },
    missingResource(),
  );
}

deleteResource.access = managementAccess('DELETE /restapis/{restApiId}/resources/{resourceId}');
