import { arnMatcher } from './arn-matcher.ts';
import { ipRange } from './ip-range.ts';
import { type Matcher, patternMatcher } from './pattern.ts';
import { policyDate } from './policy-date.ts';

/** Makes the test of one value in the policy against one value of the request. */
export type CompileValue = (policyValue: string, variables: boolean) => Matcher;

export interface ConditionOperator {
  readonly compile: CompileValue;
  /** `true` when the operator asks that nothing in the policy matches. */
  readonly negated: boolean;
}

const never: Matcher = () => false;

function ordered(
  parse: (text: string) => number | undefined,
  compare: (value: number, limit: number) => boolean,
): CompileValue {
  return (policyValue) => {
    const limit = parse(policyValue);
    if (limit === undefined) return never;
    return (text) => {
      const value = parse(text);
      return value !== undefined && compare(value, limit);
    };
  };
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const number = (text: string) => (NUMBER.test(text.trim()) ? Number(text) : undefined);

const equals: CompileValue = (value, variables) => patternMatcher(value, { variables, wildcards: false });
const equalsIgnoreCase: CompileValue = (value, variables) =>
  patternMatcher(value, { variables, wildcards: false, ignoreCase: true });
const like: CompileValue = (value, variables) => patternMatcher(value, { variables, wildcards: true });
const arn: CompileValue = (value, variables) => arnMatcher(value, { variables });
const bool: CompileValue = (value) => {
  const wanted = value.toLowerCase();
  return wanted === 'true' || wanted === 'false' ? (text) => text.toLowerCase() === wanted : never;
};
const binary: CompileValue = (value) => {
  const wanted = Buffer.from(value, 'base64');
  return (text) => wanted.equals(Buffer.from(text, 'base64'));
};
const ip: CompileValue = (value) => ipRange(value) ?? never;
const isEqual = (value: number, limit: number) => value === limit;
const isLess = (value: number, limit: number) => value < limit;
const isAtMost = (value: number, limit: number) => value <= limit;
const isGreater = (value: number, limit: number) => value > limit;
const isAtLeast = (value: number, limit: number) => value >= limit;

const positive = (compile: CompileValue): ConditionOperator => ({ compile, negated: false });
const negative = (compile: CompileValue): ConditionOperator => ({ compile, negated: true });

/**
 * All operators but `Null`, by name in lower case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map([
  ['stringequals', positive(equals)],
  ['stringnotequals', negative(equals)],
  ['stringequalsignorecase', positive(equalsIgnoreCase)],
  ['stringnotequalsignorecase', negative(equalsIgnoreCase)],
  ['stringlike', positive(like)],
  ['stringnotlike', negative(like)],
  ['numericequals', positive(ordered(number, isEqual))],
  ['numericnotequals', negative(ordered(number, isEqual))],
  ['numericlessthan', positive(ordered(number, isLess))],
  ['numericlessthanequals', positive(ordered(number, isAtMost))],
  ['numericgreaterthan', positive(ordered(number, isGreater))],
  ['numericgreaterthanequals', positive(ordered(number, isAtLeast))],
  ['dateequals', positive(ordered(policyDate, isEqual))],
  ['datenotequals', negative(ordered(policyDate, isEqual))],
  ['datelessthan', positive(ordered(policyDate, isLess))],
  ['datelessthanequals', positive(ordered(policyDate, isAtMost))],
  ['dategreaterthan', positive(ordered(policyDate, isGreater))],
  ['dategreaterthanequals', positive(ordered(policyDate, isAtLeast))],
  ['bool', positive(bool)],
  ['binaryequals', positive(binary)],
  ['ipaddress', positive(ip)],
  ['notipaddress', negative(ip)],
  ['arnequals', positive(arn)],
  ['arnlike', positive(arn)],
  ['arnnotequals', negative(arn)],
  ['arnnotlike', negative(arn)],
]);

export interface OperatorName {
  /** In lower case, without set operator and `IfExists`. */
  readonly base: string;
  readonly set: 'forAllValues' | 'forAnyValue' | undefined;
  readonly ifExists: boolean;
}

/** The parts of `ForAllValues:StringLikeIfExists`; `undefined` for what is no operator. */
export function operatorName(text: string): OperatorName | undefined {
  const match = /^(?:(forallvalues|foranyvalue):)?([a-z]+?)(ifexists)?$/.exec(text.toLowerCase());
  const base = match?.[2];
  if (base === undefined) return undefined;
  const set = match?.[1];
  const ifExists = match?.[3] !== undefined;
  if (base === 'null') return ifExists || set !== undefined ? undefined : { base, set: undefined, ifExists: false };
  if (!CONDITION_OPERATORS.has(base)) return undefined;
  return {
    base,
    set: set === undefined ? undefined : set === 'forallvalues' ? 'forAllValues' : 'forAnyValue',
    ifExists,
  };
}
