import { compileJsonPattern } from './json-filter-pattern.ts';
import { invalid } from './refusals.ts';
import { matching } from './regular-expression.ts';
import { compileSpacePattern } from './space-filter-pattern.ts';

/**
 * A filter pattern as a test of messages: terms (all must be there), `"quoted"` ones, `?a ?b` (any of them), `-a` (none),
 * `%regular expression%`, `{ $.field = value && ... }` for JSON messages, or `[ip, ..., status = 4*]` for words. What cannot be
 * read is refused. See
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) return compileJsonPattern(text);
  if (text.startsWith('[')) {
    const fieldsOf = compileSpacePattern(text);
    return (message) => fieldsOf(message) !== undefined;
  }

  const required: ((message: string) => boolean)[] = [];
  const optional: ((message: string) => boolean)[] = [];
  const excluded: ((message: string) => boolean)[] = [];
  const term = /\s*([?-]?)(?:"((?:\\.|[^"\\])*)"|%((?:\\.|[^%\\])+)%|([^\s"%]+))(?=\s|$)/gy;
  let at = 0;
  while (at < text.length) {
    term.lastIndex = at;
    const found = term.exec(text);
    if (found === null) throw invalid('Invalid filter pattern');
    at = term.lastIndex;
    const [, sign, quoted, expression, bare] = found;
    const test =
      expression === undefined ? containing(quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '') : matching(expression);
    (sign === '?' ? optional : sign === '-' ? excluded : required).push(test);
  }
  // AWS ignores ?terms beside terms of another kind.
  if (required.length === 0 && excluded.length === 0) return (message) => optional.some((test) => test(message));
  return (message) => required.every((test) => test(message)) && !excluded.some((test) => test(message));
}

const containing = (term: string) => (message: string) => message.includes(term);
