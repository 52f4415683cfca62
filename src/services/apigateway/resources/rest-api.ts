import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ApiKeySourceType,
  EndpointAccessMode,
  EndpointConfiguration,
  EndpointType,
  IpAddressType,
  PatchOperation,
  PutMode,
  SecurityPolicy,
} from '@aws-sdk/client-api-gateway';
import { type ResourceContext, type ResourceType, unlessIdle } from '../../../aws/resource-type.ts';
import { UserError } from '../../../std/user-error.ts';
import { createRestApi } from '../create-rest-api.ts';
import { deleteRestApi } from '../delete-rest-api.ts';
import { putRestApi } from '../put-rest-api.ts';
import { replaceTags } from '../replace-tags.ts';
import { type ApigatewayState, readApi } from '../state.ts';
import { unenforcedInDocument } from '../unenforced-in-document.ts';
import { updateRestApi } from '../update-rest-api.ts';
import { booleanOf, deleted, numberOf, present, stringOf, tagsOf, textsOf } from './coerce.ts';

interface Properties {
  readonly Name?: string;
  readonly Description?: string;
  readonly Body?: Readonly<Record<string, unknown>>;
  readonly BodyS3Location?: unknown;
  readonly Mode?: string;
  readonly FailOnWarnings?: unknown;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly BinaryMediaTypes?: readonly string[];
  readonly MinimumCompressionSize?: unknown;
  readonly ApiKeySourceType?: string;
  readonly DisableExecuteApiEndpoint?: unknown;
  readonly EndpointConfiguration?: {
    readonly Types?: readonly string[];
    readonly VpcEndpointIds?: readonly string[];
    readonly IpAddressType?: string;
  };
  readonly Policy?: unknown;
  readonly Tags?: readonly { readonly Key: string; readonly Value: unknown }[];
  readonly CloneFrom?: string;
  readonly Version?: unknown;
  readonly SecurityPolicy?: string;
  readonly EndpointAccessMode?: string;
}

type Context = ResourceContext<ApigatewayState>;

export const restApiResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::RestApi',
  honoured: {
    Name: true,
    Description: true,
    Body: true,
    BodyS3Location: (value) =>
      typeof value !== 'string' || value.startsWith('s3:')
        ? 'lies in S3, which samlet cannot read: name a local file'
        : true,
    Mode: true,
    FailOnWarnings: true,
    Parameters: true,
    BinaryMediaTypes: true,
    CloneFrom: true,
    Version: true,
    SecurityPolicy: 'is kept; the endpoint on this machine takes what its listener takes',
    EndpointAccessMode: unlessIdle(['BASIC'], 'is kept, but not enforced'),
    DisableExecuteApiEndpoint: true,
    Tags: true,
    ApiKeySourceType: true,
    MinimumCompressionSize: true,
    Policy: true,
    EndpointConfiguration: {
      Types: (types) =>
        String(types) === 'REGIONAL' || 'is kept; every endpoint is a local one and adds the headers of a regional one',
      VpcEndpointIds: 'is kept, but there are no VPC endpoints',
      IpAddressType: true,
    },
  },

  unhonoured: ({ Body }) => (Body === undefined ? [] : unenforcedInDocument(Body)),

  async create(properties, call) {
    const body = await bodyOf(properties, call);
    const title = (body?.['info'] as { readonly title?: unknown } | undefined)?.title;
    const name = properties.Name ?? stringOf(title);
    const { id = '' } = await createRestApi(
      present({
        name: name ?? call.physicalName(128),
        description: properties.Description,
        binaryMediaTypes: properties.BinaryMediaTypes === undefined ? undefined : [...properties.BinaryMediaTypes],
        minimumCompressionSize: numberOf(properties.MinimumCompressionSize),
        apiKeySource: properties.ApiKeySourceType as ApiKeySourceType | undefined,
        disableExecuteApiEndpoint: booleanOf(properties.DisableExecuteApiEndpoint),
        endpointConfiguration: endpointOf(properties),
        policy: stringOf(properties.Policy),
        tags: tagsOf(properties.Tags),
        cloneFrom: properties.CloneFrom,
        version: stringOf(properties.Version),
        securityPolicy: properties.SecurityPolicy as SecurityPolicy | undefined,
        endpointAccessMode: properties.EndpointAccessMode as EndpointAccessMode | undefined,
      }),
      call,
    );
    await importBody(id, body, properties, call);
    return described(id, call);
  },

  async update(physicalId, properties, previous, call) {
    await updateRestApi({ restApiId: physicalId, patchOperations: changes(properties, previous) }, call);
    await importBody(physicalId, await bodyOf(properties, call), properties, call);
    await replaceTags(physicalId, tagsOf(properties.Tags), call);
    return described(physicalId, call);
  },

  delete: (physicalId, _properties, call) => deleted(deleteRestApi({ restApiId: physicalId }, call)),
};

async function described(restApiId: string, call: Context) {
  const { rootResourceId } = await readApi(call, restApiId);
  return { physicalId: restApiId, attributes: { RootResourceId: rootResourceId, RestApiId: restApiId } };
}

async function importBody(restApiId: string, body: unknown, properties: Properties, call: Context): Promise<void> {
  if (body === undefined) return;
  await putRestApi(
    present({
      restApiId,
      mode: (properties.Mode ?? 'overwrite') as PutMode,
      failOnWarnings: booleanOf(properties.FailOnWarnings),
      parameters: textsOf(properties.Parameters),
      body: Buffer.from(JSON.stringify(body)),
    }),
    call,
  );
  // The template's own properties go before what the document says.
  const { Name, Description } = properties;
  const patchOperations = changes(present({ Name, Description }), {});
  await updateRestApi({ restApiId, patchOperations }, call);
}

async function bodyOf(properties: Properties, call: Context): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { Body, BodyS3Location: location } = properties;
  if (Body !== undefined || location === undefined) return Body;
  if (typeof location === 'string' && !location.startsWith('s3:')) {
    const { parseDocument } = await import('../openapi/document.ts');
    return parseDocument(await readFile(join(call.templateDir, location)));
  }
  throw new UserError(
    'SAMLET_API_BODY_IN_S3',
    `${call.logicalId}: the API's definition lies in S3, which samlet cannot read`,
    {
      hint: 'Put the definition into Body, or use DefinitionUri with a local file.',
    },
  );
}

function endpointOf({ EndpointConfiguration: given }: Properties): EndpointConfiguration | undefined {
  if (given === undefined) return undefined;
  return present({
    types: given.Types === undefined ? undefined : ([...given.Types] as EndpointType[]),
    vpcEndpointIds: given.VpcEndpointIds === undefined ? undefined : [...given.VpcEndpointIds],
    ipAddressType: given.IpAddressType as IpAddressType | undefined,
  });
}

/** The patch operations that lead from one set of properties to the other. */
function changes(properties: Properties, previous: Properties): PatchOperation[] {
  const operations: PatchOperation[] = [];
  const replace = (path: string, value: string | undefined, before: string | undefined) => {
    if (value !== before) operations.push({ op: 'replace', path, value: value ?? '' });
  };
  if (properties.Name !== undefined) replace('/name', properties.Name, previous.Name);
  replace('/description', properties.Description, previous.Description);
  replace('/version', stringOf(properties.Version), stringOf(previous.Version));
  replace('/securityPolicy', properties.SecurityPolicy, previous.SecurityPolicy);
  replace('/endpointAccessMode', properties.EndpointAccessMode, previous.EndpointAccessMode);
  replace('/policy', stringOf(properties.Policy), stringOf(previous.Policy));
  replace('/apiKeySource', properties.ApiKeySourceType, previous.ApiKeySourceType);
  replace(
    '/minimumCompressionSize',
    stringOf(properties.MinimumCompressionSize),
    stringOf(previous.MinimumCompressionSize),
  );
  replace(
    '/disableExecuteApiEndpoint',
    stringOf(properties.DisableExecuteApiEndpoint),
    stringOf(previous.DisableExecuteApiEndpoint),
  );
  replace(
    '/endpointConfiguration/types',
    properties.EndpointConfiguration?.Types?.[0],
    previous.EndpointConfiguration?.Types?.[0],
  );
  const types = new Set(properties.BinaryMediaTypes);
  const before = new Set(previous.BinaryMediaTypes);
  const at = (type: string) => `/binaryMediaTypes/${type.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  for (const type of before) if (!types.has(type)) operations.push({ op: 'remove', path: at(type) });
  for (const type of types) if (!before.has(type)) operations.push({ op: 'add', path: at(type) });
  return operations;
}
