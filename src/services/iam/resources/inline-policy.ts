import type { ResourceType } from '../../../aws/resource-type.ts';
import type { IamState } from '../state.ts';
import { type Document, type EntityNoun, putInline } from './entity-policies.ts';
import { takeInline } from './policy.ts';
import { unlessGone } from './unless-gone.ts';

type Member = 'RoleName' | 'UserName' | 'GroupName';
type InlinePolicyProperties = { readonly [Name in Member]?: string } & {
  readonly PolicyName: string;
  readonly PolicyDocument?: Document;
};

/**
 * One inline policy of one role, user or group. See
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-rolepolicy.html
 */
function inlinePolicy(
  type: `AWS::IAM::${string}`,
  noun: EntityNoun,
  member: Member,
): ResourceType<IamState, InlinePolicyProperties> {
  const put = async (properties: InlinePolicyProperties, call: Parameters<typeof putInline>[4]) => {
    const owner = properties[member] ?? '';
    await putInline(noun, owner, properties.PolicyName, properties.PolicyDocument ?? {}, call);
    return { physicalId: `${properties.PolicyName}|${owner}`, attributes: {} };
  };
  return {
    type,
    honoured: { PolicyName: true, PolicyDocument: true, [member]: true },
    create: put,
    async update(_physicalId, properties, previous, call) {
      if (properties.PolicyName !== previous.PolicyName || properties[member] !== previous[member]) return 'replace';
      return put(properties, call);
    },
    delete: (_physicalId, properties, call) =>
      unlessGone(() => takeInline(noun, properties[member] ?? '', properties.PolicyName, call)),
  };
}

export const rolePolicy = inlinePolicy('AWS::IAM::RolePolicy', 'role', 'RoleName');
export const userPolicy = inlinePolicy('AWS::IAM::UserPolicy', 'user', 'UserName');
export const groupPolicy = inlinePolicy('AWS::IAM::GroupPolicy', 'group', 'GroupName');
