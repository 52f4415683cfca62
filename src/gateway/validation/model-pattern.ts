import { testCounted, testGuarded } from '../java-regexp.ts';

/** About how many steps a pattern may take unwatched: some milliseconds. Beyond the fewer, its time is counted. */
const FREE_STEPS = 1_000_000;
const UNCOUNTED_STEPS = 10_000;

/**
 * A `pattern` of a model, in the syntax of ECMA 262; one that Unicode mode refuses (`\-`) is read without it. A pattern
 * that could backtrack for long on a text is watched, and throws `RegExpTimeout`.
 */
export function modelPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const expression = compile(pattern);
  const bare = pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, 'x').replaceAll('(?', '(');
  const quantifiers = bare.match(/[*+?]|\{\d/g)?.length ?? 0;
  const repeatsGroup = /\)(?:[*+]|\{)/.test(bare);
  // A search begins at each character, unless it is bound to the first.
  const exponent = pattern.startsWith('^') && !pattern.includes('|') ? quantifiers : quantifiers + 1;
  return {
    // Ajv tells patterns apart by this.
    toString: () => String(expression),
    test(text) {
      const steps = repeatsGroup ? 3 ** text.length : text.length ** exponent;
      if (steps > FREE_STEPS) return testGuarded(expression, text);
      return steps > UNCOUNTED_STEPS ? testCounted(expression, text) : expression.test(text);
    },
  };
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
}
