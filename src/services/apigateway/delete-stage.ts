import type { DeleteStageCommandInput } from '@aws-sdk/client-api-gateway';
import { badRequest, missingStage } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function deleteStage(input: DeleteStageCommandInput, call: Call): Promise<Record<string, never>> {
  const { apiId } = await readApi(call, input.restApiId);
  const place = `${apiId}/${input.stageName}`;
  const mapped = await call.state.mappings.list();
  if (mapped.some(({ restApiId, stage }) => restApiId === apiId && stage === input.stageName)) {
    throw badRequest('Please remove all base path mappings related to the stage before deleting it.');
  }
  if (!(await call.state.stages.delete(place))) throw missingStage();
  call.state.stageTurns.delete(place);
  call.state.platform.stages.remove(apiId, input.stageName ?? '');
  return {};
}

deleteStage.access = managementAccess('DELETE /restapis/{restApiId}/stages/{stageName}');
