import { javaRegExp } from '../java-regexp.ts';
import type { Comparison, Filter, JsonPath, Operand } from './json-path-syntax.ts';
import { compare, equals, looselyEqual } from './operators.ts';
import { parseJson } from './parse-json.ts';
import { isNull, isNumber, JavaList, JavaMap } from './values.ts';

type ParsePath = (path: string) => JsonPath;
type EvaluatePath = (path: JsonPath, from: unknown, root: unknown) => unknown;

/** Parses the filter whose opening parenthesis stands at `at`; `end` is behind the closing one. Throws a `SyntaxError`. */
export function parseFilter(text: string, at: number, parsePath: ParsePath): { filter: Filter; end: number } {
  const parser = new FilterParser(text, at, parsePath);
  const filter = parser.group();
  return { filter, end: parser.at };
}

class FilterParser {
  at: number;
  readonly #text: string;
  readonly #parsePath: ParsePath;
  #depth = 0;

  constructor(text: string, at: number, parsePath: ParsePath) {
    this.#text = text;
    this.at = at;
    this.#parsePath = parsePath;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  #invalid(): SyntaxError {
    return new SyntaxError(`Invalid JSONPath filter in ${JSON.stringify(this.#text)} at character ${this.at + 1}`);
  }

  group(): Filter {
    if (++this.#depth > 50 || !this.#take(/\s*\(/y)) throw this.#invalid();
    const filter = this.#any();
    if (!this.#take(/\s*\)/y)) throw this.#invalid();
    this.#depth--;
    return filter;
  }

  #any(): Filter {
    const parts = [this.#all()];
    while (this.#take(/\s*\|\|/y)) parts.push(this.#all());
    return { kind: 'or', parts };
  }

  #all(): Filter {
    const parts = [this.#one()];
    while (this.#take(/\s*&&/y)) parts.push(this.#one());
    return { kind: 'and', parts };
  }

  #one(): Filter {
    if (this.#take(/\s*!(?!=)/y)) return { kind: 'not', part: this.#one() };
    if (/^\s*\(/.test(this.#text.slice(this.at))) return this.group();
    const left = this.#operand();
    const operator = this.#take(/\s*(==|!=|<=|>=|=~|<|>|(?:in|nin|contains|size|empty)\b)/iy)?.[1]?.toLowerCase();
    if (operator === undefined) return { kind: 'exists', operand: left };
    return { kind: 'compare', operator: operator as Comparison, left, right: this.#operand() };
  }

  #operand(): Operand {
    this.#take(/\s*/y);
    const path = this.#take(/[@$](?:\.{0,2}(?:[\w-]+(?:\(\s*\))?|\*)|\[(?:'[^']*'|"[^"]*"|[^\]'"]*)\])*/y)?.[0];
    if (path !== undefined) {
      return { kind: 'path', path: this.#parsePath(`$${path.slice(1)}`), fromRoot: path.startsWith('$') };
    }
    const string = this.#take(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y);
    if (string !== null) return { kind: 'value', value: (string[1] ?? string[2] ?? '').replace(/\\(.)/g, '$1') };
    const expression = this.#take(/\/((?:[^/\\]|\\.)*)\/([a-z]*)/y);
    if (expression !== null) return { kind: 'expression', source: expression[1] ?? '', flags: expression[2] ?? '' };
    const list = this.#take(/\[[^\]]*\]/y)?.[0];
    if (list !== undefined) return { kind: 'value', value: parseJson(list.replaceAll("'", '"')) };
    const word = this.#take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b/y)?.[0];
    if (word === undefined) throw this.#invalid();
    return { kind: 'value', value: parseJson(word) };
  }
}

/** Whether the filter holds for a candidate. */
export function matchesFilter(filter: Filter, candidate: unknown, root: unknown, evaluate: EvaluatePath): boolean {
  switch (filter.kind) {
    case 'or':
      return filter.parts.some((part) => matchesFilter(part, candidate, root, evaluate));
    case 'and':
      return filter.parts.every((part) => matchesFilter(part, candidate, root, evaluate));
    case 'not':
      return !matchesFilter(filter.part, candidate, root, evaluate);
    case 'exists':
      return operandValue(filter.operand, candidate, root, evaluate) !== undefined;
    case 'compare': {
      const left = operandValue(filter.left, candidate, root, evaluate);
      if (filter.right.kind === 'expression') {
        const { source, flags } = filter.right;
        return filter.operator === '=~' && typeof left === 'string' && matches(source, flags, left);
      }
      return holds(filter.operator, left, operandValue(filter.right, candidate, root, evaluate));
    }
  }
}

function operandValue(operand: Operand, candidate: unknown, root: unknown, evaluate: EvaluatePath): unknown {
  if (operand.kind !== 'path') return operand.kind === 'value' ? operand.value : undefined;
  return evaluate(operand.path, operand.fromRoot ? root : candidate, root);
}

function matches(source: string, flags: string, text: string): boolean {
  return javaRegExp(flags.includes('i') ? `(?i)${source}` : source).matches(text);
}

function holds(operator: Comparison, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return same(left, right);
    case '!=':
      return !same(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (typeof left === 'string' && typeof right === 'string') return ordered(operator, left, right);
      return compare(operator, left, right);
    case 'in':
      return right instanceof JavaList && right.items.some((item) => same(left, item));
    case 'nin':
      return right instanceof JavaList && !right.items.some((item) => same(left, item));
    case 'contains':
      if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
      return left instanceof JavaList && left.items.some((item) => same(item, right));
    case 'size':
      return sizeOf(left) === right;
    case 'empty':
      return (sizeOf(left) === 0) === right;
    case '=~':
      return false;
  }
}

function same(left: unknown, right: unknown): boolean {
  if (isNumber(left) && isNumber(right)) return looselyEqual(left, right);
  return isNull(left) || isNull(right) ? left === right : equals(left, right);
}

function ordered(operator: Comparison, left: string, right: string): boolean {
  if (left === right) return operator === '<=' || operator === '>=';
  return operator.startsWith('<') === left < right;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return value.length;
  if (value instanceof JavaMap) return value.entries.size;
  return value instanceof JavaList ? value.items.length : undefined;
}
