/** A template's value while the transform works on it. */
export type Tree = null | boolean | number | string | Tree[] | TreeMap;
export interface TreeMap {
  [name: string]: Tree;
}

export function isMap(value: Tree | undefined): value is TreeMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Tree | undefined): value is Tree[] {
  return Array.isArray(value);
}

/** The map at `name`, or an empty one that is not part of the tree. */
export function mapAt(parent: Tree | undefined, name: string): TreeMap {
  const value = isMap(parent) ? parent[name] : undefined;
  return isMap(value) ? value : {};
}

/** The map at `name`, put there if it is missing or no map. */
export function ensureMap(parent: TreeMap, name: string): TreeMap {
  const value = parent[name];
  if (isMap(value)) return value;
  const fresh: TreeMap = {};
  parent[name] = fresh;
  return fresh;
}

/** A value as a list: a list stays, a missing value is empty, anything else is a list of one. */
export function listOf(value: Tree | undefined): Tree[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** A map without the members that are missing or null: SAM never writes a property that has no value. */
export function present(members: { readonly [name: string]: Tree | undefined }): TreeMap {
  const map: TreeMap = {};
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== null) map[name] = value;
  }
  return map;
}

/** The named members that have a value, in the order of `names`. */
export function pick(from: TreeMap, names: readonly string[]): TreeMap {
  return present(Object.fromEntries(names.map((name) => [name, from[name]])));
}

export function clone<Value extends Tree>(value: Value): Value {
  return structuredClone(value);
}

export function sameTree(left: Tree | undefined, right: Tree | undefined): boolean {
  return left === right || (left !== undefined && right !== undefined && stableJson(left) === stableJson(right));
}

/** Compact JSON with sorted keys and only ASCII characters: the text that SAM's logical ids are hashed from. */
export function stableJson(value: Tree): string {
  if (isList(value)) return `[${value.map(stableJson).join(',')}]`;
  if (isMap(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${asciiJson(name)}:${stableJson(value[name] ?? null)}`).join(',')}}`;
  }
  return typeof value === 'string' ? asciiJson(value) : JSON.stringify(value);
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
