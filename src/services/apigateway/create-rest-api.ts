import type { CreateRestApiCommandInput, EndpointConfiguration, RestApi } from '@aws-sdk/client-api-gateway';
import { restApiAnswer } from './answers.ts';
import { checkPolicy } from './check-policy.ts';
import { defaultModels } from './default-models.ts';
import { badRequest, invalidValue } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { policyChange } from './more-access.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import { type Call, readApi } from './state.ts';

export async function createRestApi(input: CreateRestApiCommandInput, call: Call): Promise<RestApi> {
  const fresh = emptyApi(call, input.name ?? '');
  if (fresh.name.trim() === '') throw badRequest('No name specified for REST API');
  checkPolicy(input.policy);
  const source = input.cloneFrom === undefined ? undefined : await readApi(call, input.cloneFrom);
  const api: RestApiRecord = {
    ...(source ?? { ...fresh, models: defaultModels(() => call.ids.lowerAlphanumeric(6)) }),
    apiId: fresh.apiId,
    name: fresh.name,
    createdAt: fresh.createdAt,
    tags: input.tags ?? {},
    apiKeySource: input.apiKeySource ?? 'HEADER',
    binaryMediaTypes: input.binaryMediaTypes ?? source?.binaryMediaTypes ?? [],
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    endpointConfiguration: endpointConfiguration(input.endpointConfiguration),
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.version === undefined ? {} : { version: input.version }),
    ...(input.policy === undefined ? {} : { policy: input.policy }),
    ...(input.securityPolicy === undefined ? {} : { securityPolicy: input.securityPolicy }),
    ...(input.endpointAccessMode === undefined ? {} : { endpointAccessMode: input.endpointAccessMode }),
    ...compressionSize(input.minimumCompressionSize),
  };
  await call.state.apis.put(api.apiId, api);
  return restApiAnswer(api, false);
}

createRestApi.access = managementAccess('POST /restapis', {
  actions: ['apigateway:UpdateRestApiPolicy'],
  checks: ({ policy }: CreateRestApiCommandInput, call) => policyChange(call, undefined, policy !== undefined),
});

/** An API with a root and nothing else. */
export function emptyApi(
  call: { readonly ids: Call['ids']; readonly clock: Pick<Call['clock'], 'now'> },
  name: string,
): RestApiRecord {
  const apiId = call.ids.lowerAlphanumeric(10);
  const rootResourceId = call.ids.lowerAlphanumeric(10);
  return {
    apiId,
    name,
    createdAt: call.clock.now(),
    rootResourceId,
    apiKeySource: 'HEADER',
    binaryMediaTypes: [],
    disableExecuteApiEndpoint: false,
    endpointConfiguration: endpointConfiguration(undefined),
    tags: {},
    resources: { [rootResourceId]: { id: rootResourceId, path: '/', methods: {} } },
    models: {},
    requestValidators: {},
    authorizers: {},
    gatewayResponses: {},
  };
}

export function endpointConfiguration(given: EndpointConfiguration | undefined): EndpointConfiguration {
  const types = given?.types ?? ['EDGE'];
  if (types.length > 1) throw badRequest('Cannot create an api with multiple Endpoint Types.');
  const [type] = types;
  if (type !== 'EDGE' && type !== 'REGIONAL' && type !== 'PRIVATE') {
    throw invalidValue(
      `[${types.join(', ')}]`,
      'createRestApiInput.endpointConfiguration.types',
      'Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]',
    );
  }
  const ipAddressType = given?.ipAddressType ?? (types[0] === 'PRIVATE' ? 'dualstack' : 'ipv4');
  return { ...given, types, ipAddressType };
}

/** The member to set, `{}` for none; refuses a size AWS refuses. */
export function compressionSize(size: number | undefined): { minimumCompressionSize?: number } {
  if (size === undefined) return {};
  if (Number.isInteger(size) && size >= 0 && size <= 10_485_760) return { minimumCompressionSize: size };
  throw badRequest('Invalid minimum compression size, must be between 0 to 10485760');
}
