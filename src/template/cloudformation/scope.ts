import { UserError } from '../../std/user-error.ts';
import type { Json, ResourceReferences } from '../resource-graph.ts';

export type ParameterValue = string | readonly string[];

/** What the intrinsics of a template are evaluated with. */
export interface Scope {
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly pseudoParameters: Readonly<Record<string, ParameterValue>>;
  readonly mappings: Json;
  /** @throws {UserError} for a condition that the template does not define, in the words of `within` */
  condition(name: string, within: string): boolean;
  /** `undefined` before any resource exists: whatever needs one throws `Pending`. */
  readonly references: ResourceReferences | undefined;
}

/** What `{ "Ref": "AWS::NoValue" }` gives: the member that holds it goes away. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** Thrown by an intrinsic that needs a resource or an export while none is known. Never leaves this folder. */
export class Pending extends Error {}

/** AWS refuses the template with this text. */
export function templateError(message: string, hint?: string): UserError {
  return new UserError('SAMLET_TEMPLATE_INVALID', message, { hint });
}

export const own = (table: Json | undefined, name: string): Json | undefined =>
  table !== null && typeof table === 'object' && !Array.isArray(table) && Object.hasOwn(table, name)
    ? (table as { readonly [name: string]: Json })[name]
    : undefined;

export function isTable(value: unknown): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The function's name, when the value is an intrinsic function call: an object of the one member `Ref` or `Fn::...`. */
export function intrinsicName(value: Json): string | undefined {
  if (!isTable(value)) return undefined;
  const names = Object.keys(value);
  const [name] = names;
  if (names.length !== 1 || name === undefined) return undefined;
  return name === 'Ref' || name.startsWith('Fn::') ? name : undefined;
}
