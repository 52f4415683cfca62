import type { ResourceType } from '../../../aws/resource-type.ts';
import {
  createDocumentationVersion,
  deleteDocumentationVersion,
  updateDocumentationVersion,
} from '../documentation-versions.ts';
import type { ApigatewayState } from '../state.ts';
import { deleted, present } from './coerce.ts';

interface Properties {
  readonly RestApiId: string;
  readonly DocumentationVersion: string;
  readonly Description?: string;
}

export const documentationVersionResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::DocumentationVersion',
  honoured: { RestApiId: true, DocumentationVersion: true, Description: true },

  async create({ RestApiId, DocumentationVersion, Description }, call) {
    await createDocumentationVersion(
      present({ restApiId: RestApiId, documentationVersion: DocumentationVersion, description: Description }),
      call,
    );
    return { physicalId: DocumentationVersion };
  },

  async update(physicalId, properties, previous, call) {
    const { RestApiId, DocumentationVersion, Description = '' } = properties;
    if (RestApiId !== previous.RestApiId || DocumentationVersion !== previous.DocumentationVersion) return 'replace';
    const patchOperations = [{ op: 'replace' as const, path: '/description', value: Description }];
    await updateDocumentationVersion({ restApiId: RestApiId, documentationVersion: physicalId, patchOperations }, call);
    return { physicalId };
  },

  delete: (physicalId, { RestApiId }, call) =>
    deleted(deleteDocumentationVersion({ restApiId: RestApiId, documentationVersion: physicalId }, call)),
};
