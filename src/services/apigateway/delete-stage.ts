import type { DeleteStageCommandInput } from '@aws-sdk/client-api-gateway';
import { missingStage } from './errors.ts';
import { type Call, readApi } from './state.ts';

export async function deleteStage(input: DeleteStageCommandInput, call: Call): Promise<Record<string, never>> {
  const { apiId } = await readApi(call, input.restApiId);
  if (!(await call.state.stages.delete(`${apiId}/${input.stageName}`))) throw missingStage();
  call.state.platform.stages.remove(apiId, input.stageName ?? '');
  return {};
}
