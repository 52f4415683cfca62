import type {
  CreatePolicyVersionCommandInput,
  DeletePolicyVersionCommandInput,
  GetPolicyVersionCommandInput,
  ListPolicyVersionsCommandInput,
  PolicyVersion,
  SetDefaultPolicyVersionCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { page } from './paging.ts';
import { existingPolicy, policyNotFound } from './policies.ts';
import { checkedDocument, encodedDocument, inUse, notFound, required } from './refusals.ts';
import type { IamState, PolicyRecord, PolicyVersionRecord } from './state.ts';

type Call = CallContext<IamState>;

export async function createPolicyVersion(input: CreatePolicyVersionCommandInput, call: Call) {
  const document = checkedDocument(input.PolicyDocument);
  const createdAt = call.clock.now();
  const { policy, version } = await changePolicy(input.PolicyArn, call, (before) => {
    if (before.versions.length >= 5) {
      throw new ServiceError(
        'LimitExceededException',
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
        409,
      );
    }
    const made = { id: `v${before.versionsMade + 1}`, document, createdAt };
    const after: PolicyRecord = {
      ...before,
      versions: [made, ...before.versions],
      versionsMade: before.versionsMade + 1,
      updatedAt: createdAt,
      ...(input.SetAsDefault && { defaultVersionId: made.id }),
    };
    return { policy: after, version: made };
  });
  return { PolicyVersion: described(policy, version) };
}

export async function getPolicyVersion(input: GetPolicyVersionCommandInput, call: Call) {
  const policy = await existingPolicy(input.PolicyArn, call);
  const version = versionOf(policy, input.VersionId);
  return { PolicyVersion: { Document: encodedDocument(version.document), ...described(policy, version) } };
}

export async function listPolicyVersions(input: ListPolicyVersionsCommandInput, call: Call) {
  const policy = await existingPolicy(input.PolicyArn, call);
  const { items, ...paging } = page(policy.versions, input, ({ id }) => id);
  return { Versions: items.map((version) => described(policy, version)), ...paging };
}

export async function deletePolicyVersion(input: DeletePolicyVersionCommandInput, call: Call): Promise<void> {
  await changePolicy(input.PolicyArn, call, (before) => {
    const version = versionOf(before, input.VersionId);
    if (version.id === before.defaultVersionId) throw inUse('Cannot delete the default version of a policy.');
    return { policy: { ...before, versions: before.versions.filter(({ id }) => id !== version.id) }, version };
  });
}

export async function setDefaultPolicyVersion(input: SetDefaultPolicyVersionCommandInput, call: Call): Promise<void> {
  await changePolicy(input.PolicyArn, call, (before) => {
    const version = versionOf(before, input.VersionId);
    return { policy: { ...before, defaultVersionId: version.id }, version };
  });
}

interface Changed {
  readonly policy: PolicyRecord;
  readonly version: PolicyVersionRecord;
}

function changePolicy(
  arn: string | undefined,
  { state }: Call,
  change: (policy: PolicyRecord) => Changed,
): Promise<Changed> {
  const wanted = required(arn, 'policyArn');
  return state.policies.update(wanted, (policy) => {
    if (policy === undefined) throw policyNotFound(wanted);
    const changed = change(policy);
    return { value: changed.policy, result: changed };
  });
}

function versionOf(policy: PolicyRecord, versionId: string | undefined): PolicyVersionRecord {
  const wanted = required(versionId, 'versionId');
  const version = policy.versions.find(({ id }) => id === wanted);
  if (version === undefined) {
    throw notFound(`Policy ${policy.arn} version ${wanted} does not exist or is not attachable.`);
  }
  return version;
}

const described = (policy: PolicyRecord, version: PolicyVersionRecord): PolicyVersion => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersionId,
  CreateDate: new Date(version.createdAt),
});
