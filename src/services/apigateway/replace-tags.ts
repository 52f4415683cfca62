import { managementArn } from './management-access.ts';
import type { Call } from './state.ts';
import { editTags } from './tagged.ts';

type Tags = Readonly<Record<string, string>>;

/** Sets an API's tags to exactly these. */
export const replaceTags = (restApiId: string, tags: Tags, call: Call): Promise<void> =>
  replaceTagsOf(`/restapis/${restApiId}`, tags, call);

/** Sets the tags of what stands at a path of API Gateway's own API to exactly these. */
export const replaceTagsOf = (path: string, tags: Tags, call: Call): Promise<void> =>
  editTags(managementArn(call, path), call, () => tags);
