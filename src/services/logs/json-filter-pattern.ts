import { invalid } from './refusals.ts';
import { matching } from './regular-expression.ts';
import { wildcardMatches } from './space-filter-pattern.ts';

type Test = (message: unknown) => boolean;

const TOKEN =
  /\s*(&&|\|\||!=|>=|<=|=|>|<|\(|\)|\{|\}|"(?:\\.|[^"\\])*"|%(?:\\.|[^%\\])+%|\$(?:\.[^\s.[\]()=!<>&|{}]+|\[(?:\d+|\*|"[^"]*"|'[^']*')\])*|[^\s()=!<>&|{}]+)/y;

/** `{ $.status >= 500 && ($.path = "/users*" || $.error NOT EXISTS) }` as a test of a message; false for one that is no JSON. */
export function compileJsonPattern(pattern: string): (message: string) => boolean {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const text = pattern.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found?.[1] === undefined) throw invalid('Invalid filter pattern');
    tokens.push(found[1]);
  }
  if (tokens[0] !== '{' || tokens.at(-1) !== '}') throw invalid('Invalid filter pattern');
  const parser = new Parser(tokens.slice(1, -1));
  const test = parser.either();
  parser.end();
  return (message) => {
    if (!message.trimStart().startsWith('{') && !message.trimStart().startsWith('[')) return false;
    let tree: unknown;
    try {
      tree = JSON.parse(message);
    } catch {
      return false;
    }
    return test(tree);
  };
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw invalid('Invalid filter pattern');
  }

  either(): Test {
    const tests = [this.#all()];
    while (this.#take('||')) tests.push(this.#all());
    return (message) => tests.some((test) => test(message));
  }

  #all(): Test {
    const tests = [this.#one()];
    while (this.#take('&&')) tests.push(this.#one());
    return (message) => tests.every((test) => test(message));
  }

  #one(): Test {
    if (this.#take('(')) {
      const test = this.either();
      if (!this.#take(')')) throw invalid('Invalid filter pattern');
      return test;
    }
    const selector = this.#next();
    if (!selector.startsWith('$')) throw invalid('Invalid filter pattern');
    const select = selectorOf(selector);
    const operator = this.#next();
    if (operator.toUpperCase() === 'IS') {
      const kind = this.#next().toUpperCase();
      if (kind === 'NULL') return (message) => select(message).some((value) => value === null);
      if (kind === 'TRUE') return (message) => select(message).some((value) => value === true);
      if (kind === 'FALSE') return (message) => select(message).some((value) => value === false);
      throw invalid('Invalid filter pattern');
    }
    if (operator.toUpperCase() === 'NOT') {
      if (this.#next().toUpperCase() !== 'EXISTS') throw invalid('Invalid filter pattern');
      return (message) => select(message).length === 0;
    }
    const compare = comparison(operator, this.#next());
    return (message) => select(message).some(compare);
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw invalid('Invalid filter pattern');
    this.#at += 1;
    return token;
  }
}

/** The values a selector finds: none when a part of it is not there. */
export function selectorOf(selector: string): (message: unknown) => readonly unknown[] {
  const steps = [...selector.matchAll(/\.([^.[\]]+)|\[(?:(\d+)|(\*)|"([^"]*)"|'([^']*)')\]/g)].map(
    ([, name, index, every, quoted, single]) =>
      (values: readonly unknown[]): readonly unknown[] =>
        values.flatMap((value) => {
          if (typeof value !== 'object' || value === null) return [];
          if (every !== undefined || name === '*') return Object.values(value);
          const key = name ?? index ?? quoted ?? single ?? '';
          return Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : [];
        }),
  );
  return (message) => steps.reduce<readonly unknown[]>((values, step) => step(values), [message]);
}

function comparison(operator: string, operand: string): (value: unknown) => boolean {
  if (operator === '=' || operator === '!=') {
    const equals = equality(operand);
    return operator === '=' ? equals : (value) => !equals(value);
  }
  const number = Number(operand);
  if (Number.isNaN(number) || !['>', '<', '>=', '<='].includes(operator)) throw invalid('Invalid filter pattern');
  return (value) => {
    if (typeof value !== 'number') return false;
    if (operator === '>') return value > number;
    if (operator === '<') return value < number;
    return operator === '>=' ? value >= number : value <= number;
  };
}

/** Numbers equal by value, everything else as text, in which `*` stands for anything. */
function equality(operand: string): (value: unknown) => boolean {
  if (operand.startsWith('%')) {
    const test = matching(operand.slice(1, -1));
    return (value) => typeof value === 'string' && test(value);
  }
  const quoted = operand.startsWith('"');
  const text = quoted ? operand.slice(1, -1).replace(/\\(.)/g, '$1') : operand;
  const number = !quoted && text !== '' ? Number(text) : Number.NaN;
  return (value) => {
    if (typeof value === 'number') return value === number;
    if (typeof value !== 'string') return false;
    return wildcardMatches(text, value);
  };
}
