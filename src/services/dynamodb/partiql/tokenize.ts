import { malformed } from './malformed.ts';

export interface Token {
  /** `word` is a name or a keyword, `name` a quoted name, `text` a quoted string. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'mark' | 'end';
  readonly text: string;
}

const TOKEN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<word>[A-Za-z_$][\w$]*)|"(?<name>(?:[^"]|"")*)"|'(?<text>(?:[^']|'')*)'|(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<mark><<|>>|<=|>=|<>|!=|[-+*=<>()[\]{},.:?;])/y;

/** The tokens of a statement. @throws ServiceError ValidationException */
export function tokenize(statement: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < statement.length) {
    const groups = TOKEN.exec(statement)?.groups;
    if (groups === undefined) throw malformed('Unexpected character');
    const { word, name, text, number, mark } = groups;
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('""', '"') });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}
