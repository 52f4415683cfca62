import { isIntrinsic } from '../intrinsics.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isList, isMap, listOf, mapAt, present } from '../tree.ts';
import { isEditable, isOpenApi3 } from './api-definition.ts';

const PARAMETER_PREFIXES = {
  Headers: 'gatewayresponse.header',
  Paths: 'gatewayresponse.path',
  QueryStrings: 'gatewayresponse.querystring',
} as const;

/** Writes `GatewayResponses` as API Gateway's extension. */
export function addGatewayResponses(responses: Tree | undefined, definition: TreeMap | undefined): void {
  if (!responses) return;
  const editable = editableDefinition('GatewayResponses', definition);
  if (!isMap(responses)) throw invalid('GatewayResponses', "Invalid value for 'GatewayResponses' property");
  const extension: TreeMap = {};
  for (const [name, response] of Object.entries(responses)) {
    const settings = isMap(response) ? response : {};
    for (const key of Object.keys(settings)) {
      if (['ResponseParameters', 'ResponseTemplates', 'StatusCode'].includes(key)) continue;
      throw invalid('GatewayResponses', `Invalid property '${key}' in 'GatewayResponses' property '${name}'`);
    }
    const status = settings['StatusCode'];
    extension[name] = present({
      responseParameters: responseParameters(mapAt(settings, 'ResponseParameters')),
      responseTemplates: mapAt(settings, 'ResponseTemplates'),
      statusCode: status === undefined || isIntrinsic(status) ? status : String(status),
    });
  }
  editable['x-amazon-apigateway-gateway-responses'] = extension;
}

function responseParameters(settings: TreeMap): TreeMap {
  const parameters: TreeMap = {};
  for (const [group, prefix] of Object.entries(PARAMETER_PREFIXES)) {
    for (const [name, value] of Object.entries(mapAt(settings, group))) parameters[`${prefix}.${name}`] = value;
  }
  return parameters;
}

/** Writes `Models` as schemas; their names are lower case from here on, as SAM writes them. */
export function addModels(models: Tree | undefined, definition: TreeMap | undefined): void {
  if (!models) return;
  const editable = editableDefinition('Models', definition);
  if (!isMap(models)) throw invalid('Models', "Invalid value for 'Models' property");
  const schemas = mapAt(editable, 'definitions');
  for (const [name, schema] of Object.entries(models)) {
    if (
      !isMap(schema) ||
      (!schema['type'] && !schema['allOf'] && !schema['anyOf'] && !schema['oneOf'] && !schema['$ref'])
    ) {
      throw invalid('Models', `'Models' schema is missing 'type'.`);
    }
    schemas[name.toLowerCase()] = schema;
  }
  editable['definitions'] = schemas;
}

/** Writes the media types as the extension, with `~1` as the slash it stands for. */
export function addBinaryMediaTypes(types: Tree | undefined, definition: TreeMap | undefined): void {
  if (!types || !definition || listOf(types).length === 0) return;
  const withSlashes = (value: Tree): Tree => {
    if (typeof value === 'string') return value.replaceAll('~1', '/');
    if (isList(value)) return value.map(withSlashes);
    if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withSlashes(item)]));
    return value;
  };
  definition['x-amazon-apigateway-binary-media-types'] = listOf(types).map(withSlashes);
}

/** Says in the definition whether the API's own endpoint is closed. */
export function addEndpointExtension(disabled: Tree | undefined, definition: TreeMap | undefined): void {
  if (disabled === undefined || disabled === null) return;
  if (!definition) {
    throw invalid(
      'DisableExecuteApiEndpoint',
      "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.",
    );
  }
  const configuration: TreeMap = { disableExecuteApiEndpoint: disabled };
  const name = 'x-amazon-apigateway-endpoint-configuration';
  if (isOpenApi3(definition)) {
    const servers = listOf(definition['servers']);
    definition['servers'] =
      servers.length > 0
        ? servers.map((server) => (isMap(server) ? { ...server, [name]: configuration } : server))
        : [{ [name]: configuration }];
  } else definition[name] = configuration;
}

function editableDefinition(property: string, definition: TreeMap | undefined): TreeMap {
  if (!definition) {
    throw invalid(property, `${property} works only with inline Swagger specified in 'DefinitionBody' property.`);
  }
  if (!isEditable(definition)) {
    throw invalid(
      property,
      `Unable to add ${property} because 'DefinitionBody' does not contain a valid Swagger definition.`,
    );
  }
  return definition;
}

function invalid(property: string, message: string): InvalidSamResource {
  return new InvalidSamResource(message, [property]);
}
