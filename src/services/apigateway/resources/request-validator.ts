import type { ResourceType } from '../../../aws/resource-type.ts';
import { createRequestValidator } from '../create-request-validator.ts';
import { deleteRequestValidator } from '../delete-request-validator.ts';
import type { ApigatewayState } from '../state.ts';
import { updateRequestValidator } from '../update-request-validator.ts';
import { booleanOf, deleted, present } from './coerce.ts';

interface Properties {
  readonly RestApiId: string;
  readonly Name?: string;
  readonly ValidateRequestBody?: unknown;
  readonly ValidateRequestParameters?: unknown;
}

export const requestValidatorResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::RequestValidator',
  honoured: {
    RestApiId: true,
    Name: true,
    ValidateRequestBody: true,
    ValidateRequestParameters: true,
  },

  async create(properties, call) {
    const { id = '' } = await createRequestValidator(
      present({
        restApiId: properties.RestApiId,
        name: properties.Name ?? call.physicalName(128),
        validateRequestBody: booleanOf(properties.ValidateRequestBody),
        validateRequestParameters: booleanOf(properties.ValidateRequestParameters),
      }),
      call,
    );
    return { physicalId: id, attributes: { RequestValidatorId: id } };
  },

  async update(physicalId, properties, previous, call) {
    if (properties.RestApiId !== previous.RestApiId || properties.Name !== previous.Name) return 'replace';
    const replace = (path: string, value: unknown) => ({
      op: 'replace' as const,
      path,
      value: String(booleanOf(value) ?? false),
    });
    await updateRequestValidator(
      {
        restApiId: properties.RestApiId,
        requestValidatorId: physicalId,
        patchOperations: [
          replace('/validateRequestBody', properties.ValidateRequestBody),
          replace('/validateRequestParameters', properties.ValidateRequestParameters),
        ],
      },
      call,
    );
    return { physicalId, attributes: { RequestValidatorId: physicalId } };
  },

  delete: (physicalId, { RestApiId }, call) =>
    deleted(deleteRequestValidator({ restApiId: RestApiId, requestValidatorId: physicalId }, call)),
};
