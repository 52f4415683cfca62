import { type AttributeValue, attributeOf, type Item } from '../values/attribute-value.ts';
import { type ExpressionParameter, invalidExpression, invalidRequest } from './refusal.ts';
import { type DocumentPath, pathText } from './syntax.ts';

/** The value at a path, or `undefined` where the item has none. */
export function valueAt(item: Readonly<Item>, path: DocumentPath): AttributeValue | undefined {
  let value = attributeOf(item, path[0] as string);
  for (let depth = 1; depth < path.length && value !== undefined; depth++) value = childOf(value, path[depth]);
  return value;
}

/** Throws ValidationException when one path contains another, or two treat the same value as a map and as a list. */
export function rejectOverlaps(paths: readonly DocumentPath[], parameter: ExpressionParameter): void {
  let conflict: string | undefined;
  for (let later = 1; later < paths.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const one = paths[earlier] ?? [];
      const two = paths[later] ?? [];
      const relation = relate(one, two);
      if (relation === 'apart') continue;
      const verdict =
        `Two document paths ${relation} with each other; must remove or rewrite one of these paths; ` +
        `path one: ${pathText(one)}, path two: ${pathText(two)}`;
      if (relation === 'overlap') throw invalidExpression(parameter, verdict);
      conflict ??= verdict;
    }
  }
  if (conflict !== undefined) throw invalidExpression(parameter, conflict);
}

/** Throws ValidationException when a path looks inside a key attribute. `role` is how AWS names the key. */
export function rejectNestedKeys(
  paths: readonly DocumentPath[],
  keyNames: readonly string[],
  role: 'Key' | 'IndexKey' = 'Key',
): void {
  for (const name of keyNames) {
    if (paths.some((path) => path.length > 1 && path[0] === name)) {
      throw invalidRequest(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
          `${role}: ${name}`,
      );
    }
  }
}

function childOf(value: AttributeValue, element: string | number | undefined): AttributeValue | undefined {
  if (typeof element === 'number') return 'L' in value ? value.L[element] : undefined;
  return 'M' in value && element !== undefined ? attributeOf(value.M, element) : undefined;
}

function relate(one: DocumentPath, two: DocumentPath): 'apart' | 'overlap' | 'conflict' {
  const length = Math.min(one.length, two.length);
  for (let depth = 0; depth < length; depth++) {
    if (typeof one[depth] !== typeof two[depth]) return 'conflict';
    if (one[depth] !== two[depth]) return 'apart';
  }
  return 'overlap';
}
