import type { DeleteDeploymentCommandInput } from '@aws-sdk/client-api-gateway';
import { badRequest, missingDeployment } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function deleteDeployment(
  input: DeleteDeploymentCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { deployments, stages } = call.state;
  const { apiId } = await readApi(call, input.restApiId);
  const inUse = (await stages.list({ prefix: `${apiId}/` })).some(
    ({ deploymentId, canarySettings }) =>
      deploymentId === input.deploymentId || canarySettings?.deploymentId === input.deploymentId,
  );
  if (inUse) throw badRequest('Active stages pointing to this deployment must be moved or deleted');
  if (!(await deployments.delete(`${apiId}/${input.deploymentId}`))) throw missingDeployment();
  return {};
}

deleteDeployment.access = managementAccess('DELETE /restapis/{restApiId}/deployments/{deploymentId}');
