import type { GetRestApisCommandInput, RestApis } from '@aws-sdk/client-api-gateway';
import { restApiAnswer } from './answers.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import type { Call } from './state.ts';

export async function getRestApis(input: GetRestApisCommandInput, call: Call): Promise<RestApis> {
  const apis = await call.state.apis.list();
  return page(
    apis.map((api) => restApiAnswer(api, true)),
    input,
  );
}

getRestApis.access = managementAccess('GET /restapis');
