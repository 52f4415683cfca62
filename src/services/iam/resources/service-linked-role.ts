import type { ResourceType } from '../../../aws/resource-type.ts';
import { updateRoleDescription } from '../roles.ts';
import { createServiceLinkedRole, deleteServiceLinkedRole } from '../service-linked-roles.ts';
import type { IamState } from '../state.ts';
import { unlessGone } from './unless-gone.ts';

interface ServiceLinkedRoleProperties {
  readonly AWSServiceName: string;
  readonly CustomSuffix?: string;
  readonly Description?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-servicelinkedrole.html */
export const serviceLinkedRole: ResourceType<IamState, ServiceLinkedRoleProperties> = {
  type: 'AWS::IAM::ServiceLinkedRole',
  honoured: { AWSServiceName: true, CustomSuffix: true, Description: true },

  async create(properties, call) {
    const { Role } = await createServiceLinkedRole({ ...properties }, call);
    return { physicalId: Role.RoleName ?? '', attributes: { RoleName: Role.RoleName } };
  },

  async update(physicalId, properties, previous, call) {
    const replacing = ['AWSServiceName', 'CustomSuffix'] as const;
    if (replacing.some((name) => properties[name] !== previous[name])) return 'replace';
    await updateRoleDescription({ RoleName: physicalId, Description: properties.Description ?? '' }, call);
    return { physicalId, attributes: { RoleName: physicalId } };
  },

  delete: (physicalId, _properties, call) => unlessGone(() => deleteServiceLinkedRole({ RoleName: physicalId }, call)),
};
