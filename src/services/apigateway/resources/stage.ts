import type { CacheClusterSize, CreateStageCommandInput } from '@aws-sdk/client-api-gateway';
import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { createStage } from '../create-stage.ts';
import { deleteStage } from '../delete-stage.ts';
import { replaceStage } from '../replace-stage.ts';
import type { ApigatewayState } from '../state.ts';
import { booleanOf, deleted, present, stringOf, tagsOf, textsOf } from './coerce.ts';
import {
  accessLogsOf,
  type CanaryProperties,
  canaryOf,
  methodSettingsOf,
  type StageProperties,
  stageSupport,
} from './stage-properties.ts';

interface Properties extends StageProperties {
  readonly RestApiId: string;
  readonly DeploymentId?: string;
  readonly StageName?: string;
  readonly CanarySetting?: CanaryProperties & { readonly DeploymentId?: string };
  readonly Tags?: readonly { readonly Key: string; readonly Value: unknown }[];
}

export const stageResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::Stage',
  honoured: {
    ...stageSupport,
    RestApiId: true,
    DeploymentId: true,
    StageName: true,
    CanarySetting: true,
    Tags: true,
  },

  async create(properties, call) {
    const input = inputOf(properties);
    await createStage(input, call);
    await replaceStage(input, extrasOf(properties), call);
    return { physicalId: input.stageName ?? '' };
  },

  async update(physicalId, properties, previous, call) {
    if (properties.RestApiId !== previous.RestApiId || nameOf(properties) !== nameOf(previous)) return 'replace';
    await replaceStage(inputOf(properties), extrasOf(properties), call);
    return { physicalId };
  },

  delete: (physicalId, { RestApiId }, call: ResourceContext<ApigatewayState>) =>
    deleted(deleteStage({ restApiId: RestApiId, stageName: physicalId }, call)),
};

function nameOf({ StageName }: Properties): string {
  return StageName ?? 'default';
}

function inputOf(properties: Properties): CreateStageCommandInput {
  const canary = properties.CanarySetting;
  return present({
    restApiId: properties.RestApiId,
    stageName: nameOf(properties),
    deploymentId: properties.DeploymentId ?? '',
    description: properties.Description,
    variables: textsOf(properties.Variables),
    tracingEnabled: booleanOf(properties.TracingEnabled),
    cacheClusterEnabled: booleanOf(properties.CacheClusterEnabled),
    cacheClusterSize: stringOf(properties.CacheClusterSize) as CacheClusterSize | undefined,
    documentationVersion: properties.DocumentationVersion,
    tags: tagsOf(properties.Tags),
    canarySettings: canary && present({ deploymentId: canary.DeploymentId, ...canaryOf(canary) }),
  });
}

function extrasOf(properties: Properties) {
  const { ClientCertificateId: clientCertificateId } = properties;
  return {
    methodSettings: methodSettingsOf(properties.MethodSettings),
    ...accessLogsOf(properties.AccessLogSetting),
    ...(clientCertificateId === undefined ? {} : { clientCertificateId }),
  };
}
