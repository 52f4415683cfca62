import { typeOf } from '../values/attribute-value.ts';
import { validateValue } from '../values/validate.ts';
import type { CompiledDraft, CompiledExpressions, ExpressionKind } from './compiled-expressions.ts';
import {
  joinConditions,
  rejectIdleConditionalOperator,
  translateExpected,
  translateFilter,
  translateKeyConditions,
} from './legacy-conditions.ts';
import type { Projection } from './projection.ts';
import { invalidRequest } from './refusal.ts';
import type { BoundAction, Update } from './update.ts';

/** The parameters of requests from before there were expressions, as the wire gave them. */
export interface LegacyParameters {
  readonly AttributesToGet?: readonly string[] | null | undefined;
  // biome-ignore-start lint/suspicious/noExplicitAny: the SDK's types and the wire's are both accepted here and checked
  readonly AttributeUpdates?: Readonly<Record<string, any>> | null | undefined;
  readonly Expected?: Readonly<Record<string, any>> | null | undefined;
  readonly QueryFilter?: Readonly<Record<string, any>> | null | undefined;
  readonly ScanFilter?: Readonly<Record<string, any>> | null | undefined;
  readonly KeyConditions?: Readonly<Record<string, any>> | null | undefined;
  // biome-ignore-end lint/suspicious/noExplicitAny: as above
  readonly ConditionalOperator?: string | null | undefined;
}

interface AttributeUpdate {
  readonly Action?: string | null;
  readonly Value?: unknown;
}

const INVALID = 'One or more parameter values were invalid: ';

/**
 * Translates the legacy parameters that stand for the `kinds` of expressions that an operation has. Throws
 * ValidationException.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
 */
export function translateLegacy(parameters: LegacyParameters, kinds: readonly ExpressionKind[]): CompiledExpressions {
  const translated: CompiledDraft = {};
  const { AttributesToGet, AttributeUpdates, Expected, KeyConditions } = parameters;
  const operator = parameters.ConditionalOperator ?? undefined;
  const filter = kinds.includes('filter') ? (parameters.QueryFilter ?? parameters.ScanFilter) : undefined;
  const expected = kinds.includes('condition') ? Expected : undefined;
  if (AttributesToGet && kinds.includes('projection')) {
    translated.projection = translateAttributesToGet(AttributesToGet);
  }
  if (AttributeUpdates && kinds.includes('update')) {
    translated.update = translateAttributeUpdates(AttributeUpdates);
  }
  const condition = expected && translateExpected(expected);
  const parameter = isGiven(parameters.QueryFilter) ? 'QueryFilter' : 'ScanFilter';
  const filtered = filter && translateFilter(filter, parameter);
  if (kinds.includes('filter') || kinds.includes('condition')) {
    rejectIdleConditionalOperator(operator, filter ?? expected ?? undefined);
  }
  if (condition?.length) translated.condition = joinConditions(condition, operator);
  if (filtered?.length) translated.filter = joinConditions(filtered, operator);
  if (KeyConditions && kinds.includes('keyCondition')) {
    translated.keyConditions = translateKeyConditions(KeyConditions);
  }
  return translated;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function translateAttributesToGet(names: readonly string[]): Projection {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw invalidRequest(`${INVALID}Duplicate value in attribute name: ${name}`);
    seen.add(name);
  }
  return { paths: names.map((name) => [name]) };
}

function translateAttributeUpdates(updates: Readonly<Record<string, AttributeUpdate>>): Update {
  const actions = Object.entries(updates).map(([name, update]) => translateUpdate(name, update));
  return {
    actions,
    paths: actions.map(({ path }) => path),
    typeMismatch: 'Type mismatch for attribute to update',
  };
}

function translateUpdate(name: string, { Action: action, Value: given }: AttributeUpdate): BoundAction {
  const path = [name];
  if (action !== undefined && action !== null && action !== 'PUT' && action !== 'ADD' && action !== 'DELETE') {
    throw invalidRequest(
      `1 validation error detected: Value '${action}' at 'attributeUpdates.${name}.member.action' ` +
        'failed to satisfy constraint: Member must satisfy enum value set: [ADD, DELETE, PUT]',
    );
  }
  if (given === undefined || given === null) {
    if (action === 'DELETE') return { section: 'REMOVE', path };
    throw invalidRequest(`${INVALID}Only DELETE action is allowed when no attribute value is specified`);
  }
  const value = validateValue(given);
  const type = typeOf(value);
  const isSet = type === 'SS' || type === 'NS' || type === 'BS';
  if (action === 'DELETE') {
    if (isSet) return { section: 'DELETE', path, value };
    throw invalidRequest(`${INVALID}DELETE action with value is not supported for the type ${type}`);
  }
  if (action === 'ADD') {
    if (isSet || type === 'N' || type === 'L') return { section: 'ADD', path, value };
    throw invalidRequest(`${INVALID}ADD action is not supported for the type ${type}`);
  }
  return { section: 'SET', path, value: { kind: 'value', value } };
}
