import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { deleteRolePolicy, putRolePolicy } from '../role-policies.ts';
import type { IamState } from '../state.ts';
import { documentText, KEPT } from './policy-document.ts';

interface PolicyProperties {
  readonly PolicyName: string;
  readonly PolicyDocument: object | string;
  readonly Roles?: readonly string[];
}

/**
 * An inline policy of the roles it names. See
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export const policy: ResourceType<IamState, PolicyProperties> = {
  type: 'AWS::IAM::Policy',
  honoured: {
    PolicyName: true,
    PolicyDocument: KEPT,
    Roles: true,
    Users: 'samlet has no IAM users: the policy is given to roles only',
    Groups: 'samlet has no IAM groups: the policy is given to roles only',
  },

  async create(properties, call) {
    await give(properties, properties.Roles ?? [], call);
    return { physicalId: call.physicalName(128), attributes: { Id: properties.PolicyName } };
  },

  async update(physicalId, properties, previous, call) {
    const kept = properties.PolicyName === previous.PolicyName ? (properties.Roles ?? []) : [];
    await take(
      previous,
      (previous.Roles ?? []).filter((role) => !kept.includes(role)),
      call,
    );
    await give(properties, properties.Roles ?? [], call);
    return { physicalId, attributes: { Id: properties.PolicyName } };
  },

  delete: (_physicalId, properties, call) => take(properties, properties.Roles ?? [], call),
};

async function give(
  properties: PolicyProperties,
  roles: readonly string[],
  call: ResourceContext<IamState>,
): Promise<void> {
  const { PolicyName } = properties;
  const PolicyDocument = documentText(properties.PolicyDocument);
  for (const RoleName of roles) await putRolePolicy({ RoleName, PolicyName, PolicyDocument }, call);
}

async function take(
  { PolicyName }: PolicyProperties,
  roles: readonly string[],
  call: ResourceContext<IamState>,
): Promise<void> {
  for (const RoleName of roles) {
    try {
      await deleteRolePolicy({ RoleName, PolicyName }, call);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'NoSuchEntityException')) throw error;
    }
  }
}
