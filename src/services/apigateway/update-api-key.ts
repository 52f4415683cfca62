import type { ApiKey, PatchOperation, UpdateApiKeyCommandInput } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { Call } from './state.ts';
import { keyAnswer } from './usage-answers.ts';
import { checkKey, missingKey } from './usage-errors.ts';
import { type ApiKeyRecord, servedKey } from './usage-records.ts';

const PATHS = ['/description', '/enabled', '/name', '/customerId'];

/** Holds at once: keys need no deployment. */
export async function updateApiKey(input: UpdateApiKeyCommandInput, call: Call): Promise<ApiKey> {
  checkPatchOps('updateApiKey', input.patchOperations);
  const { apiKeys, platform } = call.state;
  const updatedAt = call.clock.now();
  const key = await apiKeys.update(input.apiKey ?? '', (before) => {
    if (before === undefined) throw missingKey();
    const value = { ...(input.patchOperations ?? []).reduce(patchKey, before), updatedAt };
    return { value, result: value };
  });
  platform.stages.keys.setKey(servedKey(key));
  return keyAnswer({ ...key, tags: key.tags ?? {} }, false);
}

updateApiKey.access = managementAccess('PATCH /apikeys/{apiKey}');

function patchKey(key: ApiKeyRecord, operation: PatchOperation): ApiKeyRecord {
  const { op, path = '', value = '' } = operation;
  if (path === '/stages' && (op === 'add' || op === 'remove')) {
    const others = key.stageKeys.filter((one) => one !== value);
    return { ...key, stageKeys: op === 'add' ? [...others, value] : others };
  }
  if (op !== 'replace' || !PATHS.includes(path)) throw unsupportedPatch(operation, PATHS);
  const changed =
    path === '/enabled' ? { ...key, enabled: value.toLowerCase() === 'true' } : { ...key, [path.slice(1)]: value };
  checkKey({ name: changed.name, description: changed.description });
  return changed;
}
