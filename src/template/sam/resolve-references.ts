import type { SamContext } from './sam-context.ts';
import type { Tree, TreeMap } from './tree.ts';
import { isList, isMap } from './tree.ts';

/**
 * Makes references to what a SAM resource generates (`!Ref MyApi.Stage`, `!GetAtt MyFunction.Alias.Name`,
 * `${MyFunction.Version}`) and to resources with a changed logical id point at the generated resources.
 */
export function resolveReferences(context: SamContext, value: Tree): Tree {
  if (isList(value)) return value.map((item) => resolveReferences(context, item));
  if (!isMap(value)) return value;
  const names = Object.keys(value);
  if (names.length === 1) {
    const resolved = resolveIntrinsic(context, names[0] ?? '', Object.values(value)[0] ?? null);
    if (resolved) return resolved;
  }
  return Object.fromEntries(names.map((name) => [name, resolveReferences(context, value[name] ?? null)]));
}

/** The logical ids of `DependsOn`, renamed as their resources were. */
export function resolveDependsOn(context: SamContext, dependsOn: Tree): Tree {
  if (isList(dependsOn)) return dependsOn.map((id) => resolveDependsOn(context, id));
  return typeof dependsOn === 'string' ? (context.renamed.get(dependsOn) ?? dependsOn) : dependsOn;
}

function resolveIntrinsic(context: SamContext, name: string, argument: Tree): TreeMap | undefined {
  if (name === 'Ref' && typeof argument === 'string') return { Ref: generatedName(context, argument) };
  if (name === 'Fn::GetAtt') return getAttribute(context, argument);
  if (name !== 'Fn::Sub') return undefined;
  if (typeof argument === 'string') return { 'Fn::Sub': substitute(context, argument, {}) };
  if (!isList(argument)) return undefined;
  const [text, variables] = argument;
  if (typeof text !== 'string' || !isMap(variables)) return undefined;
  return { 'Fn::Sub': [substitute(context, text, variables), resolveReferences(context, variables)] };
}

function getAttribute(context: SamContext, argument: Tree): TreeMap | undefined {
  const parts = typeof argument === 'string' ? [argument] : isList(argument) ? argument : [];
  if (parts.length === 0 || !parts.every((part) => typeof part === 'string')) return undefined;
  const [id = '', ...attribute] = generatedName(context, parts.join('.')).split('.');
  return { 'Fn::GetAtt': [id, attribute.join('.')] };
}

function substitute(context: SamContext, text: string, variables: TreeMap): string {
  return text.replace(/\$\{([^!{}][^{}]*)\}/g, (whole, name: string) =>
    name in variables ? whole : `\${${generatedName(context, name.trim())}}`,
  );
}

/** `Resource.Property.Attribute` with the generated resource in the place of `Resource.Property`. */
function generatedName(context: SamContext, name: string): string {
  const [id = '', property = '', ...rest] = name.split('.');
  const generated = context.resourceProperties.get(id)?.get(property);
  if (generated !== undefined) return [generated, ...rest].join('.');
  const renamed = context.renamed.get(id);
  return renamed === undefined ? name : [renamed, ...name.split('.').slice(1)].join('.');
}
