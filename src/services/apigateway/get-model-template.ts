import type { GetModelTemplateCommandInput, Template } from '@aws-sdk/client-api-gateway';
import { getModel } from './get-model.ts';
import { managementAccess } from './management-access.ts';
import { modelTemplate } from './model-template.ts';
import { type Call, readApi } from './state.ts';

/** A mapping template that makes an example of the model. */
export async function getModelTemplate(input: GetModelTemplateCommandInput, call: Call): Promise<Template> {
  const model = await getModel(input, call);
  const { models } = await readApi(call, input.restApiId);
  return { value: modelTemplate(model.schema ?? '', models) };
}

getModelTemplate.access = managementAccess('GET /restapis/{restApiId}/models/{modelName}/default_template');
