import type { FlushStageCacheCommandInput } from '@aws-sdk/client-api-gateway';
import { missingStage } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function flushStageCache(input: FlushStageCacheCommandInput, call: Call): Promise<Record<string, never>> {
  const { apiId } = await readApi(call, input.restApiId);
  const place = `${apiId}/${input.stageName}`;
  if ((await call.state.stages.get(place)) === undefined) throw missingStage();
  await call.state.platform.stages.responses.flush(place);
  return {};
}

flushStageCache.access = managementAccess('DELETE /restapis/{restApiId}/stages/{stageName}/cache/data');
