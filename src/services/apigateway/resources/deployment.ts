import type { CacheClusterSize } from '@aws-sdk/client-api-gateway';
import type { ResourceType } from '../../../aws/resource-type.ts';
import { deployApi } from '../create-deployment.ts';
import { deleteDeployment } from '../delete-deployment.ts';
import { deleteStage } from '../delete-stage.ts';
import { replaceStage } from '../replace-stage.ts';
import type { ApigatewayState } from '../state.ts';
import { updateDeployment } from '../update-deployment.ts';
import { booleanOf, deleted, present, stringOf, tagsOf, textsOf } from './coerce.ts';
import {
  accessLogsOf,
  type CanaryProperties,
  canaryOf,
  describedSettings,
  type StageDescription,
  stageDescriptionSupport,
} from './stage-properties.ts';

interface Properties {
  readonly RestApiId: string;
  readonly Description?: string;
  readonly StageName?: string;
  readonly StageDescription?: StageDescription;
  readonly DeploymentCanarySettings?: CanaryProperties;
}

export const deploymentResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::Deployment',
  honoured: {
    RestApiId: true,
    Description: true,
    StageName: true,
    StageDescription: stageDescriptionSupport,
    DeploymentCanarySettings: true,
  },

  async create(properties, call) {
    const { RestApiId, StageName, StageDescription: stage, DeploymentCanarySettings: canary } = properties;
    const stageInput = present({
      variables: textsOf(stage?.Variables),
      tracingEnabled: booleanOf(stage?.TracingEnabled),
      cacheClusterEnabled: booleanOf(stage?.CacheClusterEnabled),
      cacheClusterSize: stringOf(stage?.CacheClusterSize) as CacheClusterSize | undefined,
    });
    const { id } = await deployApi(
      {
        restApiId: RestApiId,
        ...present({ description: properties.Description, stageName: StageName, stageDescription: stage?.Description }),
        ...stageInput,
        ...(canary === undefined ? {} : { canarySettings: canaryOf(canary) }),
      },
      call,
    );
    if (StageName !== undefined && stage !== undefined && canary === undefined) {
      const { CanarySetting: settings, Tags } = stage;
      const input = {
        restApiId: RestApiId,
        stageName: StageName,
        deploymentId: id,
        ...stageInput,
        tags: tagsOf(Tags),
        ...(settings === undefined ? {} : { canarySettings: canaryOf(settings) }),
      };
      const extras = {
        methodSettings: describedSettings(stage),
        ...accessLogsOf(stage.AccessLogSetting),
      };
      await replaceStage({ ...input, ...present({ description: stage.Description }) }, extras, call);
    }
    return { physicalId: id, attributes: { DeploymentId: id } };
  },

  async update(physicalId, properties, previous, call) {
    const { RestApiId, Description = '' } = properties;
    if (RestApiId !== previous.RestApiId || properties.StageName !== previous.StageName) return 'replace';
    const patchOperations = [{ op: 'replace' as const, path: '/description', value: Description }];
    if (Description !== (previous.Description ?? '')) {
      await updateDeployment({ restApiId: RestApiId, deploymentId: physicalId, patchOperations }, call);
    }
    return { physicalId, attributes: { DeploymentId: physicalId } };
  },

  async delete(physicalId, { RestApiId, StageName }, call) {
    const stage = await call.state.stages.get(`${RestApiId}/${StageName}`);
    // The stage that came with this deployment goes with it, unless another deployment has taken it over.
    if (stage?.deploymentId === physicalId)
      await deleted(deleteStage({ restApiId: RestApiId, stageName: stage.stageName }, call));
    await deleted(deleteDeployment({ restApiId: RestApiId, deploymentId: physicalId }, call));
  },
};
