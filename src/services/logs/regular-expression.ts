import { javaRegExp, RegExpTimeout } from '../../gateway/java-regexp.ts';
import { invalid } from './refusals.ts';

/** A regular expression of the subset that AWS takes. One that takes too long on a text is refused there. */
export function matching(expression: string): (text: string) => boolean {
  let compiled: ReturnType<typeof javaRegExp>;
  try {
    compiled = javaRegExp(expression);
  } catch {
    throw invalid('Invalid filter pattern');
  }
  return (text) => {
    try {
      return compiled.findAll(text, 1).length > 0;
    } catch (error) {
      if (error instanceof RegExpTimeout) throw invalid(`Invalid filter pattern: ${error.message}`);
      throw error;
    }
  };
}
