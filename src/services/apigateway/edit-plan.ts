import type { Call } from './state.ts';
import { missingPlan } from './usage-errors.ts';
import { servedPlan, type UsagePlanRecord } from './usage-records.ts';

/** Changes a usage plan and puts it into service: it holds for the next request. `edit` must be pure. */
export async function editPlan(
  call: Call,
  usagePlanId: string | undefined,
  edit: (plan: UsagePlanRecord) => UsagePlanRecord,
): Promise<UsagePlanRecord> {
  const { usagePlans, platform } = call.state;
  const plan = await usagePlans.update(usagePlanId ?? '', (before) => {
    if (before === undefined) throw missingPlan();
    const value = edit(before);
    return { value, result: value };
  });
  platform.stages.keys.setPlan(servedPlan(plan));
  return plan;
}

export async function readPlan(call: Call, usagePlanId: string | undefined): Promise<UsagePlanRecord> {
  const plan = await call.state.usagePlans.get(usagePlanId ?? '');
  if (plan === undefined) throw missingPlan();
  return plan;
}
