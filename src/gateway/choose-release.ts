import type { CanaryRelease, DeployedStage } from './deployed-stage.ts';

/**
 * The release of a stage that takes a request: by chance, each request for itself. From here on the request knows nothing
 * else of the stage, so it never sees half of two deployments.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function chooseRelease(stage: DeployedStage, canary: CanaryRelease, random: () => number): DeployedStage {
  return random() * 100 < canary.percentTraffic ? canary.stage : stage;
}
