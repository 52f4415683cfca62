import type { LongTermKey, LongTermKeys } from '../../aws/credentials.ts';
import type { Records } from '../../store/records.ts';
import type { AccessKeyRecord, UserRecord } from './state.ts';

/** When and where a key was used last. */
export interface KeyUse {
  readonly at: number;
  /** The name in the signature's credential scope. */
  readonly service: string;
  readonly region: string;
}

/** The access keys of users, in memory, for each signed call asks. */
export interface KeyRing extends LongTermKeys {
  /** Reads users and keys again; what was written before the call is known once it resolves. */
  reload(): Promise<void>;
  lastUse(accessKeyId: string): KeyUse | undefined;
  /** A key that is gone leaves no trace of its use. */
  forget(accessKeyId: string): Promise<void>;
}

/** AWS's own record of a key's use is coarser than this. */
const KEPT_EVERY_MS = 60_000;

export function keyRing(options: {
  readonly users: Records<UserRecord>;
  readonly accessKeys: Records<AccessKeyRecord>;
  readonly uses: Records<KeyUse & { readonly accessKeyId: string }>;
  readonly account: string;
  readonly onFault: (error: unknown) => void;
}): KeyRing {
  const { users, accessKeys, uses, account, onFault } = options;
  let keys: ReadonlyMap<string, LongTermKey> = new Map();
  const lastUses = new Map<string, KeyUse>();
  const keptAt = new Map<string, number>();

  return {
    find: (accessKeyId) => keys.get(accessKeyId),

    onUse(accessKeyId, service, region, at) {
      const before = lastUses.get(accessKeyId);
      lastUses.set(accessKeyId, { at, service, region });
      if (before?.service === service && at - (keptAt.get(accessKeyId) ?? 0) < KEPT_EVERY_MS) return;
      keptAt.set(accessKeyId, at);
      uses.put(accessKeyId, { accessKeyId, at, service, region }).catch(onFault);
    },

    async reload() {
      const [all, owners, used] = await Promise.all([accessKeys.list(), users.list(), uses.list()]);
      const ownerOf = new Map(owners.map((user) => [user.name.toLowerCase(), user]));
      const known = new Map<string, LongTermKey>();
      for (const { accessKeyId, secretAccessKey, status, user } of all) {
        const owner = user === undefined ? undefined : ownerOf.get(user);
        if (user !== undefined && owner === undefined) continue;
        const arn = owner?.arn ?? `arn:aws:iam::${account}:root`;
        const caller = { arn, userId: owner?.id ?? account, account, kind: owner ? 'user' : 'root' } as const;
        known.set(accessKeyId, { secretAccessKey, status, caller: { ...caller, accessKeyId } });
      }
      for (const { accessKeyId, ...use } of used) if (!lastUses.has(accessKeyId)) lastUses.set(accessKeyId, use);
      keys = known;
    },

    lastUse: (accessKeyId) => lastUses.get(accessKeyId),

    async forget(accessKeyId) {
      lastUses.delete(accessKeyId);
      keptAt.delete(accessKeyId);
      await uses.delete(accessKeyId);
    },
  };
}
