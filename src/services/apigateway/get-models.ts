import type { GetModelsCommandInput, Models } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { type Call, readApi } from './state.ts';

export async function getModels(input: GetModelsCommandInput, call: Call): Promise<Models> {
  const { models } = await readApi(call, input.restApiId);
  return page(
    Object.values(models).sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1)),
    input,
  );
}

getModels.access = managementAccess('GET /restapis/{restApiId}/models');
