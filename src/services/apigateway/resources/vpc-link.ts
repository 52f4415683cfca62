import type { ResourceType } from '../../../aws/resource-type.ts';
import { replaceTagsOf } from '../replace-tags.ts';
import type { ApigatewayState } from '../state.ts';
import { createVpcLink, deleteVpcLink, updateVpcLink } from '../vpc-links.ts';
import { deleted, present, type TagProperties, tagsOf } from './coerce.ts';

interface Properties {
  readonly Name: string;
  readonly Description?: string;
  readonly TargetArns: readonly string[];
  readonly Tags?: TagProperties;
}

export const vpcLinkResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::VpcLink',
  honoured: {
    Name: true,
    Description: true,
    TargetArns: 'is kept, but there are no load balancers: integrations connect to their URI plainly',
    Tags: true,
  },

  async create({ Name, Description, TargetArns, Tags }, call) {
    const { id = '' } = await createVpcLink(
      present({ name: Name, description: Description, targetArns: [...TargetArns], tags: tagsOf(Tags) }),
      call,
    );
    return deployed(id);
  },

  async update(physicalId, properties, previous, call) {
    if (JSON.stringify(properties.TargetArns) !== JSON.stringify(previous.TargetArns)) return 'replace';
    const patchOperations = [
      { op: 'replace' as const, path: '/name', value: properties.Name },
      { op: 'replace' as const, path: '/description', value: properties.Description ?? '' },
    ];
    await updateVpcLink({ vpcLinkId: physicalId, patchOperations }, call);
    await replaceTagsOf(`/vpclinks/${physicalId}`, tagsOf(properties.Tags), call);
    return deployed(physicalId);
  },

  delete: (physicalId, _properties, call) => deleted(deleteVpcLink({ vpcLinkId: physicalId }, call)),
};

const deployed = (id: string) => ({ physicalId: id, attributes: { VpcLinkId: id } });
