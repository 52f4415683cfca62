import { CONDITION_OPERATORS, operatorName } from './condition-operators.ts';
import type { Matcher } from './pattern.ts';
import type { ConditionBlock } from './policy-document.ts';
import { type ContextReader, type KeyName, keyName } from './request-context.ts';

export type ConditionTest = (context: ContextReader) => boolean;

/**
 * The tests of a `Condition` block, all of which must hold. An operator that IAM does not have never holds: validation
 * refuses it before a policy is stored.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function compileConditions(block: ConditionBlock, variables: boolean): readonly ConditionTest[] {
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileCondition(operator, keyName(key), values, variables)),
  );
}

function compileCondition(
  operatorText: string,
  key: KeyName,
  policyValues: readonly string[],
  variables: boolean,
): ConditionTest {
  const name = operatorName(operatorText);
  if (name === undefined) return () => false;
  if (name.base === 'null') {
    const wanted = policyValues.map((value) => value.toLowerCase());
    return (context) => wanted.includes(String(context.values(key) === undefined));
  }
  const operator = CONDITION_OPERATORS.get(name.base);
  if (operator === undefined) return () => false;
  const { negated } = operator;
  const matchers: readonly Matcher[] = policyValues.map((value) => operator.compile(value, variables));
  const matches = (value: string, context: ContextReader) => {
    for (const matcher of matchers) if (matcher(value, context)) return true;
    return false;
  };
  if (name.set === 'forAllValues') {
    return (context) => {
      const values = context.values(key);
      if (values === undefined || values.every((value) => value === '')) return true;
      return values.every((value) => matches(value, context) !== negated);
    };
  }
  if (name.set === 'forAnyValue') {
    return (context) => {
      // IfExists is about single values here, of which an absent key has none.
      const values = context.values(key) ?? [];
      return values.some((value) => matches(value, context) !== negated);
    };
  }
  return (context) => {
    const values = context.values(key);
    // A key that is not there differs from everything.
    if (values === undefined) return name.ifExists || negated;
    for (const value of values) if (matches(value, context)) return !negated;
    return negated;
  };
}
