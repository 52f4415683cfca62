import { UserError } from '../../std/user-error.ts';
import type { Json } from '../resource-graph.ts';
import type { JsonPath } from '../template-document.ts';
import { chosenBranch, INTRINSICS } from './intrinsics.ts';
import { intrinsicName, isTable, NO_VALUE, Pending, type Scope, templateError } from './scope.ts';

const SUPPORTED =
  '[Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, Fn::ValueOfAll, Fn::RefAll, Fn::Sub, Fn::Cidr]';

/** `NO_VALUE` when the whole value is `AWS::NoValue`; members and items that are go away. */
export function evaluate(value: Json, scope: Scope): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return value.map((item: Json) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  }
  const name = intrinsicName(value);
  if (name !== undefined) return call(name, (value as { readonly [name: string]: Json })[name] ?? null, scope);
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const evaluated = evaluate(member, scope);
    if (evaluated !== NO_VALUE) result[key] = evaluated;
  }
  return result;
}

function call(name: string, argument: Json, scope: Scope): unknown {
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  if (!intrinsic) {
    throw templateError(
      `Template error: Encountered unsupported function: ${name} Supported functions are: ${SUPPORTED}`,
    );
  }
  return intrinsic(argument, scope, (inner) => evaluate(inner, scope));
}

/**
 * Evaluates what needs no resource: parameters, conditions, mappings. What is left holds only intrinsics that wait for
 * resources, and evaluates to the same as the whole. `placeOf` gives an error its place.
 */
export function reduce(
  value: Json,
  scope: Omit<Scope, 'references'>,
  path: JsonPath,
  placeOf: (path: JsonPath) => string | undefined,
): Json | typeof NO_VALUE {
  const early: Scope = { ...scope, references: undefined };

  function step(value: Json, path: JsonPath): Json | typeof NO_VALUE {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) {
      return value.map((item, index) => step(item, [...path, index])).filter((item) => item !== NO_VALUE) as Json[];
    }
    const name = intrinsicName(value);
    if (name !== undefined) return reduceCall(value as { readonly [name: string]: Json }, name, path);
    const result: Record<string, Json> = {};
    for (const [key, member] of Object.entries(value)) {
      const reduced = step(member, [...path, key]);
      if (reduced !== NO_VALUE) result[key] = reduced;
    }
    return result;
  }

  function reduceCall(value: { readonly [name: string]: Json }, name: string, path: JsonPath): Json | typeof NO_VALUE {
    try {
      if (name === 'Fn::If') return step(chosenBranch(value[name] ?? null, early), path);
      return evaluate(value, early) as Json | typeof NO_VALUE;
    } catch (error) {
      if (error instanceof Pending) return { [name]: reduceArgument(value[name] ?? null, [...path, name]) };
      if (error instanceof UserError && error.where === undefined) {
        throw new UserError(error.code, error.message, { where: placeOf(path), hint: error.hint, cause: error });
      }
      throw error;
    }
  }

  function reduceArgument(argument: Json, path: JsonPath): Json {
    if (!Array.isArray(argument) && !(isTable(argument) && intrinsicName(argument) === undefined)) {
      const reduced = step(argument, path);
      return reduced === NO_VALUE ? '' : reduced;
    }
    return step(argument, path) as Json;
  }

  return step(value, path);
}
