import { NO_VALUE, onlyIf, possibleMaps } from '../intrinsics.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { ensureMap, isMap, mapAt } from '../tree.ts';

export const ANY_METHOD = 'x-amazon-apigateway-any-method';
export const INTEGRATION = 'x-amazon-apigateway-integration';
export const NOT_METHODS: ReadonlySet<string> = new Set(['summary', 'description', 'parameters', 'servers', '$ref']);

/** The definition that SAM starts from when an API brings none. */
export function emptySwagger(): TreeMap {
  return { swagger: '2.0', info: { version: '1.0', title: { Ref: 'AWS::StackName' } }, paths: {} };
}

export function emptyOpenApi(): TreeMap {
  return { openapi: '3.0.1', info: { version: '1.0', title: { Ref: 'AWS::StackName' } }, paths: {} };
}

/** Whether SAM may add paths and security to a definition: a map of paths under `swagger` or `openapi` 3. */
export function isEditable(definition: Tree | undefined): definition is TreeMap {
  if (!isMap(definition) || !isMap(definition['paths'])) return false;
  return definition['swagger'] !== undefined ? String(definition['swagger']).startsWith('2') : isOpenApi3(definition);
}

export function isOpenApi3(definition: Tree | undefined): boolean {
  const version = isMap(definition) ? definition['openapi'] : undefined;
  return isOpenApi3Version(version);
}

export function isOpenApi3Version(version: Tree | undefined): boolean {
  return (typeof version === 'string' || typeof version === 'number') && /^3(\.\d){0,2}$/.test(String(version));
}

/** The method's name as a key of a path: lower case, `any` as API Gateway's extension. */
export function methodKey(method: Tree | undefined): string {
  const key = String(method).toLowerCase();
  return key === 'any' ? ANY_METHOD : key;
}

export function pathsOf(definition: TreeMap): TreeMap {
  return mapAt(definition, 'paths');
}

/** The path items a path can have: two where it is an `Fn::If`. */
export function pathItems(definition: TreeMap, path: string): TreeMap[] {
  return possibleMaps(pathsOf(definition)[path]);
}

/** Every method definition of a path with the key it stands under; both branches of conditional ones. */
export function* methodsOf(definition: TreeMap, path: string): Generator<readonly [key: string, method: TreeMap]> {
  for (const item of pathItems(definition, path)) {
    for (const [name, method] of Object.entries(item)) {
      if (NOT_METHODS.has(name)) continue;
      for (const possible of possibleMaps(method)) yield [methodKey(name), possible];
    }
  }
}

/** The definitions of one method of a path. */
export function methodDefinitions(definition: TreeMap, path: string, method: Tree | undefined): TreeMap[] {
  const wanted = methodKey(method);
  return [...methodsOf(definition, path)].filter(([key]) => key === wanted).map(([, found]) => found);
}

export function hasIntegration(definition: TreeMap, path: string, method: Tree | undefined): boolean {
  return methodDefinitions(definition, path, method).some((found) => found[INTEGRATION]);
}

/** Makes sure that path and method are there, empty if new, so that conditions and security find them. */
export function addPath(definition: TreeMap, path: string, method: string): void {
  const paths = ensureMap(definition, 'paths');
  if (!isMap(paths[path])) paths[path] = {};
  for (const item of pathItems(definition, path)) {
    const existing = Object.keys(item).find((name) => methodKey(name) === methodKey(method));
    if (existing === undefined || !isMap(item[existing])) item[methodKey(method)] = {};
  }
}

/** Puts a method's content in place, only where the function's condition holds. */
export function setMethod(
  definition: TreeMap,
  path: string,
  method: string,
  condition: Tree | undefined,
  content: (existing: TreeMap) => TreeMap,
): void {
  addPath(definition, path, method);
  for (const item of pathItems(definition, path)) {
    const key = Object.keys(item).find((name) => methodKey(name) === methodKey(method)) ?? methodKey(method);
    const existing = item[key];
    delete item[key];
    item[methodKey(method)] = onlyIf(condition, content(isMap(existing) ? existing : {}));
  }
}

export function makePathConditional(definition: TreeMap, path: string, condition: string): void {
  const paths = pathsOf(definition);
  const item = paths[path];
  if (item !== undefined) paths[path] = { 'Fn::If': [condition, item, { ...NO_VALUE }] };
}

/** Path parameters as wildcards: how a path stands in the ARN of an invoke permission. */
export function pathInArn(path: string): string {
  return path.replace(/\{[^{}]+\}/g, '*');
}
