import type { GetRequestValidatorsCommandInput, RequestValidators } from '@aws-sdk/client-api-gateway';
import { page } from './page.ts';
import { type Call, readApi } from './state.ts';

export async function getRequestValidators(
  input: GetRequestValidatorsCommandInput,
  call: Call,
): Promise<RequestValidators> {
  const { requestValidators } = await readApi(call, input.restApiId);
  return page(Object.values(requestValidators), input);
}
