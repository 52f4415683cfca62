import type { CallContext } from '../../aws/service.ts';
import type { Records } from '../../store/records.ts';
import { entityNotFound, iamArn, ROLE, USER } from './entity.ts';
import { onEntity, onManagedPolicy, onTagged } from './iam-access.ts';
import { checked } from './input.ts';
import { instanceProfileNotFound } from './instance-profiles.ts';
import { policyNotFound } from './managed-policy.ts';
import { deviceNotFound } from './mfa-devices.ts';
import { oidcProviderNotFound } from './oidc-providers.ts';
import { page } from './paging.ts';
import { checkModifiable } from './protected-role.ts';
import { quota } from './refusals.ts';
import { samlProviderNotFound } from './saml-providers.ts';
import type { IamState, Tag } from './state.ts';

type Call = CallContext<IamState>;
type Access = ReturnType<typeof onManagedPolicy>;

const TAGS_PER_RESOURCE = 50;

interface Tagged {
  readonly tags: readonly Tag[];
}

interface TaggedKind<Record extends Tagged, Member extends string> {
  /** As operations name it: `Role` of `TagRole`. */
  readonly noun: string;
  /** The member of inputs that names one. */
  readonly member: Member;
  readonly records: (state: IamState) => Records<Record>;
  readonly notFound: (name: string) => Error;
  readonly access: (action: string) => Access;
  readonly checkChange?: (record: Record) => void;
  /** The id of a record is its name in lower case. */
  readonly byName?: boolean;
}

/** The three operations of tags, which everything that has tags has alike. */
function tagOperations<Record extends Tagged, Member extends string>(kind: TaggedKind<Record, Member>) {
  const { noun, member, records, notFound, access, checkChange, byName } = kind;
  type Named = { readonly [Name in Member]: string | undefined };
  const nameOf = (input: object) => {
    const name = (checked(input, member as never) as Named)[member] ?? '';
    return { name, id: byName ? name.toLowerCase() : name };
  };
  const changeTags = (input: object, call: Call, after: (before: readonly Tag[]) => readonly Tag[]) => {
    const { name, id } = nameOf(input);
    return records(call.state).update(id, (before) => {
      if (before === undefined) throw notFound(name);
      checkChange?.(before);
      return { value: { ...before, tags: after(before.tags) }, result: undefined };
    });
  };
  const isOneOf = (keys: readonly string[]) => {
    const wanted = new Set(keys.map((key) => key.toLowerCase()));
    return ({ Key }: Tag) => wanted.has(Key.toLowerCase());
  };

  async function tag(input: Named & { readonly Tags: readonly object[] | undefined }, call: Call): Promise<void> {
    const added = checked(input, 'Tags').Tags as readonly Tag[];
    const isReplaced = isOneOf(added.map(({ Key }) => Key));
    await changeTags(input, call, (before) => {
      const after = [...before.filter((one) => !isReplaced(one)), ...added];
      if (after.length > TAGS_PER_RESOURCE) throw quota(`TagsPer${noun}`, TAGS_PER_RESOURCE);
      return after;
    });
  }
  tag.access = access(`iam:Tag${noun}`);

  async function untag(input: Named & { readonly TagKeys: readonly string[] | undefined }, call: Call): Promise<void> {
    const isRemoved = isOneOf(checked(input, 'TagKeys').TagKeys);
    await changeTags(input, call, (before) => before.filter((one) => !isRemoved(one)));
  }
  untag.access = access(`iam:Untag${noun}`);

  async function list(input: Named & { readonly Marker?: string; readonly MaxItems?: number }, call: Call) {
    const { name, id } = nameOf(input);
    const record = await records(call.state).get(id);
    if (record === undefined) throw notFound(name);
    const { items, ...paging } = page(record.tags, input, ({ Key }) => Key);
    return { Tags: items, ...paging };
  }
  list.access = access(`iam:List${noun}Tags`);

  return { tag, untag, list };
}

export const userTags = tagOperations({
  noun: 'User',
  member: 'UserName',
  records: ({ users }) => users,
  notFound: (name) => entityNotFound('user', name),
  access: (action) => onEntity(action, USER),
  byName: true,
});

export const roleTags = tagOperations({
  noun: 'Role',
  member: 'RoleName',
  records: ({ roles }) => roles,
  notFound: (name) => entityNotFound('role', name),
  access: (action) => onEntity(action, ROLE),
  checkChange: checkModifiable,
  byName: true,
});

export const policyTags = tagOperations({
  noun: 'Policy',
  member: 'PolicyArn',
  records: ({ policies }) => policies,
  notFound: policyNotFound,
  access: onManagedPolicy,
});

export const instanceProfileTags = tagOperations({
  noun: 'InstanceProfile',
  member: 'InstanceProfileName',
  records: ({ instanceProfiles }) => instanceProfiles,
  notFound: instanceProfileNotFound,
  access: (action) =>
    onTagged(
      action,
      'InstanceProfileName',
      ({ instanceProfiles }, name) => instanceProfiles.get(name.toLowerCase()),
      (name, account) => iamArn(account, 'instance-profile', '/', name),
    ),
  byName: true,
});

export const oidcProviderTags = tagOperations({
  noun: 'OpenIDConnectProvider',
  member: 'OpenIDConnectProviderArn',
  records: ({ oidcProviders }) => oidcProviders,
  notFound: oidcProviderNotFound,
  access: (action) => onTagged(action, 'OpenIDConnectProviderArn', ({ oidcProviders }, arn) => oidcProviders.get(arn)),
});

export const samlProviderTags = tagOperations({
  noun: 'SAMLProvider',
  member: 'SAMLProviderArn',
  records: ({ samlProviders }) => samlProviders,
  notFound: samlProviderNotFound,
  access: (action) => onTagged(action, 'SAMLProviderArn', ({ samlProviders }, arn) => samlProviders.get(arn)),
});

export const mfaDeviceTags = tagOperations({
  noun: 'MFADevice',
  member: 'SerialNumber',
  records: ({ mfaDevices }) => mfaDevices,
  notFound: deviceNotFound,
  access: (action) => onTagged(action, 'SerialNumber', ({ mfaDevices }, serial) => mfaDevices.get(serial)),
});
