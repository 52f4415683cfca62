import type { Tree, TreeMap } from '../tree.ts';
import { ensureMap, isMap, listOf, mapAt } from '../tree.ts';
import { INTEGRATION, isOpenApi3, methodDefinitions, methodsOf, pathsOf } from './api-definition.ts';

export const AWS_IAM = 'AWS_IAM';
const API_KEY = 'api_key';
const NO_API_KEY = 'api_key_false';

/** Where security schemes stand: REST definitions are written as Swagger and moved at the end, HTTP ones as OpenAPI. */
function schemesOf(definition: TreeMap, inComponents: boolean): TreeMap {
  return inComponents
    ? ensureMap(ensureMap(definition, 'components'), 'securitySchemes')
    : ensureMap(definition, 'securityDefinitions');
}

export function addSecurityScheme(definition: TreeMap, name: string, scheme: TreeMap, inComponents = false): void {
  schemesOf(definition, inComponents)[name] = scheme;
}

export function addIamScheme(definition: TreeMap, inComponents = false): void {
  const schemes = schemesOf(definition, inComponents);
  schemes[AWS_IAM] ??= {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  };
}

export function addApiKeyScheme(definition: TreeMap): void {
  schemesOf(definition, false)[API_KEY] ??= { type: 'apiKey', name: 'x-api-key', in: 'header' };
}

function scopesOf(authorizers: Tree | undefined, name: string): Tree[] {
  return listOf(mapAt(authorizers, name)['AuthorizationScopes']);
}

/** Sets the authorizer that one event asks for; `NONE` marks a method that the default must not reach. */
export function setMethodAuthorizer(
  definition: TreeMap,
  path: string,
  method: string,
  authorizer: string,
  authorizers: Tree | undefined,
  methodScopes: Tree | undefined,
  inComponents = false,
): void {
  for (const found of methodDefinitions(definition, path, method)) {
    const scopes =
      authorizer === 'NONE' ? [] : methodScopes === undefined ? scopesOf(authorizers, authorizer) : methodScopes;
    found['security'] = [...listOf(found['security']), { [authorizer]: scopes }];
    if (authorizer === AWS_IAM) addIamScheme(definition, inComponents);
  }
}

/** Says whether one event needs an API key, whatever the API's default. */
export function setMethodApiKey(definition: TreeMap, path: string, method: string, required: Tree): void {
  for (const found of methodDefinitions(definition, path, method)) {
    found['security'] = [...listOf(found['security']), { [required ? API_KEY : NO_API_KEY]: [] }];
  }
  if (required) addApiKeyScheme(definition);
}

export interface DefaultAuthorizer {
  readonly name: string;
  /** The API's `Authorizers` as the template has them. */
  readonly authorizers: Tree | undefined;
  readonly onPreflight: boolean;
  readonly inComponents?: boolean;
}

/** Gives the default authorizer to every method with an integration that has neither one of its own nor `NONE`. */
export function setDefaultAuthorizer(definition: TreeMap, authorizer: DefaultAuthorizer): void {
  const names = new Set([AWS_IAM, ...Object.keys(isMap(authorizer.authorizers) ? authorizer.authorizers : {})]);
  for (const path of Object.keys(pathsOf(definition))) {
    for (const [key, method] of methodsOf(definition, path)) {
      if (key === 'options' && !authorizer.onPreflight) continue;
      if (!method[INTEGRATION]) continue;
      const existing = listOf(method['security']).filter(isMap);
      const own = existing.filter((entry) => Object.keys(entry).some((name) => names.has(name)));
      const others = existing.filter((entry) => !own.includes(entry));
      const withoutNone = others.filter((entry) => !('NONE' in entry));
      const isOpen = withoutNone.length < others.length;
      const chosen =
        isOpen || own.length > 0 ? own : [{ [authorizer.name]: scopesOf(authorizer.authorizers, authorizer.name) }];
      const security = [...withoutNone, ...(isOpen ? [] : chosen)];
      if (security.length > 0) method['security'] = security;
      if (security.some((entry) => AWS_IAM in entry)) addIamScheme(definition, authorizer.inComponents);
    }
  }
}

/** Asks for an API key on every method with an integration that does not say otherwise. */
export function setDefaultApiKey(definition: TreeMap, onPreflight: boolean): void {
  for (const path of Object.keys(pathsOf(definition))) {
    for (const [key, method] of methodsOf(definition, path)) {
      if (key === 'options' && !onPreflight) continue;
      if (!method[INTEGRATION]) continue;
      const existing = listOf(method['security']).filter(isMap);
      const others = existing.filter((entry) => !(API_KEY in entry) && !(NO_API_KEY in entry));
      const isFree = existing.some((entry) => NO_API_KEY in entry);
      const security = isFree ? others : [...others, { [API_KEY]: [] }];
      if (security.length > 0) method['security'] = security;
      else if (isFree) delete method['security'];
    }
  }
}

/**
 * Moves Swagger's places of schemes and schemas to those of OpenAPI 3, in a definition that says it is OpenAPI 3, and
 * rewrites the CORS methods made for Swagger (with `Auth`, AWS does so twice: a schema stands in a schema then).
 */
export function asOpenApi(definition: TreeMap): TreeMap {
  if (!isOpenApi3(definition)) return definition;
  for (const [from, to] of [
    ['securityDefinitions', 'securitySchemes'],
    ['definitions', 'schemas'],
  ] as const) {
    const moved = definition[from];
    if (!isMap(moved) || Object.keys(moved).length === 0) continue;
    ensureMap(definition, 'components')[to] = moved;
    delete definition[from];
  }
  for (const path of Object.keys(pathsOf(definition))) {
    const options = mapAt(mapAt(pathsOf(definition), path), 'options');
    delete options['produces'];
    delete options['consumes'];
    const headers = mapAt(mapAt(mapAt(options, 'responses'), '200'), 'headers');
    for (const [name, header] of Object.entries(headers)) {
      headers[name] = { schema: header };
    }
  }
  return definition;
}
