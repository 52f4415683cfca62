import { type Call, editApi } from './state.ts';

/** Sets an API's tags to exactly these. */
export async function replaceTags(
  restApiId: string,
  tags: Readonly<Record<string, string>>,
  call: Call,
): Promise<void> {
  await editApi(call, restApiId, (api) => [{ ...api, tags }, undefined]);
}
