import type { ServedKey, ServedPlan } from '../../gateway/limits/key-registry.ts';
import type { Quota } from '../../gateway/limits/quota-period.ts';
import type { RateLimit } from '../../gateway/limits/token-buckets.ts';

/** A throttle as it is given: either half may be missing. */
export type GivenLimit = { readonly [Half in keyof RateLimit]?: RateLimit[Half] | undefined };

export type GivenQuota = { readonly [Member in keyof Quota]?: Quota[Member] | undefined };

export interface ApiKeyRecord {
  readonly id: string;
  readonly value: string;
  readonly name?: string;
  readonly description?: string;
  readonly customerId?: string;
  readonly enabled: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** `<api id>/<stage name>`: kept and told. They open nothing since there are usage plans. */
  readonly stageKeys: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

export interface PlanStage {
  readonly apiId: string;
  readonly stage: string;
  /** By `/users/{id}/GET`. */
  readonly throttle?: Readonly<Record<string, GivenLimit>>;
}

export interface UsagePlanRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly productCode?: string;
  readonly apiStages: readonly PlanStage[];
  readonly throttle?: GivenLimit;
  readonly quota?: GivenQuota;
  /** The newest last. */
  readonly keyIds: readonly string[];
  readonly createdAt: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export function servedKey({ id, value, enabled }: ApiKeyRecord): ServedKey {
  return { id, value, enabled };
}

/** The plan as the gateway enforces it. */
export function servedPlan({ id, throttle, quota, apiStages, keyIds }: UsagePlanRecord): ServedPlan {
  return {
    id,
    keyIds,
    throttle: wholeLimit(throttle),
    quota: quotaOf(quota),
    stages: new Map(
      apiStages.map(({ apiId, stage, throttle: methods = {} }) => [
        `${apiId}/${stage}`,
        new Map(
          Object.entries(methods).flatMap(([method, given]) => {
            const limit = wholeLimit(given);
            return limit === undefined ? [] : [[method.replace(/^\/+/, '/'), limit] as const];
          }),
        ),
      ]),
    ),
  };
}

/** Of a plan that gives one half only, the other does not bind. */
function wholeLimit(given: GivenLimit | undefined): RateLimit | undefined {
  const { rateLimit, burstLimit } = given ?? {};
  if (rateLimit === undefined && burstLimit === undefined) return undefined;
  return {
    rateLimit: rateLimit ?? Number.MAX_SAFE_INTEGER,
    burstLimit: burstLimit ?? Math.max(1, Math.ceil(rateLimit ?? 1)),
  };
}

export function quotaOf(given: GivenQuota | undefined): Quota | undefined {
  if (given?.limit === undefined) return undefined;
  return { limit: given.limit, period: given.period ?? 'DAY', offset: given.offset ?? 0 };
}
