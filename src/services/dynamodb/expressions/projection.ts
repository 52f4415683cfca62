import { Lru } from '../../../std/lru.ts';
import { type AttributeValue, attributeOf, type Item, setAttribute } from '../values/attribute-value.ts';
import { rejectOverlaps } from './document-path.ts';
import { parseProjection } from './parse-projection.ts';
import { bindPath, type Placeholders } from './placeholders.ts';
import type { DocumentPath, PathNode } from './syntax.ts';

/** A ProjectionExpression with its placeholders bound. */
export interface Projection {
  readonly paths: readonly DocumentPath[];
}

const parsed = new Lru<string, readonly PathNode[]>(1000);

/** Throws ValidationException (`Invalid ProjectionExpression: ...`). Parsing is cached by text. */
export function compileProjection(text: string, placeholders: Placeholders): Projection {
  let nodes = parsed.get(text);
  if (nodes === undefined) {
    nodes = parseProjection(text);
    parsed.set(text, nodes);
  }
  const paths = nodes.map((node) => bindPath(node, placeholders, 'ProjectionExpression'));
  rejectOverlaps(paths, 'ProjectionExpression');
  return { paths };
}

/**
 * The projected part of the item, a new object; `{}` when nothing of it is there. List elements keep their order and
 * close up, as AWS answers them.
 */
export function project(projection: Projection, item: Readonly<Item>): Item {
  const result: Item = {};
  let branches: Map<string, DocumentPath[]> | undefined;
  for (const path of projection.paths) {
    const name = path[0] as string;
    const value = attributeOf(item, name);
    if (value === undefined) continue;
    if (path.length === 1) {
      setAttribute(result, name, value);
      continue;
    }
    branches ??= new Map();
    const branch = branches.get(name);
    if (branch) branch.push(path);
    else branches.set(name, [path]);
  }
  if (branches) {
    for (const [name, paths] of branches) {
      const value = attributeOf(item, name);
      const part = value && partOf(value, paths, 1);
      if (part) setAttribute(result, name, part);
    }
  }
  return result;
}

/** The part of a value that the paths, followed from `depth` on, lead to; `undefined` when there is none. */
function partOf(value: AttributeValue, paths: readonly DocumentPath[], depth: number): AttributeValue | undefined {
  const byElement = new Map<string | number, DocumentPath[]>();
  for (const path of paths) {
    const element = path[depth];
    if (element === undefined) return value;
    const same = byElement.get(element);
    if (same) same.push(path);
    else byElement.set(element, [path]);
  }
  if ('M' in value) {
    const members: Item = {};
    for (const [name, inner] of byElement) {
      const member = typeof name === 'string' ? attributeOf(value.M, name) : undefined;
      const part = member && partOf(member, inner, depth + 1);
      if (part && typeof name === 'string') setAttribute(members, name, part);
    }
    return Object.keys(members).length > 0 ? { M: members } : undefined;
  }
  if (!('L' in value)) return undefined;
  const indexes = [...byElement.keys()].filter((element) => typeof element === 'number').sort((a, b) => a - b);
  const elements = indexes.flatMap((index) => {
    const element = value.L[index];
    const part = element && partOf(element, byElement.get(index) ?? [], depth + 1);
    return part ? [part] : [];
  });
  return elements.length > 0 ? { L: elements } : undefined;
}
