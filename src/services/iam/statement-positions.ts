/** A place in a text, both counted from 1. */
export interface TextPosition {
  readonly Line: number;
  readonly Column: number;
}

export interface StatementPosition {
  readonly StartPosition: TextPosition;
  readonly EndPosition: TextPosition;
}

/**
 * Where the statements of a document stand, as IAM's simulator counts: a statement of a list begins right behind what is
 * before it (the bracket, the statement before), one that stands alone right behind its brace; it ends behind its brace.
 * The text has to be a JSON object.
 */
export function statementPositions(text: string): readonly StatementPosition[] {
  const at = (offset: number): TextPosition => {
    const before = text.slice(0, offset);
    const lines = before.split('\n');
    return { Line: lines.length, Column: (lines.at(-1)?.length ?? 0) + 1 };
  };
  const positions: StatementPosition[] = [];
  const add = (start: number, end: number) => positions.push({ StartPosition: at(start), EndPosition: at(end) });
  const found = valueOfStatement(text);
  if (found === undefined) return [];
  if (text[found] === '{') {
    add(found + 1, endOfValue(text, found));
    return positions;
  }
  let start = found + 1;
  for (let offset = found + 1; offset < text.length && text[offset] !== ']'; offset++) {
    if (text[offset] !== '{') continue;
    const end = endOfValue(text, offset);
    add(start, end);
    start = end;
    offset = end - 1;
  }
  return positions;
}

/** The offset of the value of the document's own `Statement`. */
function valueOfStatement(text: string): number | undefined {
  let offset = text.indexOf('{') + 1;
  while (offset < text.length) {
    if (text[offset] !== '"') {
      offset++;
      continue;
    }
    const end = endOfText(text, offset);
    const key: unknown = JSON.parse(text.slice(offset, end));
    const value = skipped(text, end, /[\s:]/);
    if (key === 'Statement') return value;
    offset = endOfValue(text, value);
  }
  return undefined;
}

function skipped(text: string, from: number, over: RegExp): number {
  let offset = from;
  while (offset < text.length && over.test(text[offset] ?? '')) offset++;
  return offset;
}

function endOfText(text: string, from: number): number {
  for (let offset = from + 1; offset < text.length; offset++) {
    if (text[offset] === '\\') offset++;
    else if (text[offset] === '"') return offset + 1;
  }
  return text.length;
}

/** The offset behind the value that begins at `from`. */
function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfText(text, from);
  let depth = 0;
  for (let offset = from; offset < text.length; offset++) {
    const character = text[offset];
    if (character === '"') offset = endOfText(text, offset) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      if (depth === 0) return offset;
      if (--depth === 0) return offset + 1;
    } else if (depth === 0 && character === ',') return offset;
  }
  return text.length;
}
