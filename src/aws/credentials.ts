import type { Clock } from '../std/clock.ts';
import type { Ids } from '../std/ids.ts';
import type { Caller } from './service.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Milliseconds since the epoch; `undefined` for long-term keys. */
  readonly expiresAt: number | undefined;
}

/** Keys known to samlet and who they act for. Temporary ones live as long as the process: so do the functions that hold them. */
export interface CredentialStore {
  /** `undefined` for a key nobody owns. */
  find(accessKeyId: string): { readonly credentials: Credentials; readonly caller: Caller } | undefined;
  /** Temporary keys for a session of a role (`ASIA...`, with a session token). */
  issueForRole(role: {
    readonly roleArn: string;
    readonly roleId: string;
    readonly sessionName: string;
    readonly durationMs: number;
  }): Credentials;
  /** Temporary keys that act for `caller` itself. */
  issueForCaller(session: { readonly caller: Caller; readonly durationMs: number }): Credentials;
}

/** The store with the one long-term key `test`/`test`, which is the account's root. */
export function credentialStore(options: {
  readonly account: string;
  readonly clock: Clock;
  readonly ids: Ids;
}): CredentialStore {
  const { account, clock, ids } = options;
  const root: Caller = {
    arn: `arn:aws:iam::${account}:root`,
    userId: account,
    account,
    kind: 'root',
    accessKeyId: 'test',
  };
  const known = new Map<string, { credentials: Credentials; caller: Caller }>([
    [
      'test',
      {
        credentials: { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: undefined, expiresAt: undefined },
        caller: root,
      },
    ],
  ]);

  const issue = (durationMs: number, callerOf: (accessKeyId: string) => Caller): Credentials => {
    for (const [key, { credentials }] of known) {
      // An hour of grace: an expired key must be told apart from an unknown one.
      if (credentials.expiresAt !== undefined && credentials.expiresAt + 3_600_000 < clock.now()) known.delete(key);
    }
    const credentials: Credentials = {
      accessKeyId: `ASIA${ids.upperAlphanumeric(16)}`,
      secretAccessKey: ids.hex(40),
      sessionToken: Buffer.from(`samlet:${ids.hex(96)}`).toString('base64'),
      expiresAt: clock.now() + durationMs,
    };
    known.set(credentials.accessKeyId, { credentials, caller: callerOf(credentials.accessKeyId) });
    return credentials;
  };

  return {
    find: (accessKeyId) => known.get(accessKeyId),
    issueForCaller: ({ caller, durationMs }) => issue(durationMs, (accessKeyId) => ({ ...caller, accessKeyId })),
    issueForRole({ roleArn, roleId, sessionName, durationMs }) {
      const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      return issue(durationMs, (accessKeyId) => ({
        arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`,
        userId: `${roleId}:${sessionName}`,
        account,
        kind: 'assumedRole',
        accessKeyId,
      }));
    },
  };
}
