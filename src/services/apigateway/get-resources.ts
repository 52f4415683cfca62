import type { GetResourcesCommandInput, Resources } from '@aws-sdk/client-api-gateway';
import { resourceAnswer } from './answers.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { type Call, readApi } from './state.ts';

export async function getResources(input: GetResourcesCommandInput, call: Call): Promise<Resources> {
  const api = await readApi(call, input.restApiId);
  const byPath = Object.values(api.resources).sort((a, b) => (a.path < b.path ? -1 : 1));
  const embed = input.embed?.includes('methods') === true;
  return page(
    byPath.map((resource) => resourceAnswer(resource, embed)),
    input,
  );
}

getResources.access = managementAccess('GET /restapis/{restApiId}/resources');
