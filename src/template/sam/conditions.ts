import type { TreeMap } from './tree.ts';

const MAX_OR_OPERANDS = 10;

/**
 * The condition under which any of `conditions` holds: the one there is, or a new `Fn::Or` named `name` (split over
 * several conditions, as `Fn::Or` takes ten). `undefined` when there is none.
 */
export function combineConditions(into: TreeMap, name: string, conditions: readonly string[]): string | undefined {
  const distinct = [...new Set(conditions)].sort();
  if (distinct.length < 2) return distinct[0];
  let rest = distinct;
  let extra = Math.floor((distinct.length - 2) / (MAX_OR_OPERANDS - 1));
  while (rest.length > 1) {
    const combined = extra > 0 ? `${name}${extra}` : name;
    extra -= 1;
    into[combined] = { 'Fn::Or': rest.slice(0, MAX_OR_OPERANDS).map((condition) => ({ Condition: condition })) };
    rest = [...rest.slice(MAX_OR_OPERANDS), combined];
  }
  return name;
}

/** The condition that holds where `condition` does not. */
export function negatedCondition(into: TreeMap, name: string, condition: string): string {
  into[name] = { 'Fn::Not': [{ Condition: condition }] };
  return name;
}

/** The condition under which all of `conditions` hold. */
export function allConditions(into: TreeMap, name: string, conditions: readonly string[]): string {
  into[name] = { 'Fn::And': conditions.map((condition) => ({ Condition: condition })) };
  return name;
}
