import type { GetUsageCommandInput, Usage } from '@aws-sdk/client-api-gateway';
import type { UsageRecord } from '../../gateway/limits/usage-meter.ts';
import { readPlan } from './edit-plan.ts';
import { badRequest } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import type { Call } from './state.ts';
import { quotaOf } from './usage-records.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 90;

/** For each key of the plan, used and remaining requests of each day asked for. */
export async function getUsage(input: GetUsageCommandInput, call: Call): Promise<Usage> {
  const plan = await readPlan(call, input.usagePlanId);
  const days = daysBetween(input.startDate, input.endDate);
  const quota = quotaOf(plan.quota);
  const keyIds = input.keyId === undefined ? plan.keyIds : plan.keyIds.filter((id) => id === input.keyId);
  const { items, position } = page(keyIds, input);
  const now = call.clock.now();
  const { usage } = call.state.platform.stages;
  return {
    usagePlanId: plan.id,
    ...(input.startDate === undefined ? {} : { startDate: input.startDate }),
    ...(input.endDate === undefined ? {} : { endDate: input.endDate }),
    ...(position === undefined ? {} : { position }),
    items: Object.fromEntries(
      items.map((keyId) => [keyId, usageOf(usage.read(plan.id, keyId, quota, now), days, quota?.limit ?? 0)]),
    ),
  };
}

getUsage.access = managementAccess('GET /usageplans/{usagePlanId}/usage');

/** Days without requests have used none; what remained then is the quota's limit. */
export function usageOf({ days }: UsageRecord, asked: readonly string[], limit: number): number[][] {
  return asked.map((day) => [...(days[day] ?? [0, limit])]);
}

function daysBetween(startDate: string | undefined, endDate: string | undefined): string[] {
  const [start, end] = [dayMs(startDate), dayMs(endDate)];
  if (end < start) throw badRequest('End date must not be before the start date');
  if (end - start >= MAX_DAYS * DAY_MS) throw badRequest(`Usage can be asked for at most ${MAX_DAYS} days`);
  const days: string[] = [];
  for (let day = start; day <= end; day += DAY_MS) days.push(new Date(day).toISOString().slice(0, 10));
  return days;
}

/** `2026-01-31`, or a whole timestamp. */
function dayMs(date: string | undefined): number {
  const ms = Date.parse((date ?? '').slice(0, 10));
  if (Number.isNaN(ms)) throw badRequest(`Invalid date specified: ${date}`);
  return ms;
}
