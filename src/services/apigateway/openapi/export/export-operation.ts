import type { Method, MethodResponse } from '@aws-sdk/client-api-gateway';
import type { ApiDefinition } from '../../../../gateway/api-definition.ts';
import { ownMember } from '../../../../gateway/own-member.ts';
import type { Json, JsonObject } from '../document.ts';
import { type Dialect, type Extensions, unlessEmpty } from './export-dialect.ts';
import type { ExportedDocumentation } from './export-documentation.ts';
import { exportIntegration } from './export-integration.ts';
import type { ExportedSchemas } from './export-schemas.ts';
import type { ExportedSecurity } from './export-security.ts';

export interface Exporting {
  readonly definition: ApiDefinition;
  readonly dialect: Dialect;
  readonly extensions: Extensions;
  readonly schemas: ExportedSchemas;
  readonly security: ExportedSecurity;
  readonly documentation: ExportedDocumentation;
}

const PLACES: Readonly<Record<string, string>> = { path: 'path', querystring: 'query', header: 'header' };

/** A method as an operation of a specification. */
export function exportOperation(path: string, method: Method, exporting: Exporting): JsonObject {
  const { definition, dialect, extensions, schemas, security, documentation } = exporting;
  const { requestModels = {}, methodIntegration, requestValidatorId } = method;
  const at = { path, method: method.httpMethod ?? 'ANY' };
  const parameters = exportParameters(at, method, exporting);
  const body: readonly [string, JsonObject][] = Object.entries(requestModels).map(([type, name]) => [
    type,
    schemas.reference(name),
  ]);
  const validator = ownMember(definition.requestValidators, requestValidatorId)?.name;
  const swagger = dialect.exportType === 'swagger';
  const produced = new Set(
    Object.values(method.methodResponses ?? {}).flatMap((one) => Object.keys(one.responseModels ?? {})),
  );
  const [first] = Object.entries(requestModels);
  if (swagger && first !== undefined) {
    const [, name] = first;
    parameters.push({ in: 'body', name, required: true, schema: schemas.reference(name) });
  }
  return {
    ...documentation.of({ type: 'METHOD', ...at }),
    ...unlessEmpty('operationId', method.operationName),
    ...(swagger ? unlessEmpty('consumes', Object.keys(requestModels)) : {}),
    ...(swagger ? unlessEmpty('produces', [...produced]) : {}),
    ...unlessEmpty('parameters', parameters),
    ...(swagger || body.length === 0
      ? {}
      : {
          requestBody: {
            content: Object.fromEntries(body.map(([type, schema]) => [type, { schema }])),
            required: true,
          },
        }),
    ...unlessEmpty('responses', exportResponses(at, method, exporting)),
    ...unlessEmpty('security', security.requirementsOf(method)),
    ...(extensions.validators && validator !== undefined ? { 'x-amazon-apigateway-request-validator': validator } : {}),
    ...(extensions.integrations && methodIntegration !== undefined
      ? { 'x-amazon-apigateway-integration': exportIntegration(methodIntegration) }
      : {}),
  };
}

interface MethodPlace {
  readonly path: string;
  readonly method: string;
}

function exportParameters(at: MethodPlace, method: Method, { dialect, documentation }: Exporting): Json[] {
  const types = { path: 'PATH_PARAMETER', query: 'QUERY_PARAMETER', header: 'REQUEST_HEADER' } as const;
  return Object.entries(method.requestParameters ?? {}).flatMap(([parameter, required]) => {
    const [, , source = '', ...rest] = parameter.split('.');
    const place = PLACES[source];
    const name = rest.join('.');
    if (place === undefined) return [];
    const { description } = documentation.of({ type: types[place as keyof typeof types], ...at, name });
    return [
      {
        name,
        in: place,
        ...unlessEmpty('description', description),
        ...(required || place === 'path' ? { required: true } : {}),
        ...dialect.typed('string'),
      },
    ];
  });
}

function exportResponses(at: MethodPlace, method: Method, exporting: Exporting): JsonObject {
  return Object.fromEntries(
    Object.entries(method.methodResponses ?? {}).map(([statusCode, response]) => [
      statusCode,
      exportResponse({ ...at, statusCode }, response, exporting),
    ]),
  );
}

function exportResponse(
  at: MethodPlace & { readonly statusCode: string },
  { responseParameters = {}, responseModels = {} }: MethodResponse,
  { dialect, schemas, documentation }: Exporting,
): JsonObject {
  const headers = Object.fromEntries(
    Object.keys(responseParameters).map((parameter) => {
      const name = parameter.split('.').slice(3).join('.');
      const { description } = documentation.of({ type: 'RESPONSE_HEADER', ...at, name });
      return [name, { ...unlessEmpty('description', description), ...dialect.typed('string') }];
    }),
  );
  const models = Object.entries(responseModels);
  const [first] = models;
  const { description } = documentation.of({ type: 'RESPONSE', ...at });
  return {
    description: description ?? `${at.statusCode} response`,
    ...unlessEmpty('headers', headers),
    ...(dialect.exportType === 'oas30'
      ? { content: Object.fromEntries(models.map(([type, name]) => [type, { schema: schemas.reference(name) }])) }
      : first === undefined
        ? {}
        : { schema: schemas.reference(first[1]) }),
  };
}
