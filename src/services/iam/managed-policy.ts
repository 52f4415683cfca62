import type { CallContext } from '../../aws/service.ts';
import { derivedIds } from '../../std/ids.ts';
import {
  AWS_POLICY_PREFIX,
  type AwsManagedPolicy,
  awsManagedDocument,
  awsManagedPolicies,
  awsManagedPolicy,
} from './aws-managed-policies.ts';
import { wholeSeconds } from './entity.ts';
import { accessDenied, invalidInput, notFound } from './refusals.ts';
import type { EntityRecord, IamState, PolicyRecord, Tag } from './state.ts';

type Call = CallContext<IamState>;

/** A managed policy, the account's or AWS's. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly defaultVersionId: string;
  /** The newest first. */
  readonly versions: readonly { readonly id: string; readonly createdAt: number }[];
  readonly tags: readonly Tag[];
  documentOf(versionId: string): string | undefined;
}

const ofAccount = (policy: PolicyRecord): ManagedPolicy => ({
  ...policy,
  documentOf: (versionId) => policy.versions.find(({ id }) => id === versionId)?.document,
});

/** Unlike AWS: the ids of AWS's managed policies are samlet's, always the same; they have no descriptions. */
const ofAws = (policy: AwsManagedPolicy): ManagedPolicy => ({
  ...policy,
  id: `ANPA${derivedIds('aws-managed-policy', policy.arn).upperAlphanumeric(17)}`,
  tags: [],
  documentOf: (versionId) => awsManagedDocument(policy, versionId),
});

export const isAwsPolicy = (arn: string): boolean => arn.startsWith(AWS_POLICY_PREFIX);
export const policyNotFound = (arn: string) => notFound(`Policy ${arn} was not found.`);

function checkArn(arn: string): void {
  if (!/^arn:aws:iam::(?:\d{12}|aws):policy\/[\u0021-\u007e]+$/.test(arn))
    throw invalidInput(`ARN ${arn} is not valid.`);
}

export async function findManagedPolicy(
  arn: string,
  { state }: Pick<Call, 'state'>,
): Promise<ManagedPolicy | undefined> {
  if (isAwsPolicy(arn)) {
    const policy = awsManagedPolicy(arn);
    return policy && ofAws(policy);
  }
  const policy = await state.policies.get(arn);
  return policy && ofAccount(policy);
}

export async function existingManagedPolicy(arn: string, call: Pick<Call, 'state'>): Promise<ManagedPolicy> {
  checkArn(arn);
  const policy = await findManagedPolicy(arn, call);
  if (policy === undefined) throw policyNotFound(arn);
  return policy;
}

let ofAwsAll: readonly ManagedPolicy[] | undefined;

/** Policies of the account, then AWS's. */
export async function allManagedPolicies(scope: 'All' | 'AWS' | 'Local', { state }: Pick<Call, 'state'>) {
  const own = scope === 'AWS' ? [] : (await state.policies.list()).map(ofAccount);
  if (scope === 'Local') return own;
  ofAwsAll ??= awsManagedPolicies().map(ofAws);
  return [...own, ...ofAwsAll];
}

/** A change of a policy of the account; AWS's own are not to be changed. */
export function changePolicy<Result>(
  arn: string,
  action: string,
  { state, caller }: Pick<Call, 'state' | 'caller'>,
  after: (before: PolicyRecord) => { readonly value: PolicyRecord | undefined; readonly result: Result },
): Promise<Result> {
  checkArn(arn);
  if (isAwsPolicy(arn)) {
    throw accessDenied(`User: ${caller.arn} is not authorized to perform: ${action} on resource: policy ${arn}`);
  }
  return state.policies.update(arn, (before) => {
    if (before === undefined) throw policyNotFound(arn);
    return after(before);
  });
}

/** The users, groups and roles of the account. */
export async function allEntities({ state }: Pick<Call, 'state'>) {
  const [users, groups, roles] = await Promise.all([state.users.list(), state.groups.list(), state.roles.list()]);
  return { users, groups, roles };
}

/** How often each policy is attached, and how often it is a permissions boundary. */
export async function policyUsage(call: Pick<Call, 'state'>) {
  const { users, groups, roles } = await allEntities(call);
  const entities: readonly EntityRecord[] = [...users, ...groups, ...roles];
  const attachments = new Map<string, number>();
  const boundaries = new Map<string, number>();
  for (const { attachedPolicies, permissionsBoundary } of entities) {
    for (const arn of attachedPolicies) attachments.set(arn, (attachments.get(arn) ?? 0) + 1);
    if (permissionsBoundary !== undefined) {
      boundaries.set(permissionsBoundary, (boundaries.get(permissionsBoundary) ?? 0) + 1);
    }
  }
  return { attachments, boundaries };
}

export type PolicyUsage = Awaited<ReturnType<typeof policyUsage>>;

export const describedPolicy = (policy: ManagedPolicy, { attachments, boundaries }: PolicyUsage) => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersionId,
  AttachmentCount: attachments.get(policy.arn) ?? 0,
  PermissionsBoundaryUsageCount: boundaries.get(policy.arn) ?? 0,
  IsAttachable: true,
  CreateDate: wholeSeconds(policy.createdAt),
  UpdateDate: wholeSeconds(policy.updatedAt),
});
