import type { AccessRecord } from '../aws/authorizer.ts';
import type { Caller } from '../aws/caller.ts';
import type { PolicyType } from '../policy/decision.ts';
import type { Clock } from '../std/clock.ts';
import { records } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** How often a user or a role did one thing to one resource, or was not let. */
export interface AccessUse {
  /** `dynamodb:PutItem`: what policies name. */
  readonly action: string;
  /** An ARN; `*` for an action without resources, and where one action has met too many of them. */
  readonly resource: string;
  readonly allowed: number;
  readonly denied: number;
  /** Milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly lastRequestId: string;
  /** Which policies did not allow it the last time it was denied. */
  readonly deniedBy?: PolicyType;
}

/** What users and roles have used of their permissions: the record behind `samlet policy` and IAM's last accessed data. */
export interface AccessUses {
  /** For hot paths: counts in memory, committed within a second. */
  record(record: AccessRecord): void;
  /** All uses of a user or a role, by its ARN (with its path), sorted by action and resource. */
  of(principalArn: string): Promise<readonly AccessUse[]>;
  /** Forgets what a principal did. */
  clear(principalArn: string): Promise<void>;
  flush(): Promise<void>;
}

const FLUSH_MS = 500;
const MAX_RESOURCES = 200;

interface PrincipalUses {
  readonly arn: string;
  readonly uses: readonly AccessUse[];
}

/** The ARN that IAM's records of a caller go by: its role's, or its own. */
export const recordedArn = ({ roleArn, issuerArn, arn }: Caller): string => roleArn ?? issuerArn ?? arn;

export function accessUses(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly onFault?: (error: unknown) => void;
}): AccessUses {
  const { store, clock, onFault = () => {} } = options;
  const kept = records<PrincipalUses>(store, 'access', 'uses');
  let pending: Pending = new Map();
  let scheduled = false;
  let writing: Promise<void> = Promise.resolve();

  const write = async (batch: Pending): Promise<void> => {
    for (const [arn, byAction] of batch) {
      const uses = [...byAction.values()].flatMap((byResource) => [...byResource.values()].map(settled));
      await kept.update(arn, (current) => ({
        value: { arn, uses: merged([...(current?.uses ?? []), ...uses]) },
        result: undefined,
      }));
    }
  };

  const flush = (): Promise<void> => {
    if (pending.size > 0) {
      const batch = pending;
      pending = new Map();
      writing = writing.then(() => write(batch)).catch(onFault);
    }
    return writing;
  };

  return {
    record({ at, requestId, caller, action, resource, decision }) {
      if (caller.kind === 'service' || caller.kind === 'anonymous') return;
      const use = countedUse(pending, recordedArn(caller), action, resource, at);
      if (decision.result === 'allowed') use.allowed++;
      else {
        use.denied++;
        use.deniedBy = decision.deniedBy;
      }
      use.lastAt = at;
      use.lastRequestId = requestId;
      if (scheduled) return;
      scheduled = true;
      void clock.sleep(FLUSH_MS).then(() => {
        scheduled = false;
        return flush();
      });
    },

    async of(principalArn) {
      await flush();
      return (await kept.get(principalArn))?.uses ?? [];
    },

    async clear(principalArn) {
      await flush();
      await kept.delete(principalArn);
    },

    flush,
  };
}

/** By principal, action and resource. */
type Pending = Map<string, Map<string, Map<string, CountedUse>>>;

/** A use that is being counted, on the path of every call: changed in place. */
interface CountedUse {
  readonly action: string;
  readonly resource: string;
  allowed: number;
  denied: number;
  readonly firstAt: number;
  lastAt: number;
  lastRequestId: string;
  deniedBy: PolicyType | undefined;
}

function countedUse(pending: Pending, arn: string, action: string, resource: string, at: number): CountedUse {
  let byAction = pending.get(arn);
  if (byAction === undefined) {
    byAction = new Map();
    pending.set(arn, byAction);
  }
  let byResource = byAction.get(action);
  if (byResource === undefined) {
    byResource = new Map();
    byAction.set(action, byResource);
  }
  let use = byResource.get(resource);
  if (use === undefined) {
    use = { action, resource, allowed: 0, denied: 0, firstAt: at, lastAt: at, lastRequestId: '', deniedBy: undefined };
    byResource.set(resource, use);
  }
  return use;
}

const settled = ({ deniedBy, ...use }: CountedUse): AccessUse => ({
  ...use,
  ...(deniedBy !== undefined && { deniedBy }),
});

function sum(before: AccessUse, after: AccessUse): AccessUse {
  return {
    ...before,
    ...after,
    allowed: before.allowed + after.allowed,
    denied: before.denied + after.denied,
    firstAt: before.firstAt,
  };
}

/** One use for each action and resource; an action that met too many resources is kept as one use of all. */
function merged(uses: readonly AccessUse[]): readonly AccessUse[] {
  const byAction = new Map<string, Map<string, AccessUse>>();
  for (const use of uses) {
    const resources = byAction.get(use.action) ?? new Map<string, AccessUse>();
    const of = resources.has('*') || resources.has(use.resource) || resources.size < MAX_RESOURCES ? use.resource : '*';
    const resource = resources.has('*') ? '*' : of;
    if (resource === '*' && resources.size > 1) {
      const all = [...resources.values()].reduce(sum);
      resources.clear();
      resources.set('*', { ...all, resource: '*' });
    }
    const before = resources.get(resource);
    const same = { ...use, resource };
    resources.set(resource, before === undefined ? same : sum(before, same));
    byAction.set(use.action, resources);
  }
  return [...byAction.values()]
    .flatMap((resources) => [...resources.values()])
    .sort((one, other) => compare(one.action, other.action) || compare(one.resource, other.resource));
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
