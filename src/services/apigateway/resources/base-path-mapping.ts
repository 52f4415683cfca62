import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { createBasePathMapping, deleteBasePathMapping, updateBasePathMapping } from '../base-path-mappings.ts';
import { NO_BASE_PATH } from '../domain-record.ts';
import type { ApigatewayState } from '../state.ts';
import { deleted, present } from './coerce.ts';

interface Properties {
  readonly DomainName: string;
  readonly BasePath?: string;
  readonly RestApiId?: string;
  readonly Stage?: string;
  readonly Id?: string;
}

export const basePathMappingResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::BasePathMapping',
  honoured: { DomainName: true, BasePath: true, RestApiId: true, Stage: true, Id: true },

  async create(properties, call) {
    const { DomainName, BasePath, RestApiId, Stage } = properties;
    await createBasePathMapping(
      present({ domainName: DomainName, basePath: BasePath, restApiId: RestApiId ?? '', stage: Stage }),
      call,
    );
    return { physicalId: idOf(properties) };
  },

  async update(physicalId, properties, previous, call) {
    if (idOf(properties) !== idOf(previous)) return 'replace';
    const patchOperations = [
      { op: 'replace' as const, path: '/restapiId', value: properties.RestApiId ?? '' },
      { op: 'replace' as const, path: '/stage', value: properties.Stage ?? '' },
    ];
    await updateBasePathMapping({ ...placeOf(properties), patchOperations }, call);
    return { physicalId };
  },

  delete: (_physicalId, properties, call: ResourceContext<ApigatewayState>) =>
    deleted(deleteBasePathMapping(placeOf(properties), call)),
};

function placeOf({ DomainName, BasePath = '' }: Properties) {
  return { domainName: DomainName, basePath: BasePath === '' ? NO_BASE_PATH : BasePath };
}

function idOf(properties: Properties): string {
  const { domainName, basePath } = placeOf(properties);
  return `${domainName}|${basePath}`;
}
