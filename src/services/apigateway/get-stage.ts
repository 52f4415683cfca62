import type { GetStageCommandInput, Stage } from '@aws-sdk/client-api-gateway';
import { stageAnswer } from './answers.ts';
import { missingStage } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function getStage(input: GetStageCommandInput, call: Call): Promise<Stage> {
  const { apiId } = await readApi(call, input.restApiId);
  const stage = await call.state.stages.get(`${apiId}/${input.stageName}`);
  if (stage === undefined) throw missingStage();
  return stageAnswer(stage, call);
}

getStage.access = managementAccess('GET /restapis/{restApiId}/stages/{stageName}');
