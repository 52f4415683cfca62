import type { Deployment, GetDeploymentCommandInput, MethodSnapshot } from '@aws-sdk/client-api-gateway';
import { deploymentAnswer } from './answers.ts';
import { missingDeployment } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { DeploymentRecord } from './rest-api-record.ts';
import { type Call, readApi } from './state.ts';

export async function getDeployment(input: GetDeploymentCommandInput, call: Call): Promise<Deployment> {
  const api = await readApi(call, input.restApiId);
  const deployment = await call.state.deployments.get(`${api.apiId}/${input.deploymentId}`);
  if (deployment === undefined) throw missingDeployment();
  const answer = deploymentAnswer(deployment);
  return input.embed?.includes('apisummary') ? { ...answer, apiSummary: summaryOf(deployment) } : answer;
}

getDeployment.access = managementAccess('GET /restapis/{restApiId}/deployments/{deploymentId}');

function summaryOf({ definition }: DeploymentRecord): Record<string, Record<string, MethodSnapshot>> {
  return Object.fromEntries(
    Object.values(definition.resources)
      .filter(({ methods }) => Object.keys(methods).length > 0)
      .map(({ path, methods }) => [
        path,
        Object.fromEntries(
          Object.entries(methods).map(([name, { authorizationType, apiKeyRequired }]) => [
            name,
            { authorizationType, apiKeyRequired },
          ]),
        ),
      ]),
  );
}
