import type { ApiKey, CreateApiKeyCommandInput } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { keyAnswer } from './usage-answers.ts';
import { checkKey, keyExists } from './usage-errors.ts';
import { type ApiKeyRecord, servedKey } from './usage-records.ts';

export async function createApiKey(input: CreateApiKeyCommandInput, call: Call): Promise<ApiKey> {
  return keyAnswer(await newApiKey(input, call), true);
}

createApiKey.access = managementAccess('POST /apikeys');

/** Makes a key and puts it into service: disabled unless asked otherwise, as on AWS. */
export async function newApiKey(input: CreateApiKeyCommandInput, call: Call): Promise<ApiKeyRecord> {
  checkKey(input);
  const { apiKeys, platform } = call.state;
  const { name = '', value = '', description, customerId, tags } = input;
  if (value !== '' && (await apiKeys.list()).some((key) => key.value === value)) throw keyExists();
  const now = call.clock.now();
  const key: ApiKeyRecord = {
    id: call.ids.lowerAlphanumeric(10),
    value: value === '' ? call.ids.lowerAlphanumeric(40) : value,
    ...(name === '' ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(tags === undefined ? {} : { tags }),
    enabled: input.enabled ?? false,
    createdAt: now,
    updatedAt: now,
    stageKeys: (input.stageKeys ?? []).map(({ restApiId, stageName }) => `${restApiId}/${stageName}`),
  };
  await apiKeys.put(key.id, key);
  platform.stages.keys.setKey(servedKey(key));
  return key;
}
