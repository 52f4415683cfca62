import type {
  CreatePolicyCommandInput,
  DeletePolicyCommandInput,
  GetPolicyCommandInput,
  ListPoliciesCommandInput,
  Policy,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { page } from './paging.ts';
import { alreadyExists, checkedDocument, checkedName, checkedPath, inUse, notFound, required } from './refusals.ts';
import type { IamState, PolicyRecord, Tag } from './state.ts';

type Call = CallContext<IamState>;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export async function createPolicy(input: CreatePolicyCommandInput, call: Call): Promise<{ Policy: Policy }> {
  const name = checkedName(input.PolicyName, 'policyName', 128);
  const path = checkedPath(input.Path);
  const createdAt = call.clock.now();
  const policy: PolicyRecord = {
    name,
    path,
    id: `ANPA${call.ids.upperAlphanumeric(17)}`,
    arn: `arn:aws:iam::${call.account}:policy${path}${name}`,
    ...(input.Description !== undefined && { description: input.Description }),
    createdAt,
    updatedAt: createdAt,
    defaultVersionId: 'v1',
    versions: [{ id: 'v1', document: checkedDocument(input.PolicyDocument), createdAt }],
    versionsMade: 1,
    tags: (input.Tags ?? []) as readonly Tag[],
  };
  await call.state.policies.update(policy.arn, (existing) => {
    if (existing !== undefined) {
      throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    }
    return { value: policy, result: undefined };
  });
  return { Policy: describedPolicy(policy, 0) };
}

export async function getPolicy(input: GetPolicyCommandInput, call: Call): Promise<{ Policy: Policy }> {
  const policy = await existingPolicy(input.PolicyArn, call);
  return {
    Policy: {
      ...describedPolicy(policy, await attachments(policy.arn, call)),
      ...(policy.description !== undefined && { Description: policy.description }),
      ...(policy.tags.length > 0 && { Tags: [...policy.tags] }),
    },
  };
}

/** The account's own policies: AWS's are not listed. */
export async function listPolicies(input: ListPoliciesCommandInput, call: Call) {
  const own = input.Scope === 'AWS' ? [] : await call.state.policies.list();
  const counted = await Promise.all(
    own
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
      .map(async (policy) => describedPolicy(policy, await attachments(policy.arn, call))),
  );
  const all = input.OnlyAttached ? counted.filter(({ AttachmentCount = 0 }) => AttachmentCount > 0) : counted;
  const { items, ...paging } = page(all, input, (policy) => policy.Arn ?? '');
  return { Policies: items, ...paging };
}

export async function deletePolicy(input: DeletePolicyCommandInput, call: Call): Promise<void> {
  const policy = await existingPolicy(input.PolicyArn, call);
  if ((await attachments(policy.arn, call)) > 0) throw inUse('Cannot delete a policy attached to entities.');
  await call.state.policies.update(policy.arn, (current) => {
    if (current !== undefined && current.versions.length > 1) {
      throw inUse(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    }
    return { value: undefined, result: undefined };
  });
}

export async function existingPolicy(arn: string | undefined, { state }: Call): Promise<PolicyRecord> {
  const wanted = required(arn, 'policyArn');
  const policy = await state.policies.get(wanted);
  if (policy === undefined) throw policyNotFound(wanted);
  return policy;
}

/** AWS's own policies exist, so the refusal must not deny it. */
export const policyNotFound = (arn: string) =>
  notFound(
    arn.startsWith('arn:aws:iam::aws:policy/')
      ? `samlet does not hold the documents of AWS managed policies: ${arn} can be attached, not read.`
      : `Policy ${arn} was not found.`,
  );

async function attachments(arn: string, { state }: Call): Promise<number> {
  return (await state.roles.list()).filter(({ attachedPolicies }) => attachedPolicies.includes(arn)).length;
}

function describedPolicy(policy: PolicyRecord, attachmentCount: number): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachmentCount,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  };
}
