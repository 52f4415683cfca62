import type { CreateModelCommandInput, Model } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { badRequest, conflict } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi } from './state.ts';

export function createModel(input: CreateModelCommandInput, call: Call): Promise<Model> {
  const id = call.ids.lowerAlphanumeric(6);
  return editApi(call, input.restApiId, (api) => {
    const { name = '', schema = '', contentType = 'application/json', description } = input;
    if (name === '') throw badRequest('Model name must be non-empty');
    if (ownMember(api.models, name) !== undefined) throw conflict('Model name already exists for this REST API');
    checkSchema(schema);
    const model: Model = { id, name, ...(description === undefined ? {} : { description }), schema, contentType };
    return [{ ...api, models: { ...api.models, [name]: model } }, model];
  });
}

createModel.access = managementAccess('POST /restapis/{restApiId}/models');

export function checkSchema(schema: string): void {
  if (schema.trim() === '') throw badRequest('Model schema must have at least 1 property or array items defined');
}
