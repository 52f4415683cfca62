import type { BinaryOperator, Expression, Reference, Step } from './ast.ts';
import { integer } from './parse-json.ts';
import type { Source } from './source.ts';
import { JavaDouble } from './values.ts';

const MAX_DEPTH = 100;

/** Operators by binding, the loosest first; words stand for signs as in Velocity. */
const LEVELS: readonly (readonly [pattern: RegExp, operators: Readonly<Record<string, BinaryOperator>>])[] = [
  [/\|\||or\b/y, { '||': '||', or: '||' }],
  [/&&|and\b/y, { '&&': '&&', and: '&&' }],
  [/==|!=|eq\b|ne\b/y, { '==': '==', '!=': '!=', eq: '==', ne: '!=' }],
  [
    /<=|>=|<|>|(?:lt|le|gt|ge)\b/y,
    { '<': '<', '<=': '<=', '>': '>', '>=': '>=', lt: '<', le: '<=', gt: '>', ge: '>=' },
  ],
  [/[+-]/y, { '+': '+', '-': '-' }],
  [/[*/%]/y, { '*': '*', '/': '/', '%': '%' }],
];

/** An expression as `#set` and `#if` have it. */
export function parseExpression(source: Source, level = 0, depth = 0): Expression {
  if (depth > MAX_DEPTH) throw source.error('an expression is nested too deeply');
  const binding = LEVELS[level];
  if (binding === undefined) return parseUnary(source, depth);
  const [pattern, operators] = binding;
  let left = parseExpression(source, level + 1, depth);
  for (;;) {
    source.skipSpace();
    const operator = operators[source.take(pattern) ?? ''];
    if (operator === undefined) return left;
    left = { kind: 'binary', operator, left, right: parseExpression(source, level + 1, depth) };
  }
}

function parseUnary(source: Source, depth: number): Expression {
  source.skipSpace();
  if (source.take(/!|not\b/y) !== undefined) return { kind: 'not', operand: parseUnary(source, depth + 1) };
  if (source.takeText('(')) {
    const inner = parseExpression(source, 0, depth + 1);
    source.expect(')');
    return inner;
  }
  return parseOperand(source, depth);
}

/** What may be an argument of a method, an item or a bound: Velocity 1.7 has no operators there. */
export function parseOperand(source: Source, depth = 0): Expression {
  if (depth > MAX_DEPTH) throw source.error('an expression is nested too deeply');
  source.skipSpace();
  const at = source.at;
  switch (source.next) {
    case '"':
    case "'":
      return parseString(source);
    case '[':
      return parseList(source, depth);
    case '{':
      return parseMap(source, depth);
    case '$': {
      const printed = parseReference(source, depth);
      if (printed === undefined) throw source.unexpected('a reference has no name:', at);
      return printed.reference;
    }
  }
  const number = source.take(/-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)?/y);
  if (number !== undefined) {
    const value = /[.eE]/.test(number) ? new JavaDouble(Number(number)) : integer(number);
    return { kind: 'literal', value, text: number };
  }
  const word = source.take(/true\b|false\b/y);
  if (word !== undefined) return { kind: 'literal', value: word === 'true', text: word };
  throw source.unexpected('not expected here:');
}

function parseString(source: Source): Expression {
  const at = source.at;
  const text = source.take(/"(?:[^"]|"")*"|'(?:[^']|'')*'/y);
  if (text === undefined) throw source.error('a string is not closed', at);
  const quote = text[0] ?? '';
  const inner = text.slice(1, -1).replaceAll(quote + quote, quote);
  if (quote === "'") return { kind: 'literal', value: inner, text };
  const value = inner.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (!/[$#]/.test(value)) return { kind: 'literal', value, text };
  return { kind: 'interpolated', body: source.parseBody(value, at), text };
}

function parseList(source: Source, depth: number): Expression {
  const at = source.at++;
  source.skipSpace();
  if (source.takeText(']')) return { kind: 'list', items: [] };
  const items = [parseOperand(source, depth + 1)];
  source.skipSpace();
  if (source.takeText('..')) {
    const to = parseOperand(source, depth + 1);
    source.expect(']');
    return { kind: 'range', from: items[0] ?? to, to, at };
  }
  while (source.takeText(',')) {
    items.push(parseOperand(source, depth + 1));
    source.skipSpace();
  }
  source.expect(']');
  return { kind: 'list', items };
}

function parseMap(source: Source, depth: number): Expression {
  const members: [Expression, Expression][] = [];
  source.at++;
  source.skipSpace();
  if (source.takeText('}')) return { kind: 'map', members };
  do {
    const key = parseOperand(source, depth + 1);
    source.expect(':');
    members.push([key, parseOperand(source, depth + 1)]);
    source.skipSpace();
  } while (source.takeText(','));
  source.expect('}');
  return { kind: 'map', members };
}

/** The reference that stands here; `undefined`, with nothing read, when the `$` is only a sign. */
export function parseReference(source: Source, depth = 0): { reference: Reference; quiet: boolean } | undefined {
  const at = source.at;
  const start = source.take(/\$!?\{?(?=[A-Za-z_])/y);
  if (start === undefined) return undefined;
  const name = source.take(/[A-Za-z_][A-Za-z0-9_-]*/y) ?? '';
  const braces = start.endsWith('{');
  const steps: Step[] = [];
  for (;;) {
    const step = parseStep(source, depth);
    if (step === undefined) break;
    steps.push(step);
  }
  if (braces && !source.takeText('}')) throw source.unexpected('"}" of a reference is missing before');
  const literal = source.text.slice(at, source.at);
  return { reference: { kind: 'reference', name, steps, literal, at }, quiet: start.includes('!') };
}

function parseStep(source: Source, depth: number): Step | undefined {
  const name = source.take(/\.[A-Za-z_][A-Za-z0-9_-]*/y)?.slice(1);
  if (name !== undefined) {
    if (!source.takeText('(')) return { kind: 'property', name };
    return { kind: 'method', name, args: parseArguments(source, depth) };
  }
  if (source.next !== '[' || !/^\[\s*(?:-?\d|["'$])/.test(source.text.slice(source.at, source.at + 40)))
    return undefined;
  source.at++;
  const index = parseOperand(source, depth + 1);
  source.expect(']');
  return { kind: 'index', index };
}

function parseArguments(source: Source, depth: number): Expression[] {
  const args: Expression[] = [];
  source.skipSpace();
  if (source.takeText(')')) return args;
  do args.push(parseOperand(source, depth + 1));
  while (takeComma(source));
  source.expect(')');
  return args;
}

function takeComma(source: Source): boolean {
  source.skipSpace();
  return source.takeText(',');
}
