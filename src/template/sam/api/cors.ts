import { ifParts, isIntrinsic } from '../intrinsics.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, present } from '../tree.ts';
import { ANY_METHOD, isEditable, methodKey, NOT_METHODS, pathItems, pathsOf } from './api-definition.ts';

const MEMBERS = ['AllowMethods', 'AllowHeaders', 'AllowOrigin', 'MaxAge', 'AllowCredentials'];
const ANY_ORIGIN = "'*'";
const ALL_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Adds an `OPTIONS` method with a mock integration to every path that has none, as the `Cors` property asks. */
export function addCors(cors: Tree | undefined, definition: Tree | undefined): void {
  if (cors === undefined || cors === null || cors === '') return;
  if (!definition) {
    throw new InvalidSamResource("Cors works only with inline Swagger specified in 'DefinitionBody' property.", [
      'Cors',
    ]);
  }
  const settings = corsSettings(cors);
  if (!isEditable(definition)) {
    throw new InvalidSamResource(
      "Unable to add Cors configuration because 'DefinitionBody' does not contain a valid Swagger definition.",
      ['Cors'],
    );
  }
  if (settings['AllowCredentials'] === true && (settings['AllowOrigin'] ?? ANY_ORIGIN) === ANY_ORIGIN) {
    throw new InvalidSamResource(
      "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set",
      ['Cors', 'AllowCredentials'],
    );
  }
  for (const path of Object.keys(pathsOf(definition))) addPreflight(definition, path, settings);
}

function corsSettings(cors: Tree): TreeMap {
  if (typeof cors === 'string' || isIntrinsic(cors)) return { AllowOrigin: cors };
  if (!isMap(cors) || Object.keys(cors).some((name) => !MEMBERS.includes(name))) {
    throw new InvalidSamResource("Invalid value for 'Cors' property", ['Cors']);
  }
  return cors;
}

function addPreflight(definition: TreeMap, path: string, settings: TreeMap): void {
  for (const item of pathItems(definition, path)) {
    if (item['options']) continue;
    const methods = settings['AllowMethods'] ?? `'${allowedMethods(item).join(',')}'`;
    const headers = present({
      'Access-Control-Allow-Headers': settings['AllowHeaders'],
      'Access-Control-Allow-Methods': methods,
      'Access-Control-Allow-Origin': settings['AllowOrigin'] ?? ANY_ORIGIN,
      'Access-Control-Max-Age': settings['MaxAge'],
      'Access-Control-Allow-Credentials': settings['AllowCredentials'] === true ? "'true'" : undefined,
    });
    item['options'] = preflightMethod(headers);
  }
}

function allowedMethods(item: TreeMap): string[] {
  const methods = Object.entries(item)
    .filter(([name, method]) => !NOT_METHODS.has(name) && (isMap(method) || ifParts(method)))
    .map(([name]) => methodKey(name));
  if (methods.includes(ANY_METHOD)) return ALL_METHODS;
  return [...new Set([...methods.map((name) => name.toUpperCase()), 'OPTIONS'])].sort();
}

function preflightMethod(headers: TreeMap): TreeMap {
  const names = Object.keys(headers);
  return {
    summary: 'CORS support',
    consumes: ['application/json'],
    produces: ['application/json'],
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: '200',
          responseTemplates: { 'application/json': '{}\n' },
          responseParameters: Object.fromEntries(
            names.map((name) => [`method.response.header.${name}`, headers[name] ?? '']),
          ),
        },
      },
    },
    responses: {
      '200': {
        description: 'Default response for CORS method',
        headers: Object.fromEntries(
          names.map((name) => [name, { type: name === 'Access-Control-Max-Age' ? 'integer' : 'string' }]),
        ),
      },
    },
  };
}
