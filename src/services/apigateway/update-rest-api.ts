import type { PatchOperation, RestApi, UpdateRestApiCommandInput } from '@aws-sdk/client-api-gateway';
import { restApiAnswer } from './answers.ts';
import { checkPolicy } from './check-policy.ts';
import { compressionSize } from './create-rest-api.ts';
import { badRequest } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { patchedAt, policyChange } from './more-access.ts';
import { checkPatchOps, pathParts, unsupportedPatch } from './patch.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import { type Call, editApi, serveStage } from './state.ts';

const REPLACEABLE = [
  '/name',
  '/description',
  '/policy',
  '/apiKeySource',
  '/minimumCompressionSize',
  '/disableExecuteApiEndpoint',
  '/endpointConfiguration/types/{type}',
  '/binaryMediaTypes/{type}',
];

export async function updateRestApi(input: UpdateRestApiCommandInput, call: Call): Promise<RestApi> {
  checkPatchOps('updateRestApi', input.patchOperations);
  const [before, after] = await editApi(call, input.restApiId, (api) => {
    const changed = (input.patchOperations ?? []).reduce(applyOperation, api);
    return [changed, [api, changed] as const];
  });
  // Metrics go by the API's name, without a deployment.
  if (before.name !== after.name) {
    for (const stage of await call.state.stages.list({ prefix: `${after.apiId}/` }))
      await serveStage(call.state, stage);
  }
  return restApiAnswer(after, true);
}

updateRestApi.access = managementAccess('PATCH /restapis/{restApiId}', {
  actions: ['apigateway:UpdateRestApiPolicy'],
  checks: (input: UpdateRestApiCommandInput, call) =>
    policyChange(call, input.restApiId, patchedAt('/policy')(input).length > 0),
});

function applyOperation(api: RestApiRecord, operation: PatchOperation): RestApiRecord {
  const [member, ...rest] = pathParts(operation.path);
  const { op, value } = operation;
  if (member === 'binaryMediaTypes') return { ...api, binaryMediaTypes: patchedTypes(api, rest.join('/'), operation) };
  if (member === 'endpointConfiguration')
    return { ...api, endpointConfiguration: patchedEndpoint(api, rest, operation) };
  if (member === 'minimumCompressionSize') {
    const { minimumCompressionSize: _, ...without } = api;
    return op === 'remove' || value === undefined || value === ''
      ? without
      : { ...without, ...compressionSize(Number(value)) };
  }
  if (op !== 'replace') throw unsupportedPatch(operation, REPLACEABLE);
  switch (member) {
    case 'name':
      if (value === undefined || value.trim() === '') throw badRequest('No name specified for REST API');
      return { ...api, name: value };
    case 'description':
      return { ...api, description: value ?? '' };
    case 'policy': {
      checkPolicy(value);
      const { policy: _, ...without } = api;
      return value === undefined || value === '' ? without : { ...without, policy: value };
    }
    case 'apiKeySource':
      if (value !== 'HEADER' && value !== 'AUTHORIZER') {
        throw badRequest('Invalid API key source type specified. Valid values are HEADER and AUTHORIZER');
      }
      return { ...api, apiKeySource: value };
    case 'version':
    case 'securityPolicy':
    case 'endpointAccessMode':
      return { ...api, [member]: value ?? '' };
    case 'disableExecuteApiEndpoint':
      return { ...api, disableExecuteApiEndpoint: value?.toLowerCase() === 'true' };
    default:
      throw unsupportedPatch(operation, REPLACEABLE);
  }
}

function patchedTypes(api: RestApiRecord, type: string, { op, value }: PatchOperation): readonly string[] {
  const others = api.binaryMediaTypes.filter((one) => one !== type);
  if (op === 'remove') return others;
  return [...others, op === 'replace' && value !== undefined ? value : type];
}

function patchedEndpoint(
  api: RestApiRecord,
  [member, type]: readonly string[],
  operation: PatchOperation,
): RestApiRecord['endpointConfiguration'] {
  const { op, value } = operation;
  const before = api.endpointConfiguration;
  if (member === 'types' && op === 'replace' && (value === 'EDGE' || value === 'REGIONAL' || value === 'PRIVATE'))
    return { ...before, types: [value] };
  if (member === 'ipAddressType' && op === 'replace') {
    if (value !== 'ipv4' && value !== 'dualstack') throw badRequest(`Invalid IP address type: ${value}`);
    return { ...before, ipAddressType: value };
  }
  if (member === 'vpcEndpointIds') {
    const others = (before.vpcEndpointIds ?? []).filter((one) => one !== (value ?? type));
    return { ...before, vpcEndpointIds: op === 'remove' ? others : [...others, value ?? type ?? ''] };
  }
  throw unsupportedPatch(operation, REPLACEABLE);
}
