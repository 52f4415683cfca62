import type { DeleteModelCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { conflict, missingModel } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi } from './state.ts';

export function deleteModel(input: DeleteModelCommandInput, call: Call): Promise<Record<string, never>> {
  const name = input.modelName ?? '';
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const { [name]: _, ...models } = api.models;
      if (ownMember(api.models, name) === undefined) throw missingModel(name);
      for (const { path, methods } of Object.values(api.resources)) {
        for (const [httpMethod, { requestModels }] of Object.entries(methods)) {
          if (Object.values(requestModels ?? {}).includes(name)) {
            throw conflict(`Cannot delete model '${name}', is referenced in method request: ${path}/${httpMethod}`);
          }
        }
      }
      return [{ ...api, models }, {}];
    },
    missingModel(name),
  );
}

deleteModel.access = managementAccess('DELETE /restapis/{restApiId}/models/{modelName}');
