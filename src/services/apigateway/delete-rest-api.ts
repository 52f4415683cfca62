import type { DeleteRestApiCommandInput } from '@aws-sdk/client-api-gateway';
import { badRequest, missingApi } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function deleteRestApi(input: DeleteRestApiCommandInput, call: Call): Promise<Record<string, never>> {
  const { apis, stages, deployments, documentationVersions, mappings, platform } = call.state;
  const apiId = input.restApiId ?? '';
  if ((await mappings.list()).some(({ restApiId }) => restApiId === apiId)) {
    throw badRequest(
      'Please remove all base path mappings related to the API in your domains before deleting this API.',
    );
  }
  if (!(await apis.delete(apiId))) throw missingApi(call, apiId);
  for (const stage of await stages.list({ prefix: `${apiId}/` })) {
    await stages.delete(`${apiId}/${stage.stageName}`);
    call.state.stageTurns.delete(`${apiId}/${stage.stageName}`);
    platform.stages.remove(apiId, stage.stageName);
  }
  for (const deployment of await deployments.list({ prefix: `${apiId}/` })) {
    await deployments.delete(`${apiId}/${deployment.id}`);
  }
  for (const { version } of await documentationVersions.list({ prefix: `${apiId}/` })) {
    await documentationVersions.delete(`${apiId}/${version}`);
  }
  return {};
}

deleteRestApi.access = managementAccess('DELETE /restapis/{restApiId}');
