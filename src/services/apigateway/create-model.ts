import type { CreateModelCommandInput, Model } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { checkModel } from './check-model.ts';
import { badRequest, conflict } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi, readApi } from './state.ts';

export async function createModel(input: CreateModelCommandInput, call: Call): Promise<Model> {
  const id = call.ids.lowerAlphanumeric(6);
  const { name = '', schema = '', contentType = 'application/json', description } = input;
  const { models } = await readApi(call, input.restApiId);
  if (name === '') throw badRequest('Model name must be non-empty');
  if (!/^[a-zA-Z0-9]+$/.test(name)) throw badRequest(`Model name must be alphanumeric: ${name}`);
  if (ownMember(models, name) === undefined) await checkModel(schema, contentType);
  return editApi(call, input.restApiId, (api) => {
    if (ownMember(api.models, name) !== undefined) throw conflict('Model name already exists for this REST API');
    const model: Model = { id, name, ...(description === undefined ? {} : { description }), schema, contentType };
    return [{ ...api, models: { ...api.models, [name]: model } }, model];
  });
}

createModel.access = managementAccess('POST /restapis/{restApiId}/models');
