import type { GatewayResponse } from '@aws-sdk/client-api-gateway';
import type { ApiDefinition } from '../../../../gateway/api-definition.ts';
import type { DocumentationVersionRecord, RestApiRecord } from '../../rest-api-record.ts';
import { isObject, type Json, type JsonObject } from '../document.ts';
import { type Dialect, type Extensions, unlessEmpty } from './export-dialect.ts';
import { exportedDocumentation } from './export-documentation.ts';
import { exportOperation } from './export-operation.ts';
import { exportedSchemas } from './export-schemas.ts';
import { exportedSecurity } from './export-security.ts';

export interface ExportSource {
  /** What the stage serves. */
  readonly definition: ApiDefinition;
  /** The API as it is now: its name and description are no part of a deployment. */
  readonly api: RestApiRecord;
  readonly stageName: string;
  readonly region: string;
  readonly documentation: DocumentationVersionRecord | undefined;
}

/** The version of the API that an export tells: its own, or when it was made. */
export function exportVersion({ version, createdAt }: RestApiRecord): string {
  return version ?? new Date(createdAt).toISOString().replace(/\.\d+Z$/, 'Z');
}

/**
 * A stage as an OpenAPI 3.0 or Swagger 2.0 document.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html
 */
export function exportDocument(source: ExportSource, dialect: Dialect, extensions: Extensions): JsonObject {
  const { definition, api, stageName, region } = source;
  const schemas = exportedSchemas(definition.models, dialect.schemaPrefix);
  const security = exportedSecurity(definition, extensions.authorizers);
  const documentation = exportedDocumentation(source.documentation?.parts ?? []);
  const exporting = { definition, dialect, extensions, schemas, security, documentation };
  const paths = exportPaths(definition, (path, method) => exportOperation(path, method, exporting));
  const { info, ...about } = documentation.of({ type: 'API' });
  const host = `${definition.apiId}.execute-api.${region}.amazonaws.com`;
  const told = {
    ...unlessEmpty('description', api.description ?? about['description']),
    title: api.name,
    ...(isObject(info) ? info : {}),
    version: exportVersion(api),
  };
  const extra = exportSettings(source, extensions);
  const documented =
    extensions.documentation && source.documentation !== undefined
      ? {
          'x-amazon-apigateway-documentation': documentation.extension(
            source.documentation.version,
            source.documentation.createdAt,
          ),
        }
      : {};
  if (dialect.exportType === 'swagger') {
    return {
      swagger: '2.0',
      info: told,
      host,
      basePath: `/${stageName}`,
      schemes: ['https'],
      paths,
      ...unlessEmpty('securityDefinitions', security.schemes()),
      ...unlessEmpty('definitions', schemas.all()),
      ...extra,
      ...documented,
    };
  }
  const { 'x-amazon-apigateway-endpoint-configuration': endpoint, ...rest } = extra;
  return {
    openapi: '3.0.1',
    info: told,
    servers: [
      {
        url: `https://${host}/{basePath}`,
        variables: { basePath: { default: stageName } },
        ...unlessEmpty('x-amazon-apigateway-endpoint-configuration', endpoint),
      },
    ],
    paths,
    components: {
      ...unlessEmpty('schemas', schemas.all()),
      ...unlessEmpty('securitySchemes', security.schemes()),
    },
    ...rest,
    ...documented,
  };
}

function exportPaths(
  { resources }: ApiDefinition,
  operation: (path: string, method: ApiDefinition['resources'][string]['methods'][string]) => JsonObject,
): JsonObject {
  const sorted = Object.values(resources)
    .filter(({ methods }) => Object.keys(methods).length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return Object.fromEntries(
    sorted.map(({ path, methods }): [string, JsonObject] => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([name, method]): [string, JsonObject] => [
          name === 'ANY' ? 'x-amazon-apigateway-any-method' : name.toLowerCase(),
          operation(path, method),
        ]),
      ),
    ]),
  );
}

function exportSettings({ definition, api }: ExportSource, extensions: Extensions): JsonObject {
  const { settings, validators, gatewayResponses } = extensions;
  const { vpcEndpointIds = [] } = api.endpointConfiguration;
  return {
    ...(settings ? unlessEmpty('x-amazon-apigateway-policy', policyOf(definition.policy)) : {}),
    ...(gatewayResponses
      ? unlessEmpty('x-amazon-apigateway-gateway-responses', exportGatewayResponses(definition))
      : {}),
    ...(validators ? unlessEmpty('x-amazon-apigateway-request-validators', exportValidators(definition)) : {}),
    ...(settings ? unlessEmpty('x-amazon-apigateway-binary-media-types', [...definition.binaryMediaTypes]) : {}),
    ...(settings && definition.apiKeySource !== 'HEADER'
      ? { 'x-amazon-apigateway-api-key-source': definition.apiKeySource }
      : {}),
    ...(settings && definition.minimumCompressionSize !== undefined
      ? { 'x-amazon-apigateway-minimum-compression-size': definition.minimumCompressionSize }
      : {}),
    ...(settings
      ? unlessEmpty('x-amazon-apigateway-endpoint-configuration', {
          ...(definition.disableExecuteApiEndpoint ? { disableExecuteApiEndpoint: true } : {}),
          ...unlessEmpty('vpcEndpointIds', [...vpcEndpointIds]),
        })
      : {}),
  };
}

function policyOf(policy: string | undefined): Json | undefined {
  try {
    return policy === undefined ? undefined : (JSON.parse(policy) as Json);
  } catch {
    return undefined;
  }
}

function exportValidators({ requestValidators }: ApiDefinition): JsonObject {
  return Object.fromEntries(
    Object.values(requestValidators).map(({ name = '', validateRequestBody, validateRequestParameters }) => [
      name,
      {
        validateRequestParameters: validateRequestParameters ?? false,
        validateRequestBody: validateRequestBody ?? false,
      },
    ]),
  );
}

function exportGatewayResponses({ gatewayResponses }: ApiDefinition): JsonObject {
  return Object.fromEntries(
    Object.entries(gatewayResponses).map(([type, response]: [string, GatewayResponse]) => [
      type,
      {
        ...unlessEmpty('statusCode', response.statusCode),
        ...unlessEmpty('responseParameters', response.responseParameters),
        ...unlessEmpty('responseTemplates', response.responseTemplates),
      },
    ]),
  );
}
