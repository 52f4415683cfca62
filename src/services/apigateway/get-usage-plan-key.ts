import type { GetUsagePlanKeyCommandInput, UsagePlanKey } from '@aws-sdk/client-api-gateway';
import { readPlan } from './edit-plan.ts';
import { notFound } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';
import { planKeyAnswer } from './usage-answers.ts';

export async function getUsagePlanKey(input: GetUsagePlanKeyCommandInput, call: Call): Promise<UsagePlanKey> {
  const { id, keyIds } = await readPlan(call, input.usagePlanId);
  const key = await call.state.apiKeys.get(input.keyId ?? '');
  if (key === undefined || !keyIds.includes(key.id)) throw missingPlanKey(id, input.keyId);
  return planKeyAnswer(key);
}

getUsagePlanKey.access = managementAccess('GET /usageplans/{usagePlanId}/keys/{keyId}');

export const missingPlanKey = (planId: string, keyId: string | undefined) =>
  notFound(`Usage Plan ${planId} does not contain API Key ${keyId}`);
