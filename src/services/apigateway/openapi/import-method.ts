import type { Method, MethodResponse } from '@aws-sdk/client-api-gateway';
import { dereference, isObject, type Json, type JsonObject, listOf, member, objectOf, textOf } from './document.ts';
import { type IntegrationPlace, importIntegration } from './import-integration.ts';
import type { ImportedModels } from './import-models.ts';
import type { ImportedSecurity } from './import-security.ts';

export interface MethodSources {
  readonly document: JsonObject;
  readonly models: ImportedModels;
  readonly security: ImportedSecurity;
  /** Ids of request validators by name. */
  readonly validatorIds: ReadonlyMap<string, string>;
}

const SOURCES: Readonly<Record<string, string>> = { path: 'path', query: 'querystring', header: 'header' };

/** An operation of a document as a method. `shared` are the parameters of its path. */
export function importMethod(
  operation: JsonObject,
  shared: readonly Json[],
  sources: MethodSources,
  place: IntegrationPlace,
): Method {
  const { document, security } = sources;
  const parameters = [...shared, ...listOf(operation['parameters'])].map((one) => dereference(document, one));
  const requestParameters = Object.fromEntries(
    parameters.flatMap((parameter) => {
      const source = SOURCES[textOf(parameter['in']) ?? ''];
      const name = textOf(parameter['name']);
      return source === undefined || name === undefined
        ? []
        : [[`method.request.${source}.${name}`, parameter['required'] === true]];
    }),
  );
  const requestModels = importRequestModels(operation, parameters, sources);
  const methodResponses = importMethodResponses(operation, sources);
  const validator = textOf(
    operation['x-amazon-apigateway-request-validator'] ?? document['x-amazon-apigateway-request-validator'],
  );
  const requestValidatorId = validator === undefined ? undefined : sources.validatorIds.get(validator);
  if (validator !== undefined && requestValidatorId === undefined) {
    place.warnings.push(
      `Unable to put method '${place.httpMethod}' on resource at path '${place.path}' with the request validator '${validator}': there is none of this name`,
    );
  }
  const integration = operation['x-amazon-apigateway-integration'];
  return {
    httpMethod: place.httpMethod,
    ...security.of(operation),
    ...member('operationName', operation['operationId']),
    ...(requestValidatorId === undefined ? {} : { requestValidatorId }),
    ...(Object.keys(requestParameters).length === 0 ? {} : { requestParameters }),
    ...(Object.keys(requestModels).length === 0 ? {} : { requestModels }),
    ...(Object.keys(methodResponses).length === 0 ? {} : { methodResponses }),
    ...(isObject(integration) ? { methodIntegration: importIntegration(integration, place) } : {}),
  };
}

function importRequestModels(
  operation: JsonObject,
  parameters: readonly JsonObject[],
  { document, models }: MethodSources,
): Record<string, string> {
  const imported: Record<string, string> = {};
  for (const parameter of parameters) {
    if (parameter['in'] !== 'body') continue;
    const name = models.nameOf(parameter['schema']);
    if (name === undefined) continue;
    for (const type of mediaTypesOf(operation['consumes'] ?? document['consumes'])) imported[type] = name;
  }
  const content = objectOf(dereference(document, operation['requestBody'])['content']);
  for (const [type, media] of Object.entries(content)) {
    const name = models.nameOf(objectOf(media)['schema']);
    if (name !== undefined) imported[type] = name;
  }
  return imported;
}

function importMethodResponses(
  operation: JsonObject,
  { document, models }: MethodSources,
): Record<string, MethodResponse> {
  const imported: Record<string, MethodResponse> = {};
  for (const [statusCode, value] of Object.entries(objectOf(operation['responses']))) {
    if (!/^[1-5]\d\d$/.test(statusCode)) continue;
    const response = dereference(document, value);
    const responseParameters = Object.fromEntries(
      Object.keys(objectOf(response['headers'])).map((name) => [`method.response.header.${name}`, false]),
    );
    const responseModels: Record<string, string> = {};
    const schemas: [string, Json | undefined][] = Object.entries(objectOf(response['content'])).map(([type, media]) => [
      type,
      objectOf(media)['schema'],
    ]);
    if (response['schema'] !== undefined) {
      for (const type of mediaTypesOf(operation['produces'] ?? document['produces']))
        schemas.push([type, response['schema']]);
    }
    for (const [type, schema] of schemas) {
      const name = models.nameOf(schema);
      if (name !== undefined) responseModels[type] = name;
    }
    imported[statusCode] = {
      statusCode,
      ...(Object.keys(responseParameters).length === 0 ? {} : { responseParameters }),
      ...(Object.keys(responseModels).length === 0 ? {} : { responseModels }),
    };
  }
  return imported;
}

function mediaTypesOf(value: Json | undefined): readonly string[] {
  const types = listOf(value).flatMap((type) => textOf(type) ?? []);
  return types.length === 0 ? ['application/json'] : types;
}
