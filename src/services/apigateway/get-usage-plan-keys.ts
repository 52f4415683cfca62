import type { GetUsagePlanKeysCommandInput, UsagePlanKeys } from '@aws-sdk/client-api-gateway';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import type { Call } from './state.ts';
import { planKeyAnswer } from './usage-answers.ts';

/** The newest first; a plan that is not there has none, as on AWS. */
export async function getUsagePlanKeys(input: GetUsagePlanKeysCommandInput, call: Call): Promise<UsagePlanKeys> {
  const plan = await call.state.usagePlans.get(input.usagePlanId ?? '');
  const { nameQuery = '' } = input;
  const keys = await Promise.all((plan?.keyIds ?? []).toReversed().map((id) => call.state.apiKeys.get(id)));
  const found = keys.filter((key) => key !== undefined);
  const { items, ...rest } = page(
    found.filter((key) => nameQuery === '' || key.name?.startsWith(nameQuery) === true),
    input,
  );
  return { ...rest, items: items.map(planKeyAnswer) };
}

getUsagePlanKeys.access = managementAccess('GET /usageplans/{usagePlanId}/keys');
