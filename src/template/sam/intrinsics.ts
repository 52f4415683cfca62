import type { Tree, TreeMap } from './tree.ts';
import { isList, isMap } from './tree.ts';

export const NO_VALUE: TreeMap = { Ref: 'AWS::NoValue' };

export function ref(logicalId: string): TreeMap {
  return { Ref: logicalId };
}

export function getAtt(logicalId: string, attribute: string): TreeMap {
  return { 'Fn::GetAtt': [logicalId, attribute] };
}

export function sub(text: string, variables?: TreeMap): TreeMap {
  return { 'Fn::Sub': variables ? [text, variables] : text };
}

/** `value` where the condition holds, else nothing; the value itself where there is no condition. */
export function onlyIf(condition: Tree | undefined, value: Tree): Tree {
  return typeof condition === 'string' ? { 'Fn::If': [condition, value, { ...NO_VALUE }] } : value;
}

/** A map of exactly one member that is `Ref`, `Condition` or a function. */
export function isIntrinsic(value: Tree | undefined): boolean {
  if (!isMap(value)) return false;
  const names = Object.keys(value);
  const name = names[0] ?? '';
  return names.length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'));
}

export function isNoValue(value: Tree | undefined): boolean {
  return isMap(value) && isIntrinsic(value) && value['Ref'] === 'AWS::NoValue';
}

/** The three parts of an `Fn::If`. */
export function ifParts(value: Tree | undefined): readonly [condition: Tree, then: Tree, otherwise: Tree] | undefined {
  const parts = isMap(value) ? value['Fn::If'] : undefined;
  if (!isList(parts) || parts.length !== 3) return undefined;
  const [condition, then, otherwise] = parts;
  return condition === undefined || then === undefined || otherwise === undefined
    ? undefined
    : [condition, then, otherwise];
}

/** The maps a conditional value can become: both branches of an `Fn::If` that are maps, or the value itself. */
export function possibleMaps(value: Tree | undefined): TreeMap[] {
  const parts = ifParts(value);
  if (parts) return [parts[1], parts[2]].filter((branch) => isMap(branch) && !isNoValue(branch)) as TreeMap[];
  return isMap(value) ? [value] : [];
}

/** The logical id in `{Ref: id}`, or a plain string that stands for it. */
export function referredId(value: Tree | undefined): string | undefined {
  if (typeof value === 'string') return value;
  const id = isMap(value) ? value['Ref'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** Replaces every `Ref` (and plain `Sub` variable) of a template parameter by the parameter's value, as SAM does where it must know a value. */
export function resolveParameters(value: Tree, parameters: Readonly<Record<string, string | readonly string[]>>): Tree {
  if (isList(value)) return value.map((item) => resolveParameters(item, parameters));
  if (!isMap(value)) return value;
  const name = value['Ref'];
  if (Object.keys(value).length === 1 && typeof name === 'string') {
    const known = parameters[name];
    if (known === undefined) return value;
    return typeof known === 'string' ? known : [...known];
  }
  const text = value['Fn::Sub'];
  if (typeof text === 'string') {
    return {
      'Fn::Sub': text.replace(/\$\{([^!{}][^{}]*)\}/g, (whole, variable: string) => {
        const known = parameters[variable];
        return typeof known === 'string' ? known : whole;
      }),
    };
  }
  const result: TreeMap = {};
  for (const [key, item] of Object.entries(value)) result[key] = resolveParameters(item, parameters);
  return result;
}

/** Replaces `Fn::FindInMap` by the mapping's value where all three keys are plain. */
export function resolveMappings(value: Tree, mappings: Tree | undefined): Tree {
  if (!isMap(value)) return value;
  const keys = value['Fn::FindInMap'];
  if (!isList(keys)) return value;
  let found: Tree | undefined = mappings;
  for (const key of keys) found = isMap(found) && typeof key === 'string' ? found[key] : undefined;
  return found === undefined ? value : found;
}
