import { randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Clock } from '../std/clock.ts';
import type { Ids } from '../std/ids.ts';
import { Lru } from '../std/lru.ts';
import { accountOfAccessKeyId, newAccessKeyId } from './access-key-id.ts';
import { type AuthorizationMessages, authorizationMessages } from './authorization-messages.ts';
import type { Caller, CallerSession } from './caller.ts';
import { sealing } from './sealing.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Milliseconds since the epoch; `undefined` for long-term keys. */
  readonly expiresAt: number | undefined;
}

export interface KnownKey {
  readonly credentials: Credentials;
  readonly caller: Caller;
}

/** A long-term key of an IAM user. */
export interface LongTermKey {
  readonly secretAccessKey: string;
  readonly caller: Caller;
  readonly status: 'Active' | 'Inactive';
}

/** The access keys of users: IAM keeps them, each signed call asks. */
export interface LongTermKeys {
  /** The same object as long as nothing about the key has changed. */
  find(accessKeyId: string): LongTermKey | undefined;
  /** A call was signed well with a key that `find` gave. `service` is the name in the credential scope. On the hot path. */
  onUse?(accessKeyId: string, service: string, region: string, atMs: number): void;
  /** An enabled MFA device by its serial number (the ARN of a virtual one). */
  mfaDevice?(serialNumber: string): Promise<MfaDevice | undefined>;
}

export interface MfaDevice {
  /** Whose device it is. */
  readonly userArn: string;
  /** What its codes are made of, see `isOneTimeCode`. */
  readonly seed: Uint8Array;
}

/** Keys known to samlet and who they act for. */
export interface CredentialStore {
  /**
   * Who a key acts for, whose temporary keys prove it by their session token. `undefined`: a key that nobody owns.
   * `invalid`: a key that is not active or was deleted, or a token that is missing, forged, cut off or of another key. Expired keys
   * are found: their `expiresAt` says it.
   */
  find(accessKeyId: string, sessionToken?: string): KnownKey | 'invalid' | undefined;
  /** Temporary keys for a session of a role (`ASIA...`, with a session token). */
  issueForRole(role: {
    readonly roleArn: string;
    readonly roleId: string;
    readonly sessionName: string;
    readonly durationMs: number;
    readonly session?: Omit<CallerSession, 'issuedAt'>;
  }): Credentials;
  /** Temporary keys that act for `caller`, with what its session says. */
  issueForCaller(session: { readonly caller: Caller; readonly durationMs: number }): Credentials;
  /** IAM says how the keys of users are found. */
  readLongTermKeys(keys: LongTermKeys): void;
  /** Tells IAM of a call that was signed well. */
  used(accessKeyId: string, service: string, region: string): void;
  mfaDevice(serialNumber: string): Promise<MfaDevice | undefined>;
  readonly authorizationMessages: AuthorizationMessages;
}

const SESSIONS_KEPT = 2_000;
const MAX_TOKEN_LENGTH = 32_768;
const MAX_CONTENT_BYTES = 1_048_576;

/** What a session token holds, sealed. */
interface SealedSession {
  readonly caller: Caller;
  readonly expiresAt: number;
}

/**
 * The store with the one key `test`/`test`, which is the account's root. Temporary keys are kept nowhere: their session
 * token says, sealed, all there is to know, so that they outlive a restart as long as `sealingKey` is the same.
 */
export function credentialStore(options: {
  readonly account: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** A new one, when it is not given: tokens then end with the process. */
  readonly sealingKey?: Uint8Array;
}): CredentialStore {
  const { account, clock, ids } = options;
  const key = options.sealingKey ?? randomBytes(32);
  const { seal, open, secretFor } = sealing(key, 'session token');
  const root: KnownKey = {
    credentials: { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: undefined, expiresAt: undefined },
    caller: { arn: `arn:aws:iam::${account}:root`, userId: account, account, kind: 'root', accessKeyId: 'test' },
  };
  // Tokens that were opened once.
  const sessions = new Lru<string, KnownKey>(SESSIONS_KEPT);
  let users: LongTermKeys = { find: () => undefined };
  const ofUsers = new WeakMap<LongTermKey, KnownKey>();

  const issue = (durationMs: number, caller: Caller): Credentials => {
    const accessKeyId = newAccessKeyId('ASIA', account, ids);
    const now = clock.now();
    const session: SealedSession = {
      caller: { ...caller, accessKeyId, session: { ...caller.session, issuedAt: now } },
      // Whole seconds, as STS says it.
      expiresAt: Math.floor((now + durationMs) / 1000) * 1000,
    };
    const content = deflateRawSync(Buffer.from(JSON.stringify(session)));
    const credentials: Credentials = {
      accessKeyId,
      secretAccessKey: secretFor(accessKeyId),
      sessionToken: seal(content, accessKeyId).toString('base64'),
      expiresAt: session.expiresAt,
    };
    sessions.set(accessKeyId, { credentials, caller: session.caller });
    return credentials;
  };

  const opened = (accessKeyId: string, sessionToken: string): KnownKey | 'invalid' => {
    if (sessionToken.length > MAX_TOKEN_LENGTH) return 'invalid';
    const sealed = Buffer.from(sessionToken, 'base64');
    // Decoding passes over what is no base64.
    const content = sealed.toString('base64') === sessionToken ? open(sealed, accessKeyId) : undefined;
    if (content === undefined) return 'invalid';
    const text = inflateRawSync(content, { maxOutputLength: MAX_CONTENT_BYTES }).toString();
    const { caller, expiresAt } = JSON.parse(text) as SealedSession;
    const secretAccessKey = secretFor(accessKeyId);
    const known = { credentials: { accessKeyId, secretAccessKey, sessionToken, expiresAt }, caller };
    sessions.set(accessKeyId, known);
    return known;
  };

  const ofUser = (accessKeyId: string, key: LongTermKey): KnownKey => {
    let known = ofUsers.get(key);
    if (known === undefined) {
      const { secretAccessKey, caller } = key;
      known = {
        credentials: { accessKeyId, secretAccessKey, sessionToken: undefined, expiresAt: undefined },
        caller: { ...caller, accessKeyId },
      };
      ofUsers.set(key, known);
    }
    return known;
  };

  return {
    find(accessKeyId, sessionToken) {
      if (accessKeyId === 'test') return root;
      const session = sessions.get(accessKeyId);
      if (session !== undefined && session.credentials.sessionToken === sessionToken) return session;
      const key = users.find(accessKeyId);
      if (key !== undefined) {
        return key.status === 'Inactive' || sessionToken !== undefined ? 'invalid' : ofUser(accessKeyId, key);
      }
      // Keys that AWS made for other accounts are nobody's here; a key of this account that is not known any more is not.
      if (accountOfAccessKeyId(accessKeyId) !== account) return undefined;
      if (sessionToken === undefined || !accessKeyId.startsWith('ASIA')) return 'invalid';
      return opened(accessKeyId, sessionToken);
    },
    issueForCaller: ({ caller, durationMs }) => issue(durationMs, caller),
    issueForRole({ roleArn, roleId, sessionName, durationMs, session }) {
      const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      return issue(durationMs, {
        arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`,
        userId: `${roleId}:${sessionName}`,
        account,
        kind: 'assumedRole',
        roleArn,
        session: { ...session, issuedAt: clock.now() },
      });
    },
    readLongTermKeys(keys) {
      users = keys;
    },
    used(accessKeyId, service, region) {
      if (users.onUse === undefined || accessKeyId === 'test' || accessKeyId.startsWith('ASIA')) return;
      users.onUse(accessKeyId, service, region, clock.now());
    },
    mfaDevice: async (serialNumber) => users.mfaDevice?.(serialNumber),
    authorizationMessages: authorizationMessages(key),
  };
}
