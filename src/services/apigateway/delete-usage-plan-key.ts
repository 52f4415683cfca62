import type { DeleteUsagePlanKeyCommandInput } from '@aws-sdk/client-api-gateway';
import { editPlan } from './edit-plan.ts';
import { missingPlanKey } from './get-usage-plan-key.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function deleteUsagePlanKey(
  input: DeleteUsagePlanKeyCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { usagePlanId, keyId = '' } = input;
  await editPlan(call, usagePlanId, (plan) => {
    if (!plan.keyIds.includes(keyId)) throw missingPlanKey(plan.id, keyId);
    return { ...plan, keyIds: plan.keyIds.filter((id) => id !== keyId) };
  });
  return {};
}

deleteUsagePlanKey.access = managementAccess('DELETE /usageplans/{usagePlanId}/keys/{keyId}');
