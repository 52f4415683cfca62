import { invalid } from './refusals.ts';

/** A regular expression of the subset that AWS takes. */
export function matching(expression: string): (text: string) => boolean {
  let compiled: RegExp;
  try {
    compiled = new RegExp(expression);
  } catch {
    throw invalid('Invalid filter pattern');
  }
  return (text) => compiled.test(text);
}
