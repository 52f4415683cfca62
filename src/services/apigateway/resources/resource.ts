import type { ResourceType } from '../../../aws/resource-type.ts';
import { createResource } from '../create-resource.ts';
import { deleteResource } from '../delete-resource.ts';
import type { ApigatewayState } from '../state.ts';
import { deleted } from './coerce.ts';

interface Properties {
  readonly RestApiId: string;
  readonly ParentId: string;
  readonly PathPart: string;
}

export const resourceResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::Resource',
  honoured: { RestApiId: true, ParentId: true, PathPart: true },

  async create({ RestApiId, ParentId, PathPart }, call) {
    const { id = '' } = await createResource(
      { restApiId: RestApiId, parentId: ParentId, pathPart: String(PathPart) },
      call,
    );
    return { physicalId: id, attributes: { ResourceId: id } };
  },

  async update(physicalId, properties, previous) {
    const same =
      properties.RestApiId === previous.RestApiId &&
      properties.ParentId === previous.ParentId &&
      properties.PathPart === previous.PathPart;
    return same ? { physicalId, attributes: { ResourceId: physicalId } } : 'replace';
  },

  delete: (physicalId, { RestApiId }, call) =>
    deleted(deleteResource({ restApiId: RestApiId, resourceId: physicalId }, call)),
};
