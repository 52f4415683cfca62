import type { GetRestApiCommandInput, RestApi } from '@aws-sdk/client-api-gateway';
import { restApiAnswer } from './answers.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function getRestApi(input: GetRestApiCommandInput, call: Call): Promise<RestApi> {
  return restApiAnswer(await readApi(call, input.restApiId), true);
}

getRestApi.access = managementAccess('GET /restapis/{restApiId}');
