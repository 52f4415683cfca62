import type { Model, PatchOperation, UpdateModelCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { checkModel } from './check-model.ts';
import { missingModel } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import { type Call, editApi, readApi } from './state.ts';

export async function updateModel(input: UpdateModelCommandInput, call: Call): Promise<Model> {
  checkPatchOps('updateModel', input.patchOperations);
  const name = input.modelName ?? '';
  const { models } = await readApi(call, input.restApiId, missingModel(name));
  const before = ownMember(models, name);
  if (before === undefined) throw missingModel(name);
  const operations = input.patchOperations ?? [];
  const patched = operations.reduce(applyOperation, before);
  for (const { path, value = '' } of operations) {
    if (path === '/schema') await checkModel(value, before.contentType ?? '');
  }
  const { schema, description } = patched;
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const current = ownMember(api.models, name);
      if (current === undefined) throw missingModel(name);
      const model: Model = { ...current, schema, ...(description === undefined ? {} : { description }) };
      return [{ ...api, models: { ...api.models, [name]: model } }, model];
    },
    missingModel(name),
  );
}

updateModel.access = managementAccess('PATCH /restapis/{restApiId}/models/{modelName}');

function applyOperation(model: Model, operation: PatchOperation): Model {
  const { op, path, value = '' } = operation;
  if (op === 'replace' && path === '/schema') return { ...model, schema: value };
  if (op === 'replace' && path === '/description') return { ...model, description: value };
  throw unsupportedPatch(operation, ['/description', '/schema']);
}
