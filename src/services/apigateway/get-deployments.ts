import type { Deployments, GetDeploymentsCommandInput } from '@aws-sdk/client-api-gateway';
import { deploymentAnswer } from './answers.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { type Call, readApi } from './state.ts';

export async function getDeployments(input: GetDeploymentsCommandInput, call: Call): Promise<Deployments> {
  const api = await readApi(call, input.restApiId);
  const deployments = await call.state.deployments.list({ prefix: `${api.apiId}/` });
  return page(deployments.map(deploymentAnswer), input);
}

getDeployments.access = managementAccess('GET /restapis/{restApiId}/deployments');
