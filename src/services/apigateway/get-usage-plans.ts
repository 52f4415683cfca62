import type { GetUsagePlansCommandInput, UsagePlans } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import type { Call } from './state.ts';
import { newestFirst, planAnswer } from './usage-answers.ts';

export async function getUsagePlans(input: GetUsagePlansCommandInput, call: Call): Promise<UsagePlans> {
  const { keyId } = input;
  const plans = newestFirst(await call.state.usagePlans.list());
  const { items, ...rest } = page(
    plans.filter((plan) => keyId === undefined || plan.keyIds.includes(keyId)),
    input,
  );
  return { ...rest, items: items.map(planAnswer) };
}

getUsagePlans.access = managementAccess('GET /usageplans');
