import type { UpdateUsageCommandInput, Usage } from '@aws-sdk/client-api-gateway';
import { dayOf } from '../../gateway/limits/quota-period.ts';
import { readPlan } from './edit-plan.ts';
import { badRequest } from './errors.ts';
import { usageOf } from './get-usage.ts';
import { missingPlanKey } from './get-usage-plan-key.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { Call } from './state.ts';
import { quotaOf } from './usage-records.ts';

const PATHS = ['/remaining'];

/** Grants a key more requests, or fewer, until its quota's period ends. */
export async function updateUsage(input: UpdateUsageCommandInput, call: Call): Promise<Usage> {
  checkPatchOps('updateUsage', input.patchOperations);
  const { keyId = '' } = input;
  const plan = await readPlan(call, input.usagePlanId);
  if (!plan.keyIds.includes(keyId)) throw missingPlanKey(plan.id, keyId);
  const quota = quotaOf(plan.quota);
  if (quota === undefined) throw badRequest(`Usage Plan ${plan.id} has no quota`);
  const now = call.clock.now();
  const { usage } = call.state.platform.stages;
  for (const operation of input.patchOperations ?? []) {
    const remaining = Number(operation.value);
    if (operation.op !== 'replace' || operation.path !== '/remaining') throw unsupportedPatch(operation, PATHS);
    if (!Number.isInteger(remaining) || remaining < 0) throw badRequest(`Invalid remaining: ${operation.value}`);
    usage.setRemaining(plan.id, keyId, quota, remaining, now);
  }
  const today = dayOf(now);
  return {
    usagePlanId: plan.id,
    startDate: today,
    endDate: today,
    items: { [keyId]: usageOf(usage.read(plan.id, keyId, quota, now), [today], quota.limit) },
  };
}

updateUsage.access = managementAccess('PATCH /usageplans/{usagePlanId}/keys/{keyId}/usage');
