import type { ApiKey, GetApiKeyCommandInput } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { keyAnswer } from './usage-answers.ts';
import { missingKey } from './usage-errors.ts';
import type { ApiKeyRecord } from './usage-records.ts';

export async function getApiKey(input: GetApiKeyCommandInput, call: Call): Promise<ApiKey> {
  return keyAnswer(await readKey(call, input.apiKey), input.includeValue === true);
}

getApiKey.access = managementAccess('GET /apikeys/{apiKey}');

export async function readKey(call: Call, id: string | undefined): Promise<ApiKeyRecord> {
  const key = await call.state.apiKeys.get(id ?? '');
  if (key === undefined) throw missingKey();
  return key;
}
