import { invalid } from './refusals.ts';
import { matching } from './regular-expression.ts';

/** What a pattern `[ip, user, ..., status >= 400]` finds in a message: its fields by `$name` and `$number`. */
export type SpaceFields = ReadonlyMap<string, string>;

type Test = (value: string) => boolean;

interface Field {
  /** `...` takes as many words as are left for it. */
  readonly isRest: boolean;
  readonly name: string | undefined;
  readonly test: Test;
}

const CONDITION = /^\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(?:(!=|>=|<=|=|>|<)\s*(.+?))?\s*$/s;

/** Compiles a space-delimited pattern. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export function compileSpacePattern(pattern: string): (message: string) => SpaceFields | undefined {
  const fields = splitOutside(pattern.slice(1, -1), ',').map(fieldOf);
  if (!pattern.endsWith(']') || fields.length === 0) throw invalid('Invalid filter pattern');
  if (fields.filter(({ isRest }) => isRest).length > 1) throw invalid('Invalid filter pattern');
  const rest = fields.findIndex(({ isRest }) => isRest);
  return (message) => {
    const words = wordsOf(message);
    const spare = words.length - (fields.length - (rest < 0 ? 0 : 1));
    if (rest < 0 ? spare !== 0 : spare < 0) return undefined;
    const found = new Map<string, string>();
    for (const [index, word] of words.entries()) found.set(`$${index + 1}`, word);
    let at = 0;
    for (const { isRest, name, test } of fields) {
      if (isRest) {
        at += spare;
        continue;
      }
      const word = words[at] ?? '';
      if (!test(word)) return undefined;
      if (name !== undefined) found.set(`$${name}`, word);
      at += 1;
    }
    return found;
  };
}

/** Words stand between spaces; what is in quotes or brackets is one word. */
function wordsOf(message: string): readonly string[] {
  return [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, bare]) => quoted ?? bracketed ?? bare ?? '',
  );
}

function fieldOf(text: string): Field {
  if (text.trim() === '...') return { isRest: true, name: undefined, test: () => true };
  if (text.trim() === '') throw invalid('Invalid filter pattern');
  let name: string | undefined;
  // `status = 4* || status = 5*`, `&&` binds tighter.
  const tests = splitOutside(text, '||').map((either) => {
    const all = splitOutside(either, '&&').map((part) => {
      const [, field, operator, operand] = CONDITION.exec(part) ?? [];
      if (field === undefined || (name !== undefined && name !== field)) throw invalid('Invalid filter pattern');
      name = field;
      return operator === undefined || operand === undefined ? () => true : comparison(operator, operand.trim());
    });
    return (word: string) => all.every((test) => test(word));
  });
  return { isRest: false, name, test: (word) => tests.some((test) => test(word)) };
}

function comparison(operator: string, operand: string): Test {
  if (operator === '=' || operator === '!=') {
    const equals = equality(operand);
    return operator === '=' ? equals : (word) => !equals(word);
  }
  const number = Number(operand);
  if (operand === '' || Number.isNaN(number)) throw invalid('Invalid filter pattern');
  return (word) => {
    const value = word.trim() === '' ? Number.NaN : Number(word);
    if (operator === '>') return value > number;
    if (operator === '<') return value < number;
    return operator === '>=' ? value >= number : value <= number;
  };
}

function equality(operand: string): Test {
  if (operand.length > 2 && operand.startsWith('%') && operand.endsWith('%')) return matching(operand.slice(1, -1));
  const quoted = /^"(.*)"$/s.exec(operand)?.[1];
  const text = quoted ?? operand;
  const number = quoted === undefined && text !== '' ? Number(text) : Number.NaN;
  if (!Number.isNaN(number)) return (word) => word === text || (word.trim() !== '' && Number(word) === number);
  return (word) => wildcardMatches(text, word);
}

/** `*` stands for anything. */
export function wildcardMatches(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  if (parts.length === 0) return text === pattern;
  const last = parts.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Splits where the separator stands outside of quotes and regular expressions. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === '%') quote = sign;
    else if (text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
      at = from - 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
