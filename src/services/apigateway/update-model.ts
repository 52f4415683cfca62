import type { Model, UpdateModelCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { checkSchema } from './create-model.ts';
import { missingModel } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { unsupportedPatch } from './patch.ts';
import { type Call, editApi } from './state.ts';

export function updateModel(input: UpdateModelCommandInput, call: Call): Promise<Model> {
  const name = input.modelName ?? '';
  return editApi(
    call,
    input.restApiId,
    (api) => {
      let model = ownMember(api.models, name);
      if (model === undefined) throw missingModel(name);
      for (const operation of input.patchOperations ?? []) {
        const { op, path, value = '' } = operation;
        if (op === 'replace' && path === '/schema') {
          checkSchema(value);
          model = { ...model, schema: value };
        } else if (op === 'replace' && path === '/description') model = { ...model, description: value };
        else throw unsupportedPatch(operation, ['/description', '/schema']);
      }
      return [{ ...api, models: { ...api.models, [name]: model } }, model];
    },
    missingModel(name),
  );
}

updateModel.access = managementAccess('PATCH /restapis/{restApiId}/models/{modelName}');
