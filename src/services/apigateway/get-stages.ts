import type { GetStagesCommandInput, Stages } from '@aws-sdk/client-api-gateway';
import { stageAnswer } from './answers.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function getStages(input: GetStagesCommandInput, call: Call): Promise<Stages> {
  const { apiId } = await readApi(call, input.restApiId);
  const stages = await call.state.stages.list({ prefix: `${apiId}/` });
  const wanted = stages.filter(
    (stage) => input.deploymentId === undefined || stage.deploymentId === input.deploymentId,
  );
  return { item: wanted.map((stage) => stageAnswer(stage, call)) };
}

getStages.access = managementAccess('GET /restapis/{restApiId}/stages');
