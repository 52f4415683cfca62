import type { ApiKeys, GetApiKeysCommandInput } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import type { Call } from './state.ts';
import { keyAnswer, newestFirst } from './usage-answers.ts';

export async function getApiKeys(input: GetApiKeysCommandInput, call: Call): Promise<ApiKeys> {
  const { nameQuery = '', customerId } = input;
  const found = newestFirst(await call.state.apiKeys.list()).filter(
    (key) =>
      (nameQuery === '' || key.name?.startsWith(nameQuery) === true) &&
      (customerId === undefined || key.customerId === customerId),
  );
  const { items, ...rest } = page(found, input);
  return { ...rest, items: items.map((key) => keyAnswer(key, input.includeValues === true)) };
}

getApiKeys.access = managementAccess('GET /apikeys');
