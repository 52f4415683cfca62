import type { CanarySettings, PatchOperation } from '@aws-sdk/client-api-gateway';
import { percentTrafficOf } from './check-stage.ts';
import { badRequest } from './errors.ts';
import { pathParts } from './patch.ts';
import type { StageRecord } from './rest-api-record.ts';

/** Applies an operation on a stage's canary, a promotion (`copy`) among them; `undefined` for a path AWS refuses. */
export function patchCanary(stage: StageRecord, operation: PatchOperation): StageRecord | undefined {
  if (operation.op === 'copy') return promote(stage, operation);
  const [, member, name] = pathParts(operation.path);
  const { op, value = '' } = operation;
  if (op === 'remove') {
    if (member === undefined) {
      const { canarySettings: _, ...rest } = stage;
      return rest;
    }
    const overrides = stage.canarySettings?.stageVariableOverrides;
    if (member === 'stageVariableOverrides' && name !== undefined && overrides?.[name] !== undefined) {
      const { [name]: _, ...stageVariableOverrides } = overrides;
      return { ...stage, canarySettings: { ...stage.canarySettings, stageVariableOverrides } };
    }
    throw badRequest(
      `Cannot remove method setting ${operation.path?.slice(1)} because there is no method setting for this method `,
    );
  }
  if (op !== 'replace') return undefined;
  const canary: CanarySettings = stage.canarySettings ?? {
    percentTraffic: 0,
    deploymentId: stage.deploymentId,
    useStageCache: false,
  };
  switch (member) {
    case 'percentTraffic':
      return { ...stage, canarySettings: { ...canary, percentTraffic: percentTrafficOf(Number(value)) } };
    case 'deploymentId':
      return { ...stage, canarySettings: { ...canary, deploymentId: value } };
    case 'useStageCache':
      return { ...stage, canarySettings: { ...canary, useStageCache: value.toLowerCase() === 'true' } };
    case 'stageVariableOverrides': {
      if (name === undefined) return undefined;
      const stageVariableOverrides = { ...canary.stageVariableOverrides, [name]: value };
      return { ...stage, canarySettings: { ...canary, stageVariableOverrides } };
    }
    default:
      return undefined;
  }
}

function promote(stage: StageRecord, { path, from }: PatchOperation): StageRecord {
  const canary = stage.canarySettings;
  const good =
    (path === '/deploymentId' && from === '/canarySettings/deploymentId') ||
    (path === '/variables' && from === '/canarySettings/stageVariableOverrides');
  if (!good) {
    throw badRequest(
      `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]`,
    );
  }
  if (canary === undefined) throw badRequest('Promotion not available. Canary does not exist.');
  if (path === '/deploymentId') return { ...stage, deploymentId: canary.deploymentId ?? stage.deploymentId };
  return { ...stage, variables: { ...stage.variables, ...canary.stageVariableOverrides } };
}
