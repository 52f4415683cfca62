import type { Deployment, UpdateDeploymentCommandInput } from '@aws-sdk/client-api-gateway';
import { deploymentAnswer } from './answers.ts';
import { missingDeployment } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import { type Call, readApi } from './state.ts';

export async function updateDeployment(input: UpdateDeploymentCommandInput, call: Call): Promise<Deployment> {
  checkPatchOps('updateDeployment', input.patchOperations);
  const api = await readApi(call, input.restApiId);
  return call.state.deployments.update(`${api.apiId}/${input.deploymentId}`, (deployment) => {
    if (deployment === undefined) throw missingDeployment();
    let changed = deployment;
    for (const operation of input.patchOperations ?? []) {
      if (operation.op !== 'replace' || operation.path !== '/description') {
        throw unsupportedPatch(operation, ['/description']);
      }
      changed = { ...changed, description: operation.value ?? '' };
    }
    return { value: changed, result: deploymentAnswer(changed) };
  });
}

updateDeployment.access = managementAccess('PATCH /restapis/{restApiId}/deployments/{deploymentId}');
