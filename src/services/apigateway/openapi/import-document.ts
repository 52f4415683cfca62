import type { GatewayResponse, RequestValidator } from '@aws-sdk/client-api-gateway';
import type { ApiResource } from '../../../gateway/api-definition.ts';
import { gatewayResponseTypes } from '../../../gateway/gateway-error.ts';
import { checkPathPart } from '../create-resource.ts';
import { compressionSize } from '../create-rest-api.ts';
import { badRequest } from '../errors.ts';
import type { RestApiRecord } from '../rest-api-record.ts';
import { basePathOf } from './base-path.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from './document.ts';
import { importDocumentation } from './import-documentation.ts';
import { checkMapped, importFaults } from './import-faults.ts';
import { importMethod, type MethodSources } from './import-method.ts';
import { importModels } from './import-models.ts';
import { importSecurity } from './import-security.ts';

export interface ImportOptions {
  readonly mode: 'merge' | 'overwrite';
  /** The `basepath` parameter: `ignore`, `prepend` or `split`. */
  readonly basePath: string | undefined;
  readonly newId: () => string;
  /** The `ignore` parameter. */
  readonly ignoreDocumentation?: boolean;
}

const METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  put: 'PUT',
  post: 'POST',
  delete: 'DELETE',
  options: 'OPTIONS',
  head: 'HEAD',
  patch: 'PATCH',
  'x-amazon-apigateway-any-method': 'ANY',
};

/**
 * The API with a document imported. What exists under the same path or name keeps its id.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function importDocument(api: RestApiRecord, document: JsonObject, options: ImportOptions): RestApiRecord {
  const { newId, mode } = options;
  const merge = mode === 'merge';
  const info = objectOf(document['info']);
  const models = importModels(document, api.apiId, newId);
  const security = importSecurity(document, api.authorizers, newId);
  const validators = importValidators(document, api, newId);
  const warnings: string[] = [];
  const resources = importResources(
    api,
    document,
    {
      document,
      models,
      security,
      validatorIds: new Map(Object.entries(validators).map(([id, { name }]) => [name ?? '', id])),
    },
    options,
    warnings,
  );
  const gatewayResponses = importGatewayResponses(document);
  const documentation = importDocumentationOf(document, api, options, warnings);
  return {
    ...api,
    ...settingsOf(api, document, merge),
    ...documentation,
    name: textOf(info['title']) ?? api.name,
    ...(textOf(info['description']) === undefined ? {} : { description: textOf(info['description']) ?? '' }),
    ...(textOf(info['version']) === undefined ? {} : { version: textOf(info['version']) ?? '' }),
    resources,
    models: merge ? { ...api.models, ...models.models } : models.models,
    authorizers: merge ? { ...api.authorizers, ...security.authorizers } : security.authorizers,
    requestValidators: merge ? { ...api.requestValidators, ...validators } : validators,
    gatewayResponses: merge ? { ...api.gatewayResponses, ...gatewayResponses } : gatewayResponses,
    warnings,
  };
}

function importDocumentationOf(
  document: JsonObject,
  api: RestApiRecord,
  { mode, newId, ignoreDocumentation = false }: ImportOptions,
  warnings: string[],
): Pick<RestApiRecord, 'documentationParts'> {
  if (ignoreDocumentation) return {};
  const existing = mode === 'merge' ? Object.values(api.documentationParts ?? {}) : [];
  const { parts, warnings: faults } = importDocumentation(document, existing, newId);
  warnings.push(...faults);
  if (parts.length === 0 && api.documentationParts === undefined) return {};
  return { documentationParts: Object.fromEntries(parts.map((part) => [part.id ?? '', part])) };
}

function settingsOf(api: RestApiRecord, document: JsonObject, merge: boolean): Partial<RestApiRecord> {
  const types = listOf(document['x-amazon-apigateway-binary-media-types']).flatMap((type) => textOf(type) ?? []);
  const given = document['x-amazon-apigateway-binary-media-types'] !== undefined;
  const size = textOf(document['x-amazon-apigateway-minimum-compression-size']);
  const keySource = textOf(document['x-amazon-apigateway-api-key-source'])?.toUpperCase();
  const policy = document['x-amazon-apigateway-policy'];
  // In OpenAPI 3 the extension stands at a server.
  const servers = listOf(document['servers']).map(
    (server) => objectOf(server)['x-amazon-apigateway-endpoint-configuration'],
  );
  const endpoint = objectOf(
    document['x-amazon-apigateway-endpoint-configuration'] ?? servers.find((one) => one !== undefined),
  );
  const vpcEndpointIds = listOf(endpoint['vpcEndpointIds']).flatMap((id) => textOf(id) ?? []);
  return {
    binaryMediaTypes: merge || !given ? [...new Set([...api.binaryMediaTypes, ...types])] : types,
    ...(size === undefined ? {} : compressionSize(Number(size))),
    ...(keySource === undefined ? {} : { apiKeySource: keySource }),
    ...(isObject(policy) ? { policy: JSON.stringify(policy) } : {}),
    ...(endpoint['disableExecuteApiEndpoint'] === undefined
      ? {}
      : { disableExecuteApiEndpoint: textOf(endpoint['disableExecuteApiEndpoint']) === 'true' }),
    ...(vpcEndpointIds.length === 0 ? {} : { endpointConfiguration: { ...api.endpointConfiguration, vpcEndpointIds } }),
  };
}

function importValidators(
  document: JsonObject,
  api: RestApiRecord,
  newId: () => string,
): Record<string, RequestValidator> {
  const validators: Record<string, RequestValidator> = {};
  for (const [name, value] of Object.entries(objectOf(document['x-amazon-apigateway-request-validators']))) {
    const id = Object.values(api.requestValidators).find((one) => one.name === name)?.id ?? newId();
    validators[id] = {
      id,
      name,
      validateRequestBody: textOf(objectOf(value)['validateRequestBody']) === 'true',
      validateRequestParameters: textOf(objectOf(value)['validateRequestParameters']) === 'true',
    };
  }
  return validators;
}

function importResources(
  api: RestApiRecord,
  document: JsonObject,
  sources: MethodSources,
  { mode, basePath, newId }: ImportOptions,
  warnings: string[],
): Record<string, ApiResource> {
  const faults = importFaults();
  const idByPath = new Map(Object.values(api.resources).map(({ path, id }) => [path, id]));
  const resources: Record<string, ApiResource> =
    mode === 'merge'
      ? { ...api.resources }
      : { [api.rootResourceId]: { id: api.rootResourceId, path: '/', methods: {} } };

  // By parent: to look at all resources for each one takes minutes where there are ten thousand.
  const children = new Map<string, ApiResource[]>();
  const adopt = (resource: ApiResource) => {
    const siblings = children.get(resource.parentId ?? '');
    if (siblings === undefined) children.set(resource.parentId ?? '', [resource]);
    else siblings.push(resource);
  };
  for (const resource of Object.values(resources)) adopt(resource);

  const resourceAt = (path: string): ApiResource => {
    const id = idByPath.get(path) ?? newId();
    idByPath.set(path, id);
    const existing = resources[id];
    if (existing !== undefined) return existing;
    const slash = path.lastIndexOf('/');
    const parent = resourceAt(slash === 0 ? '/' : path.slice(0, slash));
    const resource = { id, parentId: parent.id, pathPart: path.slice(slash + 1), path, methods: {} };
    faults.at(`Unable to create resource at path '${path}'`, () =>
      checkPathPart({ resources }, parent.id, resource.pathPart, undefined, children.get(parent.id) ?? []),
    );
    resources[id] = resource;
    adopt(resource);
    return resource;
  };

  const base = basePathOf(document, basePath);
  for (const [written, item] of Object.entries(objectOf(document['paths']))) {
    if (!isObject(item)) continue;
    if (!written.startsWith('/')) throw badRequest(`Invalid OpenAPI input. Path '${written}' must begin with a slash`);
    const path = `${base}${written}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    const resource = resourceAt(path);
    const methods = Object.entries(METHODS).flatMap(([key, httpMethod]) => {
      const operation = item[key];
      if (!isObject(operation)) return [];
      const place = { resourceId: resource.id, path, httpMethod, warnings };
      const method = importMethod(operation, listOf(item['parameters']), sources, place);
      checkMapped(method, path, faults);
      return [[httpMethod, method] as const];
    });
    resources[resource.id] = { ...resource, methods: { ...resource.methods, ...Object.fromEntries(methods) } };
  }
  faults.throwAny();
  return resources;
}

function importGatewayResponses(document: JsonObject): Record<string, GatewayResponse> {
  const imported: Record<string, GatewayResponse> = {};
  for (const [name, value] of Object.entries(objectOf(document['x-amazon-apigateway-gateway-responses']))) {
    const responseType = gatewayResponseTypes.find((type) => type === name);
    if (responseType === undefined) throw badRequest(`Invalid gateway response type: ${name}`);
    const response = objectOf(value);
    const statusCode = textOf(response['statusCode']);
    const texts = (member: string) =>
      Object.fromEntries(Object.entries(objectOf(response[member])).map(([key, one]) => [key, textOf(one) ?? '']));
    imported[responseType] = {
      responseType,
      ...(statusCode === undefined ? {} : { statusCode }),
      responseParameters: texts('responseParameters'),
      ...(isObject(response['responseTemplates']) ? { responseTemplates: texts('responseTemplates') } : {}),
    };
  }
  return imported;
}
