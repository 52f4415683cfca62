export interface Token {
  /** `word`: attribute, function, or keyword; `name`: `#x`; `value`: `:x`; `mark`: any other text. */
  readonly kind: 'word' | 'name' | 'value' | 'number' | 'mark' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /[ \t\r\n]*(?:([A-Za-z]\w*)|(#\w+)|(:\w+)|(\d+)|(<>|<=|>=|[\s\S]))/uy;

/** The expression's tokens, the last one of kind `end`. Never refuses: a strange character is a `mark`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end--;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (!match) break;
    const found = match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '';
    const after = TOKEN.lastIndex;
    tokens.push({ kind: kindOf(match), text: found, start: after - found.length, end: after });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: end, end });
  return tokens;
}

function kindOf(match: RegExpExecArray): Token['kind'] {
  if (match[1] !== undefined) return 'word';
  if (match[2] !== undefined) return 'name';
  if (match[3] !== undefined) return 'value';
  return match[4] !== undefined ? 'number' : 'mark';
}
