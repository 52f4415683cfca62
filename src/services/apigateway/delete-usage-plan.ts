import type { DeleteUsagePlanCommandInput } from '@aws-sdk/client-api-gateway';
import { readPlan } from './edit-plan.ts';
import { badRequest } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

/** A plan with stages stays: they are taken out of it first. */
export async function deleteUsagePlan(input: DeleteUsagePlanCommandInput, call: Call): Promise<Record<string, never>> {
  const { id, apiStages } = await readPlan(call, input.usagePlanId);
  const [first] = apiStages;
  if (first !== undefined) {
    throw badRequest(
      `Cannot delete Usage Plan ${id} because there are API Stages associated with it, including ${first.apiId}:${first.stage}`,
    );
  }
  await dropPlan(id, call);
  return {};
}

deleteUsagePlan.access = managementAccess('DELETE /usageplans/{usagePlanId}');

/** Deletes a plan with all that was counted under it. */
export async function dropPlan(id: string, call: Call): Promise<void> {
  const { usagePlans, usage, platform } = call.state;
  await usagePlans.delete(id);
  platform.stages.keys.removePlan(id);
  platform.stages.usage.forget(id);
  for (const { keyId } of await usage.list({ prefix: `${id}/` })) await usage.delete(`${id}/${keyId}`);
}
