import { badRequest, conflict, notFound } from './errors.ts';
import type { Call } from './state.ts';
import type { UsagePlanRecord } from './usage-records.ts';

const LAST_OFFSET = { DAY: 0, WEEK: 6, MONTH: 27 } as const;

/** Refuses a plan for stages that are not there, and quotas that are none. */
export async function checkPlan({ name, apiStages, quota, throttle }: UsagePlanRecord, call: Call): Promise<void> {
  for (const { apiId, stage } of apiStages) {
    if (apiId === '' || stage === '') {
      throw badRequest(`Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${name}`);
    }
    if ((await call.state.stages.get(`${apiId}/${stage}`)) === undefined) {
      throw notFound(`API Stage not found: ${apiId}:${stage}`);
    }
  }
  if (quota !== undefined) {
    const { limit, period, offset = 0 } = quota;
    if (limit === undefined || !(limit >= 1)) throw badRequest('Usage Plan quota limit must be greater than zero');
    if (period === undefined || !Object.hasOwn(LAST_OFFSET, period)) {
      throw badRequest('Usage Plan quota period must be one of DAY, WEEK, MONTH');
    }
    const last = LAST_OFFSET[period];
    if (!(offset >= 0 && offset <= last)) {
      const range = last === 0 ? 'zero' : `between zero and ${last === 6 ? 'six' : last} inclusive`;
      throw badRequest(`Usage Plan quota offset must be ${range} in the ${period} period`);
    }
  }
  for (const limit of [throttle, ...apiStages.flatMap((one) => Object.values(one.throttle ?? {}))]) {
    if ((limit?.rateLimit ?? 0) < 0 || (limit?.burstLimit ?? 0) < 0) {
      throw badRequest('Usage Plan throttle limits must not be negative');
    }
  }
}

/** A key opens a stage by one plan only. */
export async function checkSoleKeys(plan: UsagePlanRecord, keyIds: readonly string[], call: Call): Promise<void> {
  const stages = plan.apiStages.map(({ apiId, stage }) => `${apiId}:${stage}`);
  for (const other of await call.state.usagePlans.list()) {
    if (other.id === plan.id) continue;
    const shared = other.apiStages.map(({ apiId, stage }) => `${apiId}:${stage}`).find((one) => stages.includes(one));
    const keyId = keyIds.find((id) => other.keyIds.includes(id));
    if (shared !== undefined && keyId !== undefined) {
      throw conflict(
        `Usage plan ${plan.id} cannot be added because API Key ${keyId} cannot reference multiple usage plans with the same API stage: ${shared}`,
      );
    }
  }
}
