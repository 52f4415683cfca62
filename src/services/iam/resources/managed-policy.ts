import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { createPolicy, deletePolicy } from '../policies.ts';
import { attachRolePolicy, detachRolePolicy } from '../role-policies.ts';
import type { IamState } from '../state.ts';
import { documentText, KEPT } from './policy-document.ts';

interface ManagedPolicyProperties {
  readonly ManagedPolicyName?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly PolicyDocument: object | string;
  readonly Roles?: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy: ResourceType<IamState, ManagedPolicyProperties> = {
  type: 'AWS::IAM::ManagedPolicy',
  honoured: {
    ManagedPolicyName: true,
    Path: true,
    Description: true,
    PolicyDocument: KEPT,
    Roles: true,
    Users: 'samlet has no IAM users: the policy is attached to roles only',
    Groups: 'samlet has no IAM groups: the policy is attached to roles only',
  },

  async create(properties, call) {
    const { Policy } = await createPolicy(
      {
        PolicyName: properties.ManagedPolicyName ?? call.physicalName(128),
        PolicyDocument: documentText(properties.PolicyDocument),
        ...(properties.Path !== undefined && { Path: properties.Path }),
        ...(properties.Description !== undefined && { Description: properties.Description }),
      },
      call,
    );
    const arn = Policy.Arn ?? '';
    for (const RoleName of properties.Roles ?? []) await attachRolePolicy({ RoleName, PolicyArn: arn }, call);
    return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: Policy.PolicyId } };
  },

  async update(physicalId, properties, previous, call) {
    const names = ['ManagedPolicyName', 'Path', 'Description'] as const;
    if (names.some((name) => properties[name] !== previous[name])) return 'replace';
    const document = documentText(properties.PolicyDocument);
    const changedAt = call.clock.now();
    const id = await call.state.policies.update(physicalId, (policy) => {
      if (policy === undefined)
        throw new ServiceError('NoSuchEntityException', `Policy ${physicalId} was not found.`, 404);
      const versionId = `v${policy.versionsMade + 1}`;
      // As CloudFormation does: one version, replaced.
      const value = {
        ...policy,
        versions: [{ id: versionId, document, createdAt: changedAt }],
        versionsMade: policy.versionsMade + 1,
        defaultVersionId: versionId,
        updatedAt: changedAt,
      };
      return { value, result: policy.id };
    });
    await detach(
      physicalId,
      (previous.Roles ?? []).filter((role) => !properties.Roles?.includes(role)),
      call,
    );
    for (const RoleName of properties.Roles ?? []) await attachRolePolicy({ RoleName, PolicyArn: physicalId }, call);
    return { physicalId, attributes: { PolicyArn: physicalId, PolicyId: id } };
  },

  async delete(physicalId, properties, call) {
    await detach(physicalId, properties.Roles ?? [], call);
    await unlessGone(() => deletePolicy({ PolicyArn: physicalId }, call));
  },
};

async function detach(PolicyArn: string, roles: readonly string[], call: ResourceContext<IamState>): Promise<void> {
  for (const RoleName of roles) await unlessGone(() => detachRolePolicy({ RoleName, PolicyArn }, call));
}

async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'NoSuchEntityException')) throw error;
  }
}
