import type { GetRequestValidatorsCommandInput, RequestValidators } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { type Call, readApi } from './state.ts';

export async function getRequestValidators(
  input: GetRequestValidatorsCommandInput,
  call: Call,
): Promise<RequestValidators> {
  const { requestValidators } = await readApi(call, input.restApiId);
  return page(Object.values(requestValidators), input);
}

getRequestValidators.access = managementAccess('GET /restapis/{restApiId}/requestvalidators');
