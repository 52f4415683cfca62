import type { MfaDevice } from '../../aws/credentials.ts';
import type { Principals } from '../../aws/principals.ts';
import { type Records, records } from '../../store/records.ts';
import type { ServerLog } from '../../telemetry/server-log.ts';
import type { Platform } from '../platform.ts';
import { type KeyRing, keyRing } from './key-ring.ts';
import { principalSource } from './principal-source.ts';
import { inTurn, type Turns } from './turns.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface NamedRecord {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly tags: readonly Tag[];
}

/** What users, groups and roles have in common. Groups have no tags and no boundary. */
export interface EntityRecord extends NamedRecord {
  readonly permissionsBoundary?: string;
  /** Documents by name, as JSON. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs of managed policies, AWS's own among them. */
  readonly attachedPolicies: readonly string[];
}

export interface UserRecord extends EntityRecord {
  /** Names in lower case. */
  readonly groups: readonly string[];
  readonly loginProfile?: { readonly createdAt: number; readonly resetRequired: boolean };
}

export type GroupRecord = EntityRecord;

export interface RoleRecord extends EntityRecord {
  /** JSON, as it was given. */
  readonly trustPolicy: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
}

export interface PolicyVersionRecord {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface PolicyRecord extends NamedRecord {
  readonly description?: string;
  readonly updatedAt: number;
  readonly defaultVersionId: string;
  readonly versions: readonly PolicyVersionRecord[];
  readonly versionsMade: number;
}

export interface InstanceProfileRecord extends NamedRecord {
  /** In lower case. */
  readonly role?: string;
}

export interface AccessKeyRecord {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** In lower case; none for a key of the account's root. */
  readonly user?: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: number;
}

export interface MfaDeviceRecord {
  readonly serialNumber: string;
  /** The secret that its codes are made of, in Base64. */
  readonly seed: string;
  readonly createdAt: number;
  /** In lower case. */
  readonly user?: string;
  readonly enabledAt?: number;
  readonly tags: readonly Tag[];
}

export interface OidcProviderRecord {
  readonly arn: string;
  /** Without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly createdAt: number;
  readonly tags: readonly Tag[];
}

export interface SamlProviderRecord {
  readonly arn: string;
  readonly id: string;
  readonly metadata: string;
  readonly createdAt: number;
  readonly validUntil: number;
  readonly tags: readonly Tag[];
}

export interface PasswordPolicyRecord {
  readonly [member: string]: number | boolean;
}

export interface AccountRecord {
  readonly alias?: string;
  readonly passwordPolicy?: PasswordPolicyRecord;
  /** When the last credential report was made. */
  readonly credentialReportAt?: number;
}

/** A report of GenerateServiceLastAccessedDetails: what was asked for, and when. */
export interface AccessReportRecord {
  readonly id: string;
  readonly arn: string;
  readonly granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL';
  readonly createdAt: number;
}

export interface IamState {
  /** Users, groups, roles and instance profiles: by name in lower case, for IAM's names differ by more than case. */
  readonly users: Records<UserRecord>;
  readonly groups: Records<GroupRecord>;
  readonly roles: Records<RoleRecord>;
  readonly instanceProfiles: Records<InstanceProfileRecord>;
  /** By ARN. */
  readonly policies: Records<PolicyRecord>;
  readonly oidcProviders: Records<OidcProviderRecord>;
  readonly samlProviders: Records<SamlProviderRecord>;
  /** By access key id. */
  readonly accessKeys: Records<AccessKeyRecord>;
  /** By serial number. */
  readonly mfaDevices: Records<MfaDeviceRecord>;
  /** One, under `account`. */
  readonly account: Records<AccountRecord>;
  /** Deleted service-linked roles, by the id of the deletion. */
  readonly roleDeletions: Records<{ readonly role: string }>;
  /** By ARN: roles that were deleted. What still acts as one may do nothing, unlike as a role that was never here. */
  readonly deletedRoles: Records<{ readonly arn: string }>;
  readonly accessReports: Records<AccessReportRecord>;
  /** What users sign with, always as the records are. */
  readonly keys: KeyRing;
  /** For writes that look at several records. */
  readonly turns: Turns;
  readonly accessUses: Platform['accessUses'];
  readonly startedAt: number;
}

export function newState(platform: Platform): IamState {
  const { store, clock, principals, credentials, log, account } = platform;
  const kept = <T>(kind: string): Records<T> => records(store, 'iam', kind);
  const watched = <T>(kind: string): Records<T> => notifying(kept<T>(kind), principals);
  const users = watched<UserRecord>('user');
  const accessKeys = kept<AccessKeyRecord>('access-key');
  const state: IamState = {
    users,
    groups: watched('group'),
    roles: watched('role'),
    policies: watched('policy'),
    instanceProfiles: kept('instance-profile'),
    oidcProviders: kept('oidc-provider'),
    samlProviders: kept('saml-provider'),
    accessKeys,
    mfaDevices: kept('mfa-device'),
    account: kept('account'),
    roleDeletions: kept('role-deletion'),
    deletedRoles: kept('deleted-role'),
    accessReports: kept('access-report'),
    keys: keyRing({ users, accessKeys, uses: kept('access-key-use'), account, onFault: faultLog(log) }),
    turns: inTurn(),
    accessUses: platform.accessUses,
    startedAt: clock.now(),
  };
  principals.readFrom(principalSource(state));
  credentials.readLongTermKeys({ ...state.keys, mfaDevice: (serialNumber) => enabledDevice(serialNumber, state) });
  // The store answers before the first call can come.
  state.keys.reload().catch(faultLog(log));
  return state;
}

/** A device that a user shows codes of. */
async function enabledDevice(
  serialNumber: string,
  { mfaDevices, users }: Pick<IamState, 'mfaDevices' | 'users'>,
): Promise<MfaDevice | undefined> {
  const device = await mfaDevices.get(serialNumber);
  const owner = device?.user === undefined ? undefined : await users.get(device.user);
  return device && owner && { userArn: owner.arn, seed: Buffer.from(device.seed, 'base64') };
}

const faultLog = (log: ServerLog) => (error: unknown) =>
  log.error('The access keys of IAM users cannot be read', error);

/** Records that tell whoever evaluates policies of each write. */
function notifying<T>(kept: Records<T>, principals: Principals): Records<T> {
  const after = async <R>(write: Promise<R>): Promise<R> => {
    const result = await write;
    principals.changed();
    return result;
  };
  return {
    get: (id) => kept.get(id),
    list: (options) => kept.list(options),
    put: (id, value) => after(kept.put(id, value)),
    delete: (id) => after(kept.delete(id)),
    update: (id, decide) => after(kept.update(id, decide)),
  };
}
