import type { DocumentationPartLocation, DocumentationPartType } from '@aws-sdk/client-api-gateway';
import type { ResourceType } from '../../../aws/resource-type.ts';
import { createDocumentationPart, deleteDocumentationPart, updateDocumentationPart } from '../documentation-parts.ts';
import type { ApigatewayState } from '../state.ts';
import { deleted, present, stringOf } from './coerce.ts';

interface Properties {
  readonly RestApiId: string;
  readonly Location: {
    readonly Type?: string;
    readonly Path?: string;
    readonly Method?: string;
    readonly StatusCode?: unknown;
    readonly Name?: string;
  };
  readonly Properties: unknown;
}

export const documentationPartResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::DocumentationPart',
  honoured: {
    RestApiId: true,
    Location: { Type: true, Path: true, Method: true, StatusCode: true, Name: true },
    Properties: true,
  },

  async create(properties, call) {
    const { id = '' } = await createDocumentationPart(
      {
        restApiId: properties.RestApiId,
        location: locationOf(properties),
        properties: stringOf(properties.Properties) ?? '{}',
      },
      call,
    );
    return deployed(id);
  },

  async update(physicalId, properties, previous, call) {
    const moved = JSON.stringify(properties.Location) !== JSON.stringify(previous.Location);
    if (moved || properties.RestApiId !== previous.RestApiId) return 'replace';
    const value = stringOf(properties.Properties) ?? '{}';
    const patchOperations = [{ op: 'replace' as const, path: '/properties', value }];
    await updateDocumentationPart(
      { restApiId: properties.RestApiId, documentationPartId: physicalId, patchOperations },
      call,
    );
    return deployed(physicalId);
  },

  delete: (physicalId, { RestApiId }, call) =>
    deleted(deleteDocumentationPart({ restApiId: RestApiId, documentationPartId: physicalId }, call)),
};

function locationOf({ Location }: Properties): DocumentationPartLocation {
  return present({
    type: (Location.Type ?? 'API') as DocumentationPartType,
    path: Location.Path,
    method: Location.Method,
    statusCode: stringOf(Location.StatusCode),
    name: Location.Name,
  });
}

const deployed = (id: string) => ({ physicalId: id, attributes: { DocumentationPartId: id } });
