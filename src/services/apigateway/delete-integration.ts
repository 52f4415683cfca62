import type { DeleteIntegrationCommandInput } from '@aws-sdk/client-api-gateway';
import { editIntegration } from './edit-method.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export function deleteIntegration(input: DeleteIntegrationCommandInput, call: Call): Promise<Record<string, never>> {
  const { restApiId, resourceId, httpMethod } = input;
  return editIntegration(call, { restApiId, resourceId, httpMethod }, () => [undefined, {}]);
}

deleteIntegration.access = managementAccess(
  'DELETE /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration',
);
