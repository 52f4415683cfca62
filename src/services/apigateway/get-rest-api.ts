import type { GetRestApiCommandInput, RestApi } from '@aws-sdk/client-api-gateway';
import { restApiAnswer } from './answers.ts';
import { type Call, readApi } from './state.ts';

export async function getRestApi(input: GetRestApiCommandInput, call: Call): Promise<RestApi> {
  return restApiAnswer(await readApi(call, input.restApiId), true);
}
