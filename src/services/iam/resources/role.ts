import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { change, existing, ROLE } from '../entity.ts';
import { checkBoundary } from '../permissions-boundaries.ts';
import { createRole, deleteRole, updateAssumeRolePolicy, updateRole } from '../roles.ts';
import type { IamState, Tag } from '../state.ts';
import { type Document, documentText, givePolicies, type PolicyProperties, takePolicies } from './entity-policies.ts';
import { unlessGone } from './unless-gone.ts';

interface RoleProperties extends PolicyProperties {
  readonly RoleName?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly AssumeRolePolicyDocument: Document;
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
    AssumeRolePolicyDocument: true,
    ManagedPolicyArns: true,
    Policies: true,
    PermissionsBoundary: true,
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
    await givePolicies('role', name, properties, call);
    return deployed(name, call);
  },

  async update(physicalId, properties, previous, call) {
    if (properties.RoleName !== previous.RoleName || properties.Path !== previous.Path) return 'replace';
    const { PermissionsBoundary, Tags = [] } = properties;
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
    if (PermissionsBoundary !== undefined) await checkBoundary(PermissionsBoundary, call);
    await change(ROLE, physicalId, call, ({ permissionsBoundary: _, ...before }) => ({
      ...before,
      ...(PermissionsBoundary !== undefined && { permissionsBoundary: PermissionsBoundary }),
      tags: Tags,
    }));
    await givePolicies('role', physicalId, properties, call, previous);
    return deployed(physicalId, call);
  },

  delete: (physicalId, _properties, call) =>
    unlessGone(async () => {
      await takePolicies('role', physicalId, call);
      await deleteRole({ RoleName: physicalId }, call);
    }),
};

async function deployed(name: string, call: ResourceContext<IamState>) {
  const { arn, id } = await existing(ROLE, name, call);
  return { physicalId: name, attributes: { Arn: arn, RoleId: id } };
}
