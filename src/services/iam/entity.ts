import type { CallContext } from '../../aws/service.ts';
import type { Records } from '../../store/records.ts';
import { notFound } from './refusals.ts';
import type { EntityRecord, GroupRecord, IamState, RoleRecord, UserRecord } from './state.ts';

type Call = Pick<CallContext<IamState>, 'state'>;

/** Users, groups and roles: what policies belong to. */
export interface EntityKind<Entity extends EntityRecord> {
  readonly noun: 'user' | 'group' | 'role';
  /** The member of inputs that names one. */
  readonly member: 'UserName' | 'GroupName' | 'RoleName';
  readonly records: (state: IamState) => Records<Entity>;
}

/** An input that names a user, a group or a role. */
export interface EntityInput {
  readonly UserName?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly RoleName?: string | undefined;
}

export const USER: EntityKind<UserRecord> = { noun: 'user', member: 'UserName', records: ({ users }) => users };
export const GROUP: EntityKind<GroupRecord> = { noun: 'group', member: 'GroupName', records: ({ groups }) => groups };
export const ROLE: EntityKind<RoleRecord> = { noun: 'role', member: 'RoleName', records: ({ roles }) => roles };

export const entityNotFound = (noun: string, name: string) =>
  notFound(`The ${noun} with name ${name} cannot be found.`);

export async function existing<Entity extends EntityRecord>(
  { noun, records }: EntityKind<Entity>,
  name: string,
  { state }: Call,
): Promise<Entity> {
  const found = await records(state).get(name.toLowerCase());
  if (found === undefined) throw entityNotFound(noun, name);
  return found;
}

/** Changes a record; refuses when there is none. */
export function change<Entity extends EntityRecord>(
  { noun, records }: EntityKind<Entity>,
  name: string,
  { state }: Call,
  after: (before: Entity) => Entity,
): Promise<void> {
  return records(state).update(name.toLowerCase(), (before) => {
    if (before === undefined) throw entityNotFound(noun, name);
    return { value: after(before), result: undefined };
  });
}

/** Dates of IAM's answers have whole seconds. */
export const wholeSeconds = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000);

export const boundaryOf = ({ permissionsBoundary }: EntityRecord) =>
  permissionsBoundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
          PermissionsBoundaryArn: permissionsBoundary,
        },
      };

export const tagsOf = ({ tags }: EntityRecord) => (tags.length > 0 ? { Tags: [...tags] } : {});

/** Names and paths make the ARNs of everything that IAM keeps. */
export const iamArn = (account: string, kind: string, path: string, name: string) =>
  `arn:aws:iam::${account}:${kind}${path}${name}`;
