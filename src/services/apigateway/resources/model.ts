import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { createModel } from '../create-model.ts';
import { deleteModel } from '../delete-model.ts';
import type { ApigatewayState } from '../state.ts';
import { updateModel } from '../update-model.ts';
import { deleted, present, stringOf } from './coerce.ts';

interface Properties {
  readonly RestApiId: string;
  readonly Name?: string;
  readonly ContentType?: string;
  readonly Description?: string;
  readonly Schema?: unknown;
}

export const modelResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::Model',
  honoured: {
    RestApiId: true,
    Name: true,
    ContentType: true,
    Description: true,
    Schema: true,
  },

  async create(properties, call) {
    const name = properties.Name ?? defaultName(call);
    await createModel(
      present({
        restApiId: properties.RestApiId,
        name,
        contentType: properties.ContentType ?? 'application/json',
        description: properties.Description,
        schema: stringOf(properties.Schema) ?? '{}',
      }),
      call,
    );
    return { physicalId: name };
  },

  async update(physicalId, properties, previous, call) {
    const { RestApiId, Name, ContentType } = properties;
    if (RestApiId !== previous.RestApiId || Name !== previous.Name || ContentType !== previous.ContentType) {
      return 'replace';
    }
    const patchOperations = [
      { op: 'replace' as const, path: '/schema', value: stringOf(properties.Schema) ?? '{}' },
      { op: 'replace' as const, path: '/description', value: properties.Description ?? '' },
    ];
    await updateModel({ restApiId: RestApiId, modelName: physicalId, patchOperations }, call);
    return { physicalId };
  },

  delete: (physicalId, { RestApiId }, call) =>
    deleted(deleteModel({ restApiId: RestApiId, modelName: physicalId }, call)),
};

/** Names of models are letters and digits. */
function defaultName(call: ResourceContext<ApigatewayState>): string {
  return call.physicalName(128).replace(/[^a-zA-Z0-9]/g, '');
}
