import { UserError } from '../../std/user-error.ts';
import type { Json } from '../resource-graph.ts';
import type { JsonPath } from '../template-document.ts';
import { isTable } from './scope.ts';

interface ForEachOptions {
  readonly evaluate: (value: Json) => unknown;
  readonly placeOf: (path: JsonPath) => string | undefined;
}

type Bindings = readonly (readonly [identifier: string, value: string])[];

/**
 * Unrolls `Fn::ForEach::<name>: [identifier, collection, { key: value }]` wherever it stands.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function expandForEach(template: Json, options: ForEachOptions): Json {
  function expand(value: Json, path: JsonPath, bindings: Bindings): Json {
    if (typeof value === 'string') return fill(value, bindings);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item, index) => expand(item, [...path, index], bindings));
    const table = value as { readonly [name: string]: Json };
    const [reference] = Object.keys(table).length === 1 && typeof table['Ref'] === 'string' ? [table['Ref']] : [];
    const bound = bindings.find(([identifier]) => identifier === reference);
    if (bound) return bound[1];
    const result: Record<string, Json> = {};
    for (const [key, member] of Object.entries(table)) {
      if (key.startsWith('Fn::ForEach::')) Object.assign(result, unroll(key, member, [...path, key], bindings));
      else result[fill(key, bindings)] = expand(member, [...path, key], bindings);
    }
    return result;
  }

  function unroll(key: string, argument: Json, path: JsonPath, bindings: Bindings): Record<string, Json> {
    const refuse = (message: string): never => {
      throw new UserError('SAMLET_TEMPLATE_INVALID', message, { where: options.placeOf(path) });
    };
    const [identifier, collection, body] = Array.isArray(argument) ? argument : [];
    if (typeof identifier !== 'string' || !isTable(body)) {
      return refuse(`Transform AWS::LanguageExtensions failed with: ${key} layout is incorrect`);
    }
    const values = options.evaluate(expand(collection ?? null, path, bindings));
    if (!Array.isArray(values)) {
      return refuse(`Transform AWS::LanguageExtensions failed with: ${key} needs a list or a parameter that is a list`);
    }
    const result: Record<string, Json> = {};
    for (const value of values) {
      const inner: Bindings = [...bindings, [identifier, String(value)]];
      Object.assign(result, expand(body, [...path, 2], inner) as Record<string, Json>);
    }
    return result;
  }

  return expand(template, [], []);
}

/** `${Id}` is the value; `&{Id}` is the value without the characters that no logical id has. */
function fill(text: string, bindings: Bindings): string {
  let filled = text;
  for (const [identifier, value] of bindings) {
    filled = filled
      .replaceAll(`\${${identifier}}`, value)
      .replaceAll(`&{${identifier}}`, value.replace(/[^A-Za-z0-9]/g, ''));
  }
  return filled;
}
