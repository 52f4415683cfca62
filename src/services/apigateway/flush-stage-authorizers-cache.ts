import type { FlushStageAuthorizersCacheCommandInput } from '@aws-sdk/client-api-gateway';
import { missingStage } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function flushStageAuthorizersCache(
  input: FlushStageAuthorizersCacheCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { apiId } = await readApi(call, input.restApiId);
  const place = `${apiId}/${input.stageName}`;
  if ((await call.state.stages.get(place)) === undefined) throw missingStage();
  call.state.platform.stages.authorizerResults.flush(place);
  return {};
}

flushStageAuthorizersCache.access = managementAccess(
  'DELETE /restapis/{restApiId}/stages/{stageName}/cache/authorizers',
);
