import type { Quota } from './quota-period.ts';
import type { RateLimit } from './token-buckets.ts';

export interface ServedKey {
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
}

export interface ServedPlan {
  readonly id: string;
  readonly throttle: RateLimit | undefined;
  readonly quota: Quota | undefined;
  /** By stage (`<api id>/<stage name>`): limits of single methods by `/users/{id}/GET`. */
  readonly stages: ReadonlyMap<string, ReadonlyMap<string, RateLimit>>;
  readonly keyIds: readonly string[];
}

export interface AdmittedKey {
  readonly key: ServedKey;
  readonly plan: ServedPlan;
}

/** The API keys and usage plans that hold now: no deployment is needed for them. */
export interface KeyRegistry {
  setKey(key: ServedKey): void;
  removeKey(id: string): void;
  setPlan(plan: ServedPlan): void;
  removePlan(id: string): void;
  /** The enabled key of this value and the plan that opens the stage to it; `undefined` when the stage stays shut. */
  admit(value: string, stage: string): AdmittedKey | undefined;
}

export function keyRegistry(): KeyRegistry {
  const keys = new Map<string, ServedKey>();
  const plans = new Map<string, ServedPlan>();
  let byValue = new Map<string, ServedKey>();
  /** By `<key id>/<stage>`. */
  let planOf = new Map<string, ServedPlan>();
  let stale = false;

  const index = () => {
    byValue = new Map([...keys.values()].map((key) => [key.value, key]));
    planOf = new Map();
    for (const plan of plans.values()) {
      for (const keyId of plan.keyIds) {
        for (const stage of plan.stages.keys()) planOf.set(`${keyId}/${stage}`, plan);
      }
    }
    stale = false;
  };
  const change = (edit: () => void) => {
    edit();
    stale = true;
  };

  return {
    setKey: (key) => change(() => keys.set(key.id, key)),
    removeKey: (id) => change(() => keys.delete(id)),
    setPlan: (plan) => change(() => plans.set(plan.id, plan)),
    removePlan: (id) => change(() => plans.delete(id)),
    admit(value, stage) {
      if (stale) index();
      const key = byValue.get(value);
      if (key === undefined || !key.enabled) return undefined;
      const plan = planOf.get(`${key.id}/${stage}`);
      return plan === undefined ? undefined : { key, plan };
    },
  };
}
