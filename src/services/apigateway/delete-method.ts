import type { DeleteMethodCommandInput } from '@aws-sdk/client-api-gateway';
import { editMethod } from './edit-method.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export function deleteMethod(input: DeleteMethodCommandInput, call: Call): Promise<Record<string, never>> {
  const { restApiId, resourceId, httpMethod } = input;
  return editMethod(call, { restApiId, resourceId, httpMethod }, () => [undefined, {}]);
}

deleteMethod.access = managementAccess('DELETE /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}');
