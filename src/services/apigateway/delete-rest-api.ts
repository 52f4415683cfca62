import type { DeleteRestApiCommandInput } from '@aws-sdk/client-api-gateway';
import { missingApi } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function deleteRestApi(input: DeleteRestApiCommandInput, call: Call): Promise<Record<string, never>> {
  const { apis, stages, deployments, platform } = call.state;
  const apiId = input.restApiId ?? '';
  if (!(await apis.delete(apiId))) throw missingApi(call, apiId);
  for (const stage of await stages.list({ prefix: `${apiId}/` })) {
    await stages.delete(`${apiId}/${stage.stageName}`);
    call.state.stageTurns.delete(`${apiId}/${stage.stageName}`);
    platform.stages.remove(apiId, stage.stageName);
  }
  for (const deployment of await deployments.list({ prefix: `${apiId}/` })) {
    await deployments.delete(`${apiId}/${deployment.id}`);
  }
  return {};
}

deleteRestApi.access = managementAccess('DELETE /restapis/{restApiId}');
