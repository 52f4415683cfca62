import { badRequest, missingStage } from './errors.ts';
import { type Call, editApi, readApi } from './state.ts';

type Tags = Readonly<Record<string, string>>;

/** Reads and writes the tags of what an ARN names: a REST API or one of its stages. */
export async function readTags(resourceArn: string | undefined, call: Call): Promise<Tags> {
  const { apiId, stageName } = parseArn(resourceArn);
  const api = await readApi(call, apiId);
  if (stageName === undefined) return api.tags;
  const stage = await call.state.stages.get(`${apiId}/${stageName}`);
  if (stage === undefined) throw missingStage();
  return stage.tags ?? {};
}

export async function editTags(resourceArn: string | undefined, call: Call, edit: (tags: Tags) => Tags): Promise<void> {
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

function parseArn(arn: string | undefined): { apiId: string; stageName: string | undefined } {
  const [, apiId, stageName] = /:\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn ?? '') ?? [];
  if (apiId === undefined) throw badRequest('Invalid ARN specified in the request');
  return { apiId, stageName };
}
