import type {
  CreatePolicyCommandInput,
  DeletePolicyCommandInput,
  GetPolicyCommandInput,
  ListPoliciesCommandInput,
  Policy,
} from '@aws-sdk/client-iam';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { managedDocument } from './documents.ts';
import { iamArn } from './entity.ts';
import { onManagedPolicy, onNew } from './iam-access.ts';
import { checked } from './input.ts';
import {
  allManagedPolicies,
  changePolicy,
  describedPolicy,
  existingManagedPolicy,
  policyUsage,
} from './managed-policy.ts';
import { page } from './paging.ts';
import { alreadyExists, inUse, quota } from './refusals.ts';
import type { IamState, PolicyRecord, Tag } from './state.ts';

type Call = CallContext<IamState>;

const POLICIES_PER_ACCOUNT = 1500;
const UNUSED = { attachments: new Map<string, number>(), boundaries: new Map<string, number>() };

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export async function createPolicy(input: CreatePolicyCommandInput, call: Call): Promise<{ Policy: Policy }> {
  const {
    PolicyName: name,
    PolicyDocument,
    Path: path = '/',
    ...given
  } = checked(input, 'PolicyName', 'PolicyDocument');
  const { state } = call;
  const createdAt = call.clock.now();
  const policy: PolicyRecord = {
    name,
    path,
    id: `ANPA${call.ids.upperAlphanumeric(17)}`,
    arn: iamArn(call.account, 'policy', path, name),
    ...(given.Description !== undefined && { description: given.Description }),
    createdAt,
    updatedAt: createdAt,
    defaultVersionId: 'v1',
    versions: [{ id: 'v1', document: managedDocument(PolicyDocument), createdAt }],
    versionsMade: 1,
    tags: (given.Tags ?? []) as readonly Tag[],
  };
  await state.turns(async () => {
    const all = await state.policies.list();
    if (all.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
      throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    }
    if (all.length >= POLICIES_PER_ACCOUNT) throw quota('PoliciesPerAccount', POLICIES_PER_ACCOUNT);
    await state.policies.put(policy.arn, policy);
  });
  const described = describedPolicy({ ...policy, documentOf: () => undefined }, UNUSED);
  return { Policy: { ...described, ...(policy.tags.length > 0 && { Tags: [...policy.tags] }) } };
}
createPolicy.access = onNew('iam:CreatePolicy', 'policy', 'PolicyName', 'iam:TagPolicy');

export async function getPolicy(input: GetPolicyCommandInput, call: Call): Promise<{ Policy: Policy }> {
  const policy = await existingManagedPolicy(checked(input, 'PolicyArn').PolicyArn, call);
  return {
    Policy: {
      ...describedPolicy(policy, await policyUsage(call)),
      ...(policy.description !== undefined && { Description: policy.description }),
      Tags: [...policy.tags],
    },
  };
}
getPolicy.access = onManagedPolicy('iam:GetPolicy');

export async function listPolicies(input: ListPoliciesCommandInput, call: Call) {
  const { Scope = 'All', PathPrefix = '/', OnlyAttached, PolicyUsageFilter } = checked(input);
  const usage = await policyUsage(call);
  const counts = PolicyUsageFilter === 'PermissionsBoundary' ? usage.boundaries : usage.attachments;
  const isUsed = ({ arn }: { readonly arn: string }) => (counts.get(arn) ?? 0) > 0;
  const all = (await allManagedPolicies(Scope, call)).filter(
    (policy) =>
      policy.path.startsWith(PathPrefix) &&
      ((OnlyAttached !== true && PolicyUsageFilter === undefined) || isUsed(policy)),
  );
  const { items, ...paging } = page(all, input, ({ arn }) => arn);
  return { Policies: items.map((policy) => describedPolicy(policy, usage)), ...paging };
}
listPolicies.access = access('iam:ListPolicies', (_input, { account }) => iamArn(account, 'policy', '/', ''));

export async function deletePolicy(input: DeletePolicyCommandInput, call: Call): Promise<void> {
  const { PolicyArn } = checked(input, 'PolicyArn');
  await call.state.turns(async () => {
    const { attachments, boundaries } = await policyUsage(call);
    await changePolicy(PolicyArn, 'iam:DeletePolicy', call, ({ versions }) => {
      if (attachments.has(PolicyArn) || boundaries.has(PolicyArn)) {
        throw inUse('Cannot delete a policy attached to entities.');
      }
      if (versions.length > 1) {
        throw inUse(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      return { value: undefined, result: undefined };
    });
  });
}
deletePolicy.access = onManagedPolicy('iam:DeletePolicy');
