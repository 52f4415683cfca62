import type { DeleteApiKeyCommandInput } from '@aws-sdk/client-api-gateway';
import { editPlan } from './edit-plan.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { missingKey } from './usage-errors.ts';

/** Takes the key out of its plans, too. */
export async function deleteApiKey(input: DeleteApiKeyCommandInput, call: Call): Promise<Record<string, never>> {
  const { apiKeys, usagePlans, platform } = call.state;
  const id = input.apiKey ?? '';
  if (!(await apiKeys.delete(id))) throw missingKey();
  platform.stages.keys.removeKey(id);
  for (const plan of await usagePlans.list()) {
    if (!plan.keyIds.includes(id)) continue;
    await editPlan(call, plan.id, (one) => ({ ...one, keyIds: one.keyIds.filter((keyId) => keyId !== id) }));
  }
  return {};
}

deleteApiKey.access = managementAccess('DELETE /apikeys/{apiKey}');
