import type { CreateDeploymentCommandInput, Deployment } from '@aws-sdk/client-api-gateway';
import { deploymentAnswer } from './answers.ts';
import { canaryOf, checkClusterSize, percentTrafficOf } from './check-stage.ts';
import { clusterOf, newStage } from './create-stage.ts';
import { badRequest } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type DeploymentRecord, definitionOf, type RestApiRecord, type StageRecord } from './rest-api-record.ts';
import { type Call, readApi, serveStage } from './state.ts';
import { unenforced } from './unenforced.ts';

/** Freezes the API; with a stage name, points that stage to it (and creates it where it is not there). */
export async function createDeployment(input: CreateDeploymentCommandInput, call: Call): Promise<Deployment> {
  const deployment = await deployApi(input, call);
  for (const sentence of unenforced(deployment.definition)) {
    call.state.platform.log.once(`${deployment.apiId}:${sentence}`, `${input.restApiId}: ${sentence}`);
  }
  return deploymentAnswer(deployment);
}

createDeployment.access = managementAccess('POST /restapis/{restApiId}/deployments');

/** As `createDeployment`, for a template: what is not enforced has been said of its lines. */
export async function deployApi(input: CreateDeploymentCommandInput, call: Call): Promise<DeploymentRecord> {
  const { state } = call;
  const api = await readApi(call, input.restApiId);
  checkStage(input, await state.stages.get(`${api.apiId}/${input.stageName}`));
  checkDeployable(api);

  const deployment: DeploymentRecord = {
    id: call.ids.lowerAlphanumeric(6),
    apiId: api.apiId,
    createdAt: call.clock.now(),
    ...(input.description === undefined ? {} : { description: input.description }),
    definition: definitionOf(api),
  };
  await state.deployments.put(`${api.apiId}/${deployment.id}`, deployment);
  if (input.stageName !== undefined && input.stageName !== '') {
    const deployed = await state.stages.update(`${api.apiId}/${input.stageName}`, (stage) => {
      checkStage(input, stage);
      const value = stageFor(input, stage, deployment, call);
      return { value, result: value };
    });
    await serveStage(state, deployed);
  }
  return deployment;
}

function checkStage(input: CreateDeploymentCommandInput, stage: StageRecord | undefined): void {
  const { stageName, canarySettings } = input;
  checkClusterSize(input.cacheClusterSize, 'createDeploymentInput.cacheClusterSize');
  percentTrafficOf(canarySettings?.percentTraffic);
  if (canarySettings !== undefined && (stageName === undefined || stageName === '')) {
    throw badRequest(
      `Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is ${stageName ?? 'null'}`,
    );
  }
  if (canarySettings !== undefined && stage === undefined) {
    throw badRequest(
      `Invalid deployment content specified.Stage ${stageName} must already be created before making a canary release deployment`,
    );
  }
  if (canarySettings === undefined && stage?.canarySettings !== undefined) {
    throw badRequest(
      `Invalid deployment content specified.Non canary deployment not supported on stage ${stageName} because Canary is enabled. Provide CanarySettings in deploymentInput.`,
    );
  }
}

function checkDeployable(api: RestApiRecord): void {
  const methods = Object.values(api.resources).flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some((method) => method.methodIntegration === undefined)) {
    throw badRequest('No integration defined for method');
  }
}

function stageFor(
  input: CreateDeploymentCommandInput,
  stage: StageRecord | undefined,
  deployment: DeploymentRecord,
  call: Call,
): StageRecord {
  if (stage === undefined) {
    return newStage(
      {
        restApiId: deployment.apiId,
        stageName: input.stageName,
        deploymentId: deployment.id,
        description: input.stageDescription,
        variables: input.variables,
        cacheClusterEnabled: input.cacheClusterEnabled,
        cacheClusterSize: input.cacheClusterSize,
        tracingEnabled: input.tracingEnabled,
      },
      call,
    );
  }
  const updatedAt = call.clock.now();
  if (input.canarySettings !== undefined) {
    return { ...stage, canarySettings: canaryOf(deployment.id, input.canarySettings), updatedAt };
  }
  return {
    ...stage,
    deploymentId: deployment.id,
    updatedAt,
    ...(input.stageDescription === undefined ? {} : { description: input.stageDescription }),
    ...(input.variables === undefined ? {} : { variables: input.variables }),
    ...(input.tracingEnabled === undefined ? {} : { tracingEnabled: input.tracingEnabled }),
    ...clusterOf(
      input.cacheClusterEnabled ?? stage.cacheClusterEnabled,
      input.cacheClusterSize ?? stage.cacheClusterSize,
    ),
  };
}
