import type { Json } from '../resource-graph.ts';
import type { JsonPath } from '../template-document.ts';
import { getAttParts, subParts } from './intrinsics.ts';
import { intrinsicName } from './scope.ts';
import { subVariables } from './sub-template.ts';

/** A place in a template that names a resource or a parameter. */
export interface Reference {
  readonly kind: 'Ref' | 'Fn::GetAtt' | 'Fn::Sub';
  readonly name: string;
  /** What `Fn::GetAtt` asks for, when it is a plain string. */
  readonly attribute: string | undefined;
  readonly path: JsonPath;
}

/** Every `Ref`, `Fn::GetAtt` and `Fn::Sub` variable of a value, nested ones too. */
export function referencesIn(value: Json, path: JsonPath = []): readonly Reference[] {
  const found: Reference[] = [];
  collect(value, path, found);
  return found;
}

function collect(value: Json, path: JsonPath, found: Reference[]): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...path, index], found);
    return;
  }
  const table = value as { readonly [name: string]: Json };
  const name = intrinsicName(value);
  const argument = name === undefined ? null : (table[name] ?? null);
  if (name === 'Ref' && typeof argument === 'string') {
    found.push({ kind: 'Ref', name: argument, attribute: undefined, path });
    return;
  }
  if (name === 'Fn::GetAtt') {
    const [resource, attribute] = getAttParts(argument);
    found.push({
      kind: 'Fn::GetAtt',
      name: resource,
      attribute: typeof attribute === 'string' ? attribute : undefined,
      path,
    });
    collect(attribute, [...path, name, 1], found);
    return;
  }
  if (name === 'Fn::Sub') {
    const [template, mapping] = subParts(argument);
    for (const variable of subVariables(template, mapping)) {
      const dot = variable.indexOf('.');
      found.push({
        kind: 'Fn::Sub',
        name: dot < 0 ? variable : variable.slice(0, dot),
        attribute: dot < 0 ? undefined : variable.slice(dot + 1),
        path,
      });
    }
    collect(mapping, [...path, name, 1], found);
    return;
  }
  for (const [key, member] of Object.entries(table)) collect(member, [...path, key], found);
}
