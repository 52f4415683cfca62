import type { GetUsagePlanCommandInput, UsagePlan } from '@aws-sdk/client-api-gateway';
import { readPlan } from './edit-plan.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { planAnswer } from './usage-answers.ts';

export async function getUsagePlan(input: GetUsagePlanCommandInput, call: Call): Promise<UsagePlan> {
  return planAnswer(await readPlan(call, input.usagePlanId));
}

getUsagePlan.access = managementAccess('GET /usageplans/{usagePlanId}');
