import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { newApiKey } from '../create-api-key.ts';
import { deleteApiKey } from '../delete-api-key.ts';
import { readKey } from '../get-api-key.ts';
import type { ApigatewayState } from '../state.ts';
import { type ApiKeyRecord, servedKey } from '../usage-records.ts';
import { booleanOf, deleted, present, tagsOf } from './coerce.ts';

interface Properties {
  readonly Name?: string;
  readonly Value?: string;
  readonly Description?: string;
  readonly CustomerId?: string;
  readonly Enabled?: unknown;
  readonly GenerateDistinctId?: unknown;
  readonly StageKeys?: readonly { readonly RestApiId?: string; readonly StageName?: string }[];
  readonly Tags?: readonly { readonly Key: string; readonly Value: unknown }[];
}

export const apiKeyResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::ApiKey',
  honoured: {
    Name: true,
    Value: true,
    Description: true,
    CustomerId: true,
    Enabled: true,
    GenerateDistinctId: true,
    StageKeys: { RestApiId: true, StageName: true },
    Tags: true,
  },

  async create(properties, call) {
    const { Name, Value, Description, CustomerId, Enabled } = properties;
    const { id } = await newApiKey(
      present({
        name: Name ?? call.physicalName(128),
        value: Value,
        description: Description,
        customerId: CustomerId,
        enabled: booleanOf(Enabled),
        stageKeys: properties.StageKeys?.map(({ RestApiId, StageName }) =>
          present({ restApiId: RestApiId, stageName: StageName }),
        ),
        tags: tagsOf(properties.Tags),
      }),
      call,
    );
    return deployed(id);
  },

  async update(physicalId, properties, previous, call) {
    if (properties.Name !== previous.Name || properties.Value !== previous.Value) return 'replace';
    await replaceKey(physicalId, properties, call);
    return deployed(physicalId);
  },

  delete: (physicalId, _properties, call) => deleted(deleteApiKey({ apiKey: physicalId }, call)),
};

const deployed = (id: string) => ({ physicalId: id, attributes: { APIKeyId: id } });

async function replaceKey(id: string, properties: Properties, call: ResourceContext<ApigatewayState>): Promise<void> {
  const { description: _, customerId: __, ...kept } = await readKey(call, id);
  const key: ApiKeyRecord = {
    ...kept,
    ...present({ description: properties.Description, customerId: properties.CustomerId }),
    enabled: booleanOf(properties.Enabled) ?? false,
    stageKeys: (properties.StageKeys ?? []).map(({ RestApiId, StageName }) => `${RestApiId}/${StageName}`),
    tags: tagsOf(properties.Tags),
    updatedAt: call.clock.now(),
  };
  await call.state.apiKeys.put(id, key);
  call.state.platform.stages.keys.setKey(servedKey(key));
}
