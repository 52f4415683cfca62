import { type Matcher, type PatternOptions, patternTokens } from './pattern.ts';
import { type PatternToken, tokensMatch, wildcardTokens } from './wildcard.ts';

const COLON = 58;
const ARN_PARTS = 6;

/** Where the parts of an ARN begin and end; `undefined` for what has not six of them. The last part may have colons. */
function partBounds(length: number, codeAt: (at: number) => number | undefined): readonly number[] | undefined {
  const ends: number[] = [];
  for (let at = 0; at < length && ends.length < ARN_PARTS - 1; at++) if (codeAt(at) === COLON) ends.push(at);
  if (ends.length < ARN_PARTS - 1) return undefined;
  return [...ends, length];
}

function partsMatch(tokens: readonly PatternToken[], pattern: readonly number[], text: string): boolean {
  const value = partBounds(text.length, (at) => text.charCodeAt(at));
  if (value === undefined) return false;
  let patternFrom = 0;
  let textFrom = 0;
  for (let part = 0; part < ARN_PARTS; part++) {
    const patternTo = pattern[part] ?? 0;
    const textTo = value[part] ?? 0;
    if (!tokensMatch(tokens, text, patternFrom, patternTo, textFrom, textTo)) return false;
    patternFrom = patternTo + 1;
    textFrom = textTo + 1;
  }
  return true;
}

/**
 * A matcher for the ARN operators: each of the six parts by itself, so that a wildcard stays within its part.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatcher(pattern: string, options: Omit<PatternOptions, 'wildcards'>): Matcher {
  if (pattern === '*') return () => true;
  const source = patternTokens(pattern, { ...options, wildcards: true });
  if (source !== undefined) {
    return (text, context) => {
      const tokens = source(context);
      const bounds = tokens && partBounds(tokens.length, (at) => tokens[at]);
      return tokens !== undefined && bounds !== undefined && partsMatch(tokens, bounds, text);
    };
  }
  const tokens = wildcardTokens(pattern);
  const bounds = partBounds(tokens.length, (at) => tokens[at]);
  if (bounds === undefined) return () => false;
  const exact = !pattern.includes('*') && !pattern.includes('?');
  return exact ? (text) => text === pattern : (text) => partsMatch(tokens, bounds, text);
}
