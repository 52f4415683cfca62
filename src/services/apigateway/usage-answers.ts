import type { ApiKey, UsagePlan, UsagePlanKey } from '@aws-sdk/client-api-gateway';
import type { ApiKeyRecord, UsagePlanRecord } from './usage-records.ts';

/** An API key; its value only where it was asked for. */
export function keyAnswer(key: ApiKeyRecord, withValue: boolean): ApiKey {
  const { createdAt, updatedAt, value, stageKeys, tags, ...rest } = key;
  return {
    ...rest,
    ...(withValue ? { value } : {}),
    ...(tags === undefined ? {} : { tags: { ...tags } }),
    stageKeys: [...stageKeys],
    createdDate: new Date(createdAt),
    lastUpdatedDate: new Date(updatedAt),
  };
}

export function planAnswer(plan: UsagePlanRecord): UsagePlan {
  const { keyIds: _, createdAt: __, apiStages, throttle, quota, tags, ...rest } = plan;
  return {
    ...rest,
    apiStages: apiStages.map(({ throttle: methods, ...stage }) => ({
      ...stage,
      ...(methods === undefined ? {} : { throttle: { ...methods } }),
    })),
    ...(throttle === undefined ? {} : { throttle: { ...throttle } }),
    ...(quota === undefined ? {} : { quota: { ...quota } }),
    ...(tags === undefined ? {} : { tags: { ...tags } }),
  };
}

export function planKeyAnswer({ id, name, value }: ApiKeyRecord): UsagePlanKey {
  return { id, type: 'API_KEY', value, ...(name === undefined ? {} : { name }) };
}

/** The newest first, as AWS lists keys and plans. */
export function newestFirst<T extends { readonly createdAt: number }>(records: readonly T[]): T[] {
  return [...records].sort((a, b) => b.createdAt - a.createdAt);
}
