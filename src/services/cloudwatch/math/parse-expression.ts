/** A metric math expression as it was written. */
export type MathNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'id'; readonly name: string }
  | { readonly kind: 'word'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly MathNode[] }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly MathNode[] }
  | { readonly kind: 'negative'; readonly operand: MathNode }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: MathNode; readonly right: MathNode };

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '>' | '<=' | '>=' | 'AND' | 'OR';

/** An expression that cannot be read or evaluated; the message says why. */
export class MathError extends Error {}

const MAX_DEPTH = 100;

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(==|!=|<=|>=|&&|\|\||[-+*/^()[\],<>]))/y;

interface Token {
  readonly kind: 'number' | 'name' | 'text' | 'sign';
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) throw new MathError('Invalid syntax');
    const [, number, name, double, single, sign] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'text', text: (double ?? single ?? '').replace(/\\(.)/g, '$1') });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

/** From the loosest to the tightest; `^` and signs are tighter still. */
const LEVELS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/'],
];

const SPELLED: Readonly<Record<string, BinaryOperator>> = { '||': 'OR', '&&': 'AND' };

/**
 * Reads metric math: numbers, ids, `[a, b]`, functions, arithmetic, comparisons, `AND` and `OR`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws {MathError}
 */
export function parseExpression(text: string): MathNode {
  const tokens = tokensOf(text);
  let at = 0;
  let depth = 0;

  const isNext = (...texts: readonly string[]) => {
    const token = tokens[at];
    return token !== undefined && token.kind !== 'text' && texts.includes(token.text);
  };
  const expect = (sign: string) => {
    if (!isNext(sign)) throw new MathError('Invalid syntax');
    at += 1;
  };

  const level = (index: number): MathNode => {
    const operators = LEVELS[index];
    if (operators === undefined) return power();
    let left = level(index + 1);
    while (isNext(...operators)) {
      const operator = tokens[at]?.text ?? '';
      at += 1;
      const right = level(index + 1);
      left = { kind: 'binary', operator: SPELLED[operator] ?? (operator as BinaryOperator), left, right };
    }
    return left;
  };

  const power = (): MathNode => {
    if (isNext('-')) {
      at += 1;
      return { kind: 'negative', operand: nested(power) };
    }
    if (isNext('+')) {
      at += 1;
      return nested(power);
    }
    const base = primary();
    if (!isNext('^')) return base;
    at += 1;
    return { kind: 'binary', operator: '^', left: base, right: nested(power) };
  };

  const nested = (read: () => MathNode): MathNode => {
    depth += 1;
    if (depth > MAX_DEPTH) throw new MathError('The expression is too deeply nested');
    const node = read();
    depth -= 1;
    return node;
  };
  const expression = () => nested(() => level(0));

  const listUntil = (end: string): readonly MathNode[] => {
    const items: MathNode[] = [];
    if (!isNext(end)) {
      items.push(expression());
      while (isNext(',')) {
        at += 1;
        items.push(expression());
      }
    }
    expect(end);
    return items;
  };

  const primary = (): MathNode => {
    const token = tokens[at];
    if (token === undefined) throw new MathError('Invalid syntax');
    at += 1;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'text', value: token.text };
    if (token.kind === 'name') {
      if (isNext('(')) {
        at += 1;
        return { kind: 'call', name: token.text, parameters: listUntil(')') };
      }
      // Ids begin with a small letter; words such as LINEAR are arguments of functions.
      if (/^[a-z]/.test(token.text)) return { kind: 'id', name: token.text };
      return { kind: 'word', name: token.text };
    }
    if (token.text === '[') return { kind: 'list', items: listUntil(']') };
    if (token.text === '(') {
      const inner = expression();
      expect(')');
      return inner;
    }
    throw new MathError('Invalid syntax');
  };

  const root = expression();
  if (at < tokens.length) throw new MathError('Invalid syntax');
  return root;
}

/** The ids that an expression reads. */
export function idsOf(node: MathNode): readonly string[] {
  switch (node.kind) {
    case 'id':
      return [node.name];
    case 'list':
      return node.items.flatMap(idsOf);
    case 'call':
      return node.parameters.flatMap(idsOf);
    case 'negative':
      return idsOf(node.operand);
    case 'binary':
      return [...idsOf(node.left), ...idsOf(node.right)];
    default:
      return [];
  }
}
