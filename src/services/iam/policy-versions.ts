import type {
  CreatePolicyVersionCommandInput,
  DeletePolicyVersionCommandInput,
  GetPolicyVersionCommandInput,
  ListPolicyVersionsCommandInput,
  PolicyVersion,
  SetDefaultPolicyVersionCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { encodedDocument, managedDocument } from './documents.ts';
import { wholeSeconds } from './entity.ts';
import { onManagedPolicy } from './iam-access.ts';
import { checked } from './input.ts';
import { changePolicy, existingManagedPolicy, type ManagedPolicy } from './managed-policy.ts';
import { page } from './paging.ts';
import { constraint, inUse, limitExceeded, notFound } from './refusals.ts';
import type { IamState, PolicyRecord } from './state.ts';

type Call = CallContext<IamState>;
type Version = ManagedPolicy['versions'][number];

const VERSIONS_PER_POLICY = 5;

export async function createPolicyVersion(input: CreatePolicyVersionCommandInput, call: Call) {
  const { PolicyArn, PolicyDocument, SetAsDefault } = checked(input, 'PolicyArn', 'PolicyDocument');
  const document = managedDocument(PolicyDocument);
  const createdAt = call.clock.now();
  const version = await changePolicy(PolicyArn, 'iam:CreatePolicyVersion', call, (before) => {
    if (before.versions.length >= VERSIONS_PER_POLICY) {
      throw limitExceeded(
        `A managed policy can have up to ${VERSIONS_PER_POLICY} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    const made = { id: `v${before.versionsMade + 1}`, document, createdAt };
    const value: PolicyRecord = {
      ...before,
      versions: [made, ...before.versions],
      versionsMade: before.versionsMade + 1,
      updatedAt: createdAt,
      ...(SetAsDefault === true && { defaultVersionId: made.id }),
    };
    return { value, result: described(value, made) };
  });
  return { PolicyVersion: version };
}
createPolicyVersion.access = onManagedPolicy('iam:CreatePolicyVersion');

export async function getPolicyVersion(input: GetPolicyVersionCommandInput, call: Call) {
  const { PolicyArn, VersionId } = checked(input, 'PolicyArn', 'VersionId');
  checkVersionId(VersionId);
  const policy = await existingManagedPolicy(PolicyArn, call);
  const version = versionOf(policy, VersionId);
  const document = policy.documentOf(version.id) ?? '';
  return { PolicyVersion: { Document: encodedDocument(document), ...described(policy, version) } };
}
getPolicyVersion.access = onManagedPolicy('iam:GetPolicyVersion');

export async function listPolicyVersions(input: ListPolicyVersionsCommandInput, call: Call) {
  const policy = await existingManagedPolicy(checked(input, 'PolicyArn').PolicyArn, call);
  const { items, ...paging } = page(policy.versions, input, ({ id }) => id);
  return { Versions: items.map((version) => described(policy, version)), ...paging };
}
listPolicyVersions.access = onManagedPolicy('iam:ListPolicyVersions');

export async function deletePolicyVersion(input: DeletePolicyVersionCommandInput, call: Call): Promise<void> {
  const { PolicyArn, VersionId } = checked(input, 'PolicyArn', 'VersionId');
  checkVersionId(VersionId);
  await changePolicy(PolicyArn, 'iam:DeletePolicyVersion', call, (before) => {
    const version = versionOf(before, VersionId);
    if (version.id === before.defaultVersionId) throw inUse('Cannot delete the default version of a policy.');
    const versions = before.versions.filter(({ id }) => id !== version.id);
    return { value: { ...before, versions }, result: undefined };
  });
}
deletePolicyVersion.access = onManagedPolicy('iam:DeletePolicyVersion');

export async function setDefaultPolicyVersion(input: SetDefaultPolicyVersionCommandInput, call: Call): Promise<void> {
  const { PolicyArn, VersionId } = checked(input, 'PolicyArn', 'VersionId');
  checkVersionId(VersionId);
  await changePolicy(PolicyArn, 'iam:SetDefaultPolicyVersion', call, (before) => {
    const { id } = versionOf(before, VersionId);
    return { value: { ...before, defaultVersionId: id, updatedAt: call.clock.now() }, result: undefined };
  });
}
setDefaultPolicyVersion.access = onManagedPolicy('iam:SetDefaultPolicyVersion');

function checkVersionId(id: string): void {
  if (!/^v[1-9]\d*(?:\.[A-Za-z0-9-]*)?$/.test(id)) {
    const rule = 'Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?';
    throw constraint('versionId', id, rule);
  }
}

function versionOf({ arn, versions }: Pick<ManagedPolicy, 'arn' | 'versions'>, wanted: string): Version {
  const version = versions.find(({ id }) => id === wanted);
  if (version === undefined) {
    throw notFound(`Policy ${arn} version ${wanted} does not exist or is not attachable.`);
  }
  return version;
}

const described = ({ defaultVersionId }: { readonly defaultVersionId: string }, version: Version): PolicyVersion => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === defaultVersionId,
  CreateDate: wholeSeconds(version.createdAt),
});
