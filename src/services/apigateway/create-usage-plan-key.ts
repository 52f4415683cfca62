import type { CreateUsagePlanKeyCommandInput, UsagePlanKey } from '@aws-sdk/client-api-gateway';
import { checkSoleKeys } from './check-plan.ts';
import { editPlan, readPlan } from './edit-plan.ts';
import { badRequest, conflict } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { planKeyAnswer } from './usage-answers.ts';
import { missingKey } from './usage-errors.ts';

export async function createUsagePlanKey(input: CreateUsagePlanKeyCommandInput, call: Call): Promise<UsagePlanKey> {
  const { keyId = '', keyType = '', usagePlanId } = input;
  const plan = await readPlan(call, usagePlanId);
  if (keyType !== 'API_KEY') throw badRequest('Invalid key type specified. Valid values are [API_KEY]');
  const key = await call.state.apiKeys.get(keyId);
  if (key === undefined) throw missingKey();
  await checkSoleKeys(plan, [keyId], call);
  await editPlan(call, usagePlanId, (one) => {
    if (one.keyIds.includes(keyId)) throw conflict(`${keyId} is already subscribed to usage plan ${one.id}`);
    return { ...one, keyIds: [...one.keyIds, keyId] };
  });
  return planKeyAnswer(key);
}

createUsagePlanKey.access = managementAccess('POST /usageplans/{usagePlanId}/keys');
