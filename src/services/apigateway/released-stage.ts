import type { CanarySettings } from '@aws-sdk/client-api-gateway';
import type { ApiDefinition, StageSettings } from '../../gateway/api-definition.ts';
import { clusterBytes } from '../../gateway/cache/cluster-size.ts';
import { compileStage } from '../../gateway/compile-stage.ts';
import type { DeployedStage } from '../../gateway/deployed-stage.ts';
import type { StageRecord } from './rest-api-record.ts';

export interface Release {
  /** The API's name as it is now; `undefined` for an API that is gone. */
  readonly apiName: string | undefined;
  /** What the stage points to. */
  readonly definition: ApiDefinition;
  /** What its canary points to. */
  readonly canaryDefinition: ApiDefinition | undefined;
  readonly clientCertificate: StageSettings['clientCertificate'] | undefined;
}

/** A stage with what it points to, and with its canary release, compiled for the gateway. */
export function releasedStage(stage: StageRecord, release: Release): DeployedStage {
  const { canarySettings, accessLogSettings } = stage;
  const { apiName, definition, canaryDefinition, clientCertificate } = release;
  const settings: StageSettings = {
    stageName: stage.stageName,
    deploymentId: stage.deploymentId,
    variables: stage.variables ?? {},
    tracingEnabled: stage.tracingEnabled,
    methodSettings: stage.methodSettings,
    ...(apiName === undefined ? {} : { apiName }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(accessLogSettings === undefined ? {} : { accessLogSettings }),
    // Unlike AWS: a cache cluster is there at once; AWS takes about four minutes to create or delete one.
    cacheBytes: stage.cacheClusterEnabled ? clusterBytes(stage.cacheClusterSize) : undefined,
    isCanary: undefined,
  };
  if (canarySettings === undefined || canaryDefinition === undefined) return compileStage(definition, settings);
  return {
    ...compileStage(definition, { ...settings, isCanary: false }),
    canary: {
      percentTraffic: canarySettings.percentTraffic ?? 0,
      stage: compileStage(canaryDefinition, canaryOf(settings, canarySettings)),
    },
  };
}

/** Without the stage's cache, a canary's answers are not cached at all. */
function canaryOf(settings: StageSettings, canary: CanarySettings): StageSettings {
  return {
    ...settings,
    deploymentId: canary.deploymentId ?? settings.deploymentId,
    variables: { ...settings.variables, ...canary.stageVariableOverrides },
    cacheBytes: canary.useStageCache === true ? settings.cacheBytes : undefined,
    isCanary: true,
  };
}
