import { editPlan, readPlan } from './edit-plan.ts';
import { badRequest, missingStage } from './errors.ts';
import { readKey } from './get-api-key.ts';
import { type Call, editApi, readApi } from './state.ts';
import { missingKey } from './usage-errors.ts';

type Tags = Readonly<Record<string, string>>;

/** Reads and writes the tags of what an ARN names: a REST API or one of its stages, an API key, a usage plan. */
export async function readTags(resourceArn: string | undefined, call: Call): Promise<Tags> {
  const usage = usageArn(resourceArn);
  if (usage?.kind === 'apikeys') return (await readKey(call, usage.id)).tags ?? {};
  if (usage?.kind === 'usageplans') return (await readPlan(call, usage.id)).tags ?? {};
  const { apiId, stageName } = parseArn(resourceArn);
  const api = await readApi(call, apiId);
  if (stageName === undefined) return api.tags;
  const stage = await call.state.stages.get(`${apiId}/${stageName}`);
  if (stage === undefined) throw missingStage();
  return stage.tags ?? {};
}

export async function editTags(resourceArn: string | undefined, call: Call, edit: (tags: Tags) => Tags): Promise<void> {
  const usage = usageArn(resourceArn);
  if (usage?.kind === 'apikeys') {
    await call.state.apiKeys.update(usage.id, (key) => {
      if (key === undefined) throw missingKey();
      return { value: { ...key, tags: edit(key.tags ?? {}) }, result: undefined };
    });
    return;
  }
  if (usage?.kind === 'usageplans') {
    await editPlan(call, usage.id, (plan) => ({ ...plan, tags: edit(plan.tags ?? {}) }));
    return;
  }
  const { apiId, stageName } = parseArn(resourceArn);
  if (stageName === undefined) {
    await editApi(call, apiId, (api) => [{ ...api, tags: edit(api.tags) }, undefined]);
    return;
  }
  await call.state.stages.update(`${apiId}/${stageName}`, (stage) => {
    if (stage === undefined) throw missingStage();
    return { value: { ...stage, tags: edit(stage.tags ?? {}) }, result: undefined };
  });
}

function usageArn(arn: string | undefined): { readonly kind: string; readonly id: string } | undefined {
  const [, kind, id] = /:\/(apikeys|usageplans)\/([^/]+)$/.exec(arn ?? '') ?? [];
  return kind === undefined || id === undefined ? undefined : { kind, id };
}

function parseArn(arn: string | undefined): { apiId: string; stageName: string | undefined } {
  const [, apiId, stageName] = /:\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn ?? '') ?? [];
  if (apiId === undefined) throw badRequest('Invalid ARN specified in the request');
  return { apiId, stageName };
}
