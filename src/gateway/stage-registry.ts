import type { DeployedStage } from './deployed-stage.ts';

/** The stages that can be called now, by API id and stage name. */
export interface StageRegistry {
  find(apiId: string, stageName: string): DeployedStage | undefined;
  /** Puts a stage into service, or replaces it for requests that start from now on. */
  set(stage: DeployedStage): void;
  remove(apiId: string, stageName: string): void;
}

export function stageRegistry(): StageRegistry {
  const stages = new Map<string, DeployedStage>();
  const key = (apiId: string, stageName: string) => `${apiId}/${stageName}`;
  return {
    find: (apiId, stageName) => stages.get(key(apiId, stageName)),
    set: (stage) => void stages.set(key(stage.apiId, stage.stageName), stage),
    remove: (apiId, stageName) => void stages.delete(key(apiId, stageName)),
  };
}
