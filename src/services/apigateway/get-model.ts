import type { GetModelCommandInput, Model } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { missingModel } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function getModel(input: GetModelCommandInput, call: Call): Promise<Model> {
  const api = await readApi(call, input.restApiId, missingModel(input.modelName));
  const model = ownMember(api.models, input.modelName);
  if (model === undefined) throw missingModel(input.modelName);
  return model;
}

getModel.access = managementAccess('GET /restapis/{restApiId}/models/{modelName}');
