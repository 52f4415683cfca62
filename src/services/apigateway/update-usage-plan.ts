import type { UpdateUsagePlanCommandInput, UsagePlan } from '@aws-sdk/client-api-gateway';
import { checkPlan, checkSoleKeys } from './check-plan.ts';
import { editPlan, readPlan } from './edit-plan.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps } from './patch.ts';
import { patchPlan } from './patch-plan.ts';
import type { Call } from './state.ts';
import { planAnswer } from './usage-answers.ts';
import type { UsagePlanRecord } from './usage-records.ts';

/** Holds at once: plans need no deployment. */
export async function updateUsagePlan(input: UpdateUsagePlanCommandInput, call: Call): Promise<UsagePlan> {
  checkPatchOps('updateUsagePlan', input.patchOperations);
  const patch = (plan: UsagePlanRecord) => (input.patchOperations ?? []).reduce(patchPlan, plan);
  const patched = patch(await readPlan(call, input.usagePlanId));
  await checkPlan(patched, call);
  await checkSoleKeys(patched, patched.keyIds, call);
  return planAnswer(await editPlan(call, input.usagePlanId, patch));
}

updateUsagePlan.access = managementAccess('PATCH /usageplans/{usagePlanId}');
