import type { PatchOperation, Stage, UpdateStageCommandInput } from '@aws-sdk/client-api-gateway';
import { stageAnswer } from './answers.ts';
import { checkClusterSize } from './check-stage.ts';
import { clusterOf } from './create-stage.ts';
import { badRequest, missingStage } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { patchMethodSettings } from './method-settings.ts';
import { checkPatchOps, pathParts } from './patch.ts';
import { patchCanary } from './patch-canary.ts';
import type { StageRecord } from './rest-api-record.ts';
import { checkAccessLog, requireLogging, sayMissingRole } from './stage-logging.ts';
import { type Call, readApi, serveStage } from './state.ts';

/** Seen at once by the next request: a stage's attributes need no deployment. */
export async function updateStage(input: UpdateStageCommandInput, call: Call): Promise<Stage> {
  checkPatchOps('updateStage', input.patchOperations);
  const { state } = call;
  const { apiId } = await readApi(call, input.restApiId);
  const operations = input.patchOperations ?? [];
  for (const { path, value } of operations) {
    const names = path === '/deploymentId' || path === '/canarySettings/deploymentId';
    if (names && value !== undefined && (await state.deployments.get(`${apiId}/${value}`)) === undefined) {
      throw badRequest('Deployment id does not exist');
    }
  }
  const updatedAt = call.clock.now();
  const stage = await state.stages.update(`${apiId}/${input.stageName}`, (before) => {
    if (before === undefined) throw missingStage();
    const value = { ...operations.reduce(applyOperation, before), updatedAt };
    requireLogging(before, value);
    return { value, result: value };
  });
  await sayMissingRole(stage, call);
  await serveStage(state, stage);
  return stageAnswer(stage, call);
}

updateStage.access = managementAccess('PATCH /restapis/{restApiId}/stages/{stageName}');

function applyOperation(stage: StageRecord, operation: PatchOperation): StageRecord {
  const [member, name = ''] = pathParts(operation.path);
  const { op, value = '' } = operation;
  if (op === 'copy' || member === 'canarySettings') return patchCanary(stage, operation) ?? refuse(operation);
  switch (member) {
    case 'variables': {
      if (name === '') refuse(operation);
      const { [name]: _, ...others } = stage.variables ?? {};
      return { ...stage, variables: op === 'remove' ? others : { ...others, [name]: value } };
    }
    case 'accessLogSettings': {
      if (op === 'remove') {
        const { accessLogSettings: _, ...rest } = stage;
        return rest;
      }
      if (name !== 'destinationArn' && name !== 'format') refuse(operation);
      checkAccessLog({ [name]: value });
      return { ...stage, accessLogSettings: { ...stage.accessLogSettings, [name]: value } };
    }
  }
  if (op === 'replace') {
    switch (operation.path) {
      case '/deploymentId':
        return { ...stage, deploymentId: value };
      case '/description':
        return { ...stage, description: value };
      case '/cacheClusterEnabled':
        return { ...stage, ...clusterOf(value.toLowerCase() === 'true', stage.cacheClusterSize) };
      case '/cacheClusterSize':
        checkClusterSize(value, 'updateStageInput.cacheClusterSize');
        return { ...stage, cacheClusterSize: value };
      case '/clientCertificateId':
        return { ...stage, clientCertificateId: value };
      case '/documentationVersion':
        return { ...stage, documentationVersion: value };
      case '/tracingEnabled':
        return { ...stage, tracingEnabled: value.toLowerCase() === 'true' };
    }
  }
  const methodSettings = patchMethodSettings(stage.methodSettings, operation);
  return methodSettings === undefined ? refuse(operation) : { ...stage, methodSettings };
}

const METHOD_PATHS =
  '/metrics/enabled, #/logging/dataTrace, #/logging/loglevel, #/throttling/burstLimit@#/throttling/rateLimit@#/caching/ttlInSeconds, #/caching/enabled, #/caching/dataEncrypted, #/caching/requireAuthorizationForCacheControl, #/caching/unauthorizedCacheControlHeaderStrategy';

/** AWS's own list, with the commas it lacks. */
const GOOD_PATHS = [
  '/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format',
  `/{resourcePath}/{httpMethod}${METHOD_PATHS.replaceAll('#', '/{resourcePath}/{httpMethod}').replaceAll('@', '')}`,
  `/*/*${METHOD_PATHS.replaceAll('#', '/*/*').replaceAll('@', ' ')}`,
  '/variables/{variable_name}, /tracingEnabled',
].join(', ');

function refuse({ path, op }: PatchOperation): never {
  if (op === 'add') throw badRequest(`Invalid add operation with path: ${path}`);
  throw badRequest(`Invalid method setting path: ${path}. Must be one of: [${GOOD_PATHS}]`);
}
