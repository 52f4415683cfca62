import type { CreateStageCommandInput, Stage } from '@aws-sdk/client-api-gateway';
import { DEFAULT_CLUSTER_SIZE } from '../../gateway/cache/cluster-size.ts';
import { stageAnswer } from './answers.ts';
import { canaryOf, checkClusterSize } from './check-stage.ts';
import { badRequest, conflict } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { StageRecord } from './rest-api-record.ts';
import { type Call, readApi, serveStage } from './state.ts';

export async function createStage(input: CreateStageCommandInput, call: Call): Promise<Stage> {
  const { state } = call;
  const { apiId } = await readApi(call, input.restApiId);
  checkClusterSize(input.cacheClusterSize, 'createStageInput.cacheClusterSize');
  const stage = newStage(input, call);
  for (const id of [input.deploymentId, input.canarySettings?.deploymentId]) {
    if (id === undefined) continue;
    if ((await state.deployments.get(`${apiId}/${id}`)) === undefined) throw badRequest('Deployment id does not exist');
  }
  await state.stages.update(`${apiId}/${stage.stageName}`, (existing) => {
    if (existing !== undefined) throw conflict('Stage already exists');
    return { value: stage, result: undefined };
  });
  await serveStage(state, stage);
  return stageAnswer(stage, call);
}

createStage.access = managementAccess('POST /restapis/{restApiId}/stages');

type NewStage = { readonly [Member in keyof CreateStageCommandInput]?: CreateStageCommandInput[Member] | undefined };

/** The record of a stage that does not exist yet. */
export function newStage(input: NewStage, call: Call): StageRecord {
  const { restApiId = '', stageName = '', deploymentId = '', canarySettings } = input;
  if (!/^[a-zA-Z0-9_-]+$/.test(stageName)) throw badRequest('Stage name only allows a-zA-Z0-9_-');
  const now = call.clock.now();
  return {
    apiId: restApiId,
    stageName,
    deploymentId,
    createdAt: now,
    updatedAt: now,
    ...clusterOf(input.cacheClusterEnabled ?? false, input.cacheClusterSize),
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.variables === undefined ? {} : { variables: input.variables }),
    ...(input.documentationVersion === undefined ? {} : { documentationVersion: input.documentationVersion }),
    ...(input.tags === undefined ? {} : { tags: input.tags }),
    ...(canarySettings === undefined
      ? {}
      : { canarySettings: canaryOf(canarySettings.deploymentId ?? deploymentId, canarySettings) }),
    methodSettings: {},
    tracingEnabled: input.tracingEnabled ?? false,
  };
}

/** A cluster has a size, the smallest when none is asked for. */
export function clusterOf(
  cacheClusterEnabled: boolean,
  cacheClusterSize: string | undefined,
): Pick<StageRecord, 'cacheClusterEnabled' | 'cacheClusterSize'> {
  const size = cacheClusterSize ?? (cacheClusterEnabled ? DEFAULT_CLUSTER_SIZE : undefined);
  return { cacheClusterEnabled, ...(size === undefined ? {} : { cacheClusterSize: size }) };
}
