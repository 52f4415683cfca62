import type { GetResourceCommandInput, Resource } from '@aws-sdk/client-api-gateway';
import { resourceAnswer } from './answers.ts';
import { missingResource } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi, resourceOf } from './state.ts';

export async function getResource(input: GetResourceCommandInput, call: Call): Promise<Resource> {
  const api = await readApi(call, input.restApiId, missingResource());
  return resourceAnswer(resourceOf(api, input.resourceId), input.embed?.includes('methods') === true);
}

getResource.access = managementAccess('GET /restapis/{restApiId}/resources/{resourceId}');
