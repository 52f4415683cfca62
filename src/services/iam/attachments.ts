import type { ListEntitiesForPolicyCommandInput } from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { change, type EntityInput, type EntityKind, existing, GROUP, ROLE, USER } from './entity.ts';
import { onEntity, onManagedPolicy } from './iam-access.ts';
import { checked } from './input.ts';
import { allEntities, existingManagedPolicy, findManagedPolicy, isAwsPolicy } from './managed-policy.ts';
import { type PageInput, page } from './paging.ts';
import { checkModifiable } from './protected-role.ts';
import { invalidInput, notFound, quota } from './refusals.ts';
import type { EntityRecord, IamState } from './state.ts';

type Call = CallContext<IamState>;

const POLICIES_PER_ENTITY = 10;
const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
const pathOf = (arn: string) => arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1);

/** The three operations of attached policies, which users, groups and roles have alike. */
function attachments<Entity extends EntityRecord>(kind: EntityKind<Entity>, noun: string) {
  const { member } = kind;
  type PolicyInput = EntityInput & { readonly PolicyArn: string | undefined };

  async function attach(input: PolicyInput, call: Call): Promise<void> {
    const { PolicyArn, ...named } = checked(input, member, 'PolicyArn');
    if (!/^arn:aws:iam::(?:\d{12}|aws):policy\/./.test(PolicyArn)) throw invalidInput(`ARN ${PolicyArn} is not valid.`);
    await call.state.turns(async () => {
      await existing(kind, named[member], call);
      if ((await findManagedPolicy(PolicyArn, call)) === undefined) {
        throw notFound(`Policy ${PolicyArn} does not exist or is not attachable.`);
      }
      if (isAwsPolicy(PolicyArn) && pathOf(PolicyArn) === '/aws-service-role/') {
        const message = `Cannot attach a Service Role Policy to a Customer ${noun}.`;
        throw new ServiceError('PolicyNotAttachableException', message);
      }
      await change(kind, named[member], call, (entity) => {
        checkModifiable(entity);
        if (entity.attachedPolicies.includes(PolicyArn)) return entity;
        if (entity.attachedPolicies.length >= POLICIES_PER_ENTITY) {
          throw quota(`PoliciesPer${noun}`, POLICIES_PER_ENTITY);
        }
        return { ...entity, attachedPolicies: [...entity.attachedPolicies, PolicyArn] };
      });
    });
  }
  attach.access = onEntity(`iam:Attach${noun}Policy`, kind);

  async function detach(input: PolicyInput, call: Call): Promise<void> {
    const { PolicyArn, ...named } = checked(input, member, 'PolicyArn');
    await change(kind, named[member], call, (entity) => {
      checkModifiable(entity);
      if (!entity.attachedPolicies.includes(PolicyArn)) throw notFound(`Policy ${PolicyArn} was not found.`);
      return { ...entity, attachedPolicies: entity.attachedPolicies.filter((arn) => arn !== PolicyArn) };
    });
  }
  detach.access = onEntity(`iam:Detach${noun}Policy`, kind);

  async function list(input: EntityInput & PageInput & { readonly PathPrefix?: string | undefined }, call: Call) {
    const { PathPrefix = '/', ...named } = checked(input, member);
    const { attachedPolicies } = await existing(kind, named[member], call);
    const all = attachedPolicies.filter((arn) => pathOf(arn).startsWith(PathPrefix));
    const { items, ...paging } = page(all, input, (arn) => arn);
    return { AttachedPolicies: items.map((arn) => ({ PolicyName: nameOf(arn), PolicyArn: arn })), ...paging };
  }
  list.access = onEntity(`iam:ListAttached${noun}Policies`, kind);

  return { attach, detach, list };
}

export const {
  attach: attachUserPolicy,
  detach: detachUserPolicy,
  list: listAttachedUserPolicies,
} = attachments(USER, 'User');

export const {
  attach: attachGroupPolicy,
  detach: detachGroupPolicy,
  list: listAttachedGroupPolicies,
} = attachments(GROUP, 'Group');

export const {
  attach: attachRolePolicy,
  detach: detachRolePolicy,
  list: listAttachedRolePolicies,
} = attachments(ROLE, 'Role');

/** Who has the policy: attached, or as permissions boundary. */
export async function listEntitiesForPolicy(input: ListEntitiesForPolicyCommandInput, call: Call) {
  const { PolicyArn, EntityFilter, PathPrefix = '/', PolicyUsageFilter } = checked(input, 'PolicyArn');
  await existingManagedPolicy(PolicyArn, call);
  const { users, groups, roles } = await allEntities(call);
  const has = ({ attachedPolicies, permissionsBoundary, path }: EntityRecord) =>
    path.startsWith(PathPrefix) &&
    ((PolicyUsageFilter !== 'PermissionsBoundary' && attachedPolicies.includes(PolicyArn)) ||
      (PolicyUsageFilter !== 'PermissionsPolicy' && permissionsBoundary === PolicyArn));
  const wanted = (filter: 'User' | 'Group' | 'Role') => EntityFilter === undefined || EntityFilter === filter;
  const found = [
    ...groups.filter((one) => wanted('Group') && has(one)).map((entity) => ({ kind: 'group', entity }) as const),
    ...users.filter((one) => wanted('User') && has(one)).map((entity) => ({ kind: 'user', entity }) as const),
    ...roles.filter((one) => wanted('Role') && has(one)).map((entity) => ({ kind: 'role', entity }) as const),
  ];
  const { items, ...paging } = page(found, input, ({ entity }) => entity.arn);
  const ofKind = (kind: string) => items.filter((one) => one.kind === kind).map(({ entity }) => entity);
  return {
    PolicyGroups: ofKind('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
    PolicyUsers: ofKind('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: ofKind('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    ...paging,
  };
}
listEntitiesForPolicy.access = onManagedPolicy('iam:ListEntitiesForPolicy');
