import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { existing, GROUP } from '../entity.ts';
import { createGroup, deleteGroup, updateGroup } from '../groups.ts';
import type { IamState } from '../state.ts';
import { givePolicies, type PolicyProperties, takePolicies } from './entity-policies.ts';
import { unlessGone } from './unless-gone.ts';

interface GroupProperties extends PolicyProperties {
  readonly GroupName?: string;
  readonly Path?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-group.html */
export const group: ResourceType<IamState, GroupProperties> = {
  type: 'AWS::IAM::Group',
  honoured: { GroupName: true, Path: true, ManagedPolicyArns: true, Policies: true },

  async create(properties, call) {
    const name = properties.GroupName ?? call.physicalName(128);
    await createGroup({ GroupName: name, ...(properties.Path !== undefined && { Path: properties.Path }) }, call);
    await givePolicies('group', name, properties, call);
    return deployed(name, call);
  },

  async update(physicalId, properties, previous, call) {
    if (properties.GroupName !== previous.GroupName) return 'replace';
    await updateGroup({ GroupName: physicalId, NewPath: properties.Path ?? '/' }, call);
    await givePolicies('group', physicalId, properties, call, previous);
    return deployed(physicalId, call);
  },

  delete: (physicalId, _properties, call) =>
    unlessGone(async () => {
      await takePolicies('group', physicalId, call);
      await deleteGroup({ GroupName: physicalId }, call);
    }),
};

async function deployed(name: string, call: ResourceContext<IamState>) {
  const { arn } = await existing(GROUP, name, call);
  return { physicalId: name, attributes: { Arn: arn } };
}
