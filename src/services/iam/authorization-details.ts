import type { GetAccountAuthorizationDetailsCommandInput } from '@aws-sdk/client-iam';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { encodedDocument } from './documents.ts';
import { boundaryOf, tagsOf, wholeSeconds } from './entity.ts';
import { describedGroup } from './groups.ts';
import { checked } from './input.ts';
import { listInstanceProfilesForRole } from './instance-profiles.ts';
import { allEntities, allManagedPolicies, describedPolicy, type ManagedPolicy, policyUsage } from './managed-policy.ts';
import { page } from './paging.ts';
import { describedRole, lastUseOf } from './roles.ts';
import type { EntityRecord, GroupRecord, IamState, RoleRecord, UserRecord } from './state.ts';
import { describedUser } from './users.ts';

type Call = CallContext<IamState>;

const inline = ({ inlinePolicies }: EntityRecord) =>
  Object.entries(inlinePolicies).map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: encodedDocument(text) }));

const attached = ({ attachedPolicies }: EntityRecord) =>
  attachedPolicies.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn }));

type Detail =
  | { readonly kind: 'User'; readonly of: UserRecord }
  | { readonly kind: 'Group'; readonly of: GroupRecord }
  | { readonly kind: 'Role'; readonly of: RoleRecord }
  | { readonly kind: 'LocalManagedPolicy' | 'AWSManagedPolicy'; readonly of: ManagedPolicy };

/** All users, groups, roles and policies with what they grant; of AWS's own policies those that somebody has. */
export async function getAccountAuthorizationDetails(input: GetAccountAuthorizationDetailsCommandInput, call: Call) {
  const { Filter } = checked(input);
  const { users, groups, roles } = await allEntities(call);
  const usage = await policyUsage(call);
  const isUsed = ({ arn }: ManagedPolicy) => usage.attachments.has(arn) || usage.boundaries.has(arn);
  const own = await allManagedPolicies('Local', call);
  const aws = (await allManagedPolicies('AWS', call)).filter(isUsed);
  const all: readonly Detail[] = [
    ...users.map((of) => ({ kind: 'User' as const, of })),
    ...groups.map((of) => ({ kind: 'Group' as const, of })),
    ...roles.map((of) => ({ kind: 'Role' as const, of })),
    ...own.map((of) => ({ kind: 'LocalManagedPolicy' as const, of })),
    ...aws.map((of) => ({ kind: 'AWSManagedPolicy' as const, of })),
  ];
  const wanted = all.filter(({ kind }) => Filter === undefined || Filter.length === 0 || Filter.includes(kind));
  const { items, ...paging } = page(wanted, input, ({ of }) => of.arn);
  const groupNames = new Map(groups.map(({ name }) => [name.toLowerCase(), name]));

  return {
    UserDetailList: items.flatMap((one) =>
      one.kind !== 'User'
        ? []
        : {
            ...describedUser(one.of),
            ...boundaryOf(one.of),
            ...tagsOf(one.of),
            UserPolicyList: inline(one.of),
            AttachedManagedPolicies: attached(one.of),
            GroupList: one.of.groups.map((name) => groupNames.get(name) ?? name),
          },
    ),
    GroupDetailList: items.flatMap((one) =>
      one.kind !== 'Group'
        ? []
        : { ...describedGroup(one.of), GroupPolicyList: inline(one.of), AttachedManagedPolicies: attached(one.of) },
    ),
    RoleDetailList: await Promise.all(items.flatMap((one) => (one.kind === 'Role' ? roleDetail(one.of, call) : []))),
    Policies: items.flatMap((one) =>
      one.kind !== 'LocalManagedPolicy' && one.kind !== 'AWSManagedPolicy'
        ? []
        : {
            ...describedPolicy(one.of, usage),
            PolicyVersionList: one.of.versions.map(({ id, createdAt }) => ({
              VersionId: id,
              IsDefaultVersion: id === one.of.defaultVersionId,
              CreateDate: wholeSeconds(createdAt),
              Document: encodedDocument(one.of.documentOf(id) ?? ''),
            })),
          },
    ),
    ...paging,
  };
}
getAccountAuthorizationDetails.access = accessToAll('iam:GetAccountAuthorizationDetails');

async function roleDetail(role: RoleRecord, call: Call) {
  const [profiles, lastUsed] = await Promise.all([
    listInstanceProfilesForRole({ RoleName: role.name }, call),
    lastUseOf(role, call),
  ]);
  return {
    ...describedRole(role),
    ...boundaryOf(role),
    ...tagsOf(role),
    RolePolicyList: inline(role),
    AttachedManagedPolicies: attached(role),
    InstanceProfileList: profiles.InstanceProfiles,
    RoleLastUsed: lastUsed === undefined ? {} : { LastUsedDate: wholeSeconds(lastUsed), Region: call.region },
  };
}
