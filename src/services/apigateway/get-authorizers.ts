import type { Authorizers, GetAuthorizersCommandInput } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { type Call, readApi } from './state.ts';

export async function getAuthorizers(input: GetAuthorizersCommandInput, call: Call): Promise<Authorizers> {
  const { authorizers } = await readApi(call, input.restApiId);
  return page(Object.values(authorizers), input);
}

getAuthorizers.access = managementAccess('GET /restapis/{restApiId}/authorizers');
