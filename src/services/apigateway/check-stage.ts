import type { CanarySettings, DeploymentCanarySettings } from '@aws-sdk/client-api-gateway';
import { CLUSTER_SIZES } from '../../gateway/cache/cluster-size.ts';
import { badRequest, invalidValue } from './errors.ts';

/** Refuses a cluster of a size that AWS has not. `member` is the input's, as in `createStageInput.cacheClusterSize`. */
export function checkClusterSize(size: string | undefined, member: string): void {
  if (size === undefined || CLUSTER_SIZES.some((one) => one === size)) return;
  throw invalidValue(size, member, `Member must satisfy enum value set: [${CLUSTER_SIZES.join(', ')}]`);
}

/** A canary takes from 0 to 100 percent of the traffic; none when it is not said. */
export function percentTrafficOf(percent: number | undefined): number {
  const traffic = percent ?? 0;
  if (traffic >= 0 && traffic <= 100) return traffic;
  throw badRequest(`Invalid percentTraffic: ${percent}. Must be between 0.0 and 100.0`);
}

/** The record of a canary release of `deploymentId`. */
export function canaryOf(
  deploymentId: string,
  { percentTraffic, stageVariableOverrides, useStageCache = false }: CanarySettings | DeploymentCanarySettings,
): CanarySettings {
  return {
    percentTraffic: percentTrafficOf(percentTraffic),
    deploymentId,
    useStageCache,
    ...(stageVariableOverrides === undefined ? {} : { stageVariableOverrides }),
  };
}
