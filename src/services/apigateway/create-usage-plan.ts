import type { CreateUsagePlanCommandInput, UsagePlan } from '@aws-sdk/client-api-gateway';
import { checkPlan } from './check-plan.ts';
import { badRequest } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { planAnswer } from './usage-answers.ts';
import { servedPlan, type UsagePlanRecord } from './usage-records.ts';

export async function createUsagePlan(input: CreateUsagePlanCommandInput, call: Call): Promise<UsagePlan> {
  const { usagePlans, platform } = call.state;
  const { name = '', description, throttle, quota, tags } = input;
  if (name.trim() === '') throw badRequest('Usage Plan name cannot be blank');
  const plan: UsagePlanRecord = {
    id: call.ids.lowerAlphanumeric(6),
    name,
    ...(description === undefined ? {} : { description }),
    apiStages: (input.apiStages ?? []).map(({ apiId = '', stage = '', throttle: methods }) => ({
      apiId,
      stage,
      ...(methods === undefined ? {} : { throttle: methods }),
    })),
    ...(throttle === undefined ? {} : { throttle }),
    ...(quota === undefined ? {} : { quota: { offset: 0, ...quota } }),
    ...(tags === undefined ? {} : { tags }),
    keyIds: [],
    createdAt: call.clock.now(),
  };
  await checkPlan(plan, call);
  await usagePlans.put(plan.id, plan);
  platform.stages.keys.setPlan(servedPlan(plan));
  return planAnswer(plan);
}

createUsagePlan.access = managementAccess('POST /usageplans');
