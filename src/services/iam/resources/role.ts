import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { changeRole, existingRole } from '../role.ts';
import { attachRolePolicy, putRolePolicy } from '../role-policies.ts';
import { createRole, deleteRole, updateAssumeRolePolicy, updateRole } from '../roles.ts';
import type { IamState, Tag } from '../state.ts';
import { documentText, KEPT } from './policy-document.ts';

interface RoleProperties {
  readonly RoleName?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly AssumeRolePolicyDocument: object | string;
  readonly ManagedPolicyArns?: readonly string[];
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: object | string }[];
  readonly PermissionsBoundary?: string;
  readonly MaxSessionDuration?: number | string;
  readonly Tags?: readonly Tag[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role: ResourceType<IamState, RoleProperties> = {
  type: 'AWS::IAM::Role',
  honoured: {
    RoleName: true,
    Path: true,
    Description: true,
    MaxSessionDuration: true,
    Tags: true,
    AssumeRolePolicyDocument: KEPT,
    ManagedPolicyArns: KEPT,
    Policies: KEPT,
    PermissionsBoundary: KEPT,
  },

  async create(properties, call) {
    const name = properties.RoleName ?? call.physicalName(64);
    await createRole(
      {
        RoleName: name,
        AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument),
        ...(properties.Path !== undefined && { Path: properties.Path }),
        ...(properties.Description !== undefined && { Description: properties.Description }),
        ...(properties.MaxSessionDuration !== undefined && {
          MaxSessionDuration: Number(properties.MaxSessionDuration),
        }),
        ...(properties.PermissionsBoundary !== undefined && { PermissionsBoundary: properties.PermissionsBoundary }),
        ...(properties.Tags !== undefined && { Tags: [...properties.Tags] }),
      },
      call,
    );
    await givePolicies(name, properties, call);
    return deployed(name, call);
  },

  async update(physicalId, properties, previous, call) {
    if (properties.RoleName !== previous.RoleName || properties.Path !== previous.Path) return 'replace';
    await updateAssumeRolePolicy(
      { RoleName: physicalId, PolicyDocument: documentText(properties.AssumeRolePolicyDocument) },
      call,
    );
    await updateRole(
      {
        RoleName: physicalId,
        Description: properties.Description ?? '',
        MaxSessionDuration: Number(properties.MaxSessionDuration ?? 3600),
      },
      call,
    );
    const dropped = (previous.Policies ?? []).map(({ PolicyName }) => PolicyName);
    await changeRole(physicalId, call, ({ permissionsBoundary: _, ...before }) => ({
      ...before,
      ...(properties.PermissionsBoundary !== undefined && { permissionsBoundary: properties.PermissionsBoundary }),
      tags: properties.Tags ?? [],
      // Policies that others added (AWS::IAM::Policy, a client) stay.
      inlinePolicies: Object.fromEntries(
        Object.entries(before.inlinePolicies).filter(([name]) => !dropped.includes(name)),
      ),
      attachedPolicies: before.attachedPolicies.filter((arn) => !previous.ManagedPolicyArns?.includes(arn)),
    }));
    await givePolicies(physicalId, properties, call);
    return deployed(physicalId, call);
  },

  async delete(physicalId, _properties, call) {
    try {
      await changeRole(physicalId, call, (before) => ({ ...before, inlinePolicies: {}, attachedPolicies: [] }));
      await deleteRole({ RoleName: physicalId }, call);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'NoSuchEntityException')) throw error;
    }
  },
};

async function givePolicies(
  RoleName: string,
  properties: RoleProperties,
  call: ResourceContext<IamState>,
): Promise<void> {
  for (const PolicyArn of properties.ManagedPolicyArns ?? []) await attachRolePolicy({ RoleName, PolicyArn }, call);
  for (const { PolicyName, PolicyDocument } of properties.Policies ?? []) {
    await putRolePolicy({ RoleName, PolicyName, PolicyDocument: documentText(PolicyDocument) }, call);
  }
}

async function deployed(name: string, call: ResourceContext<IamState>) {
  const { arn, id } = await existingRole(name, call);
  return { physicalId: name, attributes: { Arn: arn, RoleId: id } };
}
