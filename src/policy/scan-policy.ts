/** Where a statement stands in a document's text, and which of the `spans` are its actions. */
export interface ScannedStatement {
  readonly from: number;
  readonly to: number;
  /** The actions are those the statement is not about. */
  readonly notActions: boolean;
  readonly firstSpan: number;
  readonly endSpan: number;
}

/** A document's statements, found without building the values in them: most of them are never asked for. */
export interface ScannedPolicy {
  readonly version: '2008-10-17' | '2012-10-17';
  /** The document's text, all ASCII, which is quicker to read. */
  readonly bytes: Uint8Array;
  readonly statements: readonly ScannedStatement[];
  /** Where actions begin and end in the text, in turn. */
  readonly spans: readonly number[];
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const BLANK = 32;
const STAR = 42;
const QUESTION_MARK = 63;
const UNUSUAL = -1;
const MAX_DEPTH = 8;

/**
 * Scans a document of the usual form. `undefined` for everything else, whether it is JSON or not: escapes, numbers,
 * letters beyond ASCII, members that are there twice, statements that are no objects. `JSON.parse` has to tell.
 */
export function scanPolicy(text: string): ScannedPolicy | undefined {
  const bytes = Buffer.from(text);
  if (bytes.length !== text.length) return undefined;
  const statements: ScannedStatement[] = [];
  const spans: number[] = [];
  let version = '';
  let hasStatements = false;
  let at = skipBlanks(bytes, 0);
  if (bytes[at] !== OPEN_OBJECT) return undefined;
  do {
    const name = skipBlanks(bytes, at + 1);
    const value = skipName(bytes, name);
    if (value === UNUSUAL) return undefined;
    if (isName(bytes, name, value, 'Statement')) {
      if (hasStatements) return undefined;
      hasStatements = true;
      at = scanStatements(bytes, value, statements, spans);
    } else {
      at = skipValue(bytes, value, 0);
      if (isName(bytes, name, value, 'Version')) {
        if (version !== '' || at === UNUSUAL) return undefined;
        version = text.slice(value, at);
      }
    }
    if (at === UNUSUAL) return undefined;
    at = skipBlanks(bytes, at);
  } while (bytes[at] === COMMA);
  if (bytes[at] !== CLOSE_OBJECT || skipBlanks(bytes, at + 1) !== bytes.length) return undefined;
  return { version: version === '"2012-10-17"' ? '2012-10-17' : '2008-10-17', bytes, statements, spans };
}

/** Whether an action in the bytes, in any case and with wildcards, matches `action`, which is in lower case. */
export function spanMatches(bytes: Uint8Array, from: number, to: number, action: string): boolean {
  let at = 0;
  let pattern = from;
  let lastStar = UNUSUAL;
  let resumeAt = 0;
  while (at < action.length) {
    const code = pattern < to ? lowerCase(bytes[pattern] ?? 0) : UNUSUAL;
    if (code === STAR) {
      lastStar = pattern++;
      resumeAt = at;
    } else if (code === action.charCodeAt(at) || code === QUESTION_MARK) {
      pattern++;
      at++;
    } else if (lastStar !== UNUSUAL) {
      pattern = lastStar + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (pattern < to && bytes[pattern] === STAR) pattern++;
  return pattern === to;
}

const lowerCase = (code: number) => (code >= 65 && code <= 90 ? code + 32 : code);

function scanStatements(bytes: Uint8Array, start: number, statements: ScannedStatement[], spans: number[]): number {
  if (bytes[start] !== OPEN_LIST) return scanStatement(bytes, start, statements, spans);
  let at = skipBlanks(bytes, start + 1);
  if (bytes[at] === CLOSE_LIST) return at + 1;
  for (;;) {
    at = scanStatement(bytes, at, statements, spans);
    if (at === UNUSUAL) return UNUSUAL;
    at = skipBlanks(bytes, at);
    if (bytes[at] === CLOSE_LIST) return at + 1;
    if (bytes[at] !== COMMA) return UNUSUAL;
    at = skipBlanks(bytes, at + 1);
  }
}

function scanStatement(bytes: Uint8Array, start: number, statements: ScannedStatement[], spans: number[]): number {
  if (bytes[start] !== OPEN_OBJECT) return UNUSUAL;
  const firstSpan = spans.length;
  let hasActions = false;
  let notActions = false;
  let at = start;
  do {
    const name = skipBlanks(bytes, at + 1);
    const value = skipName(bytes, name);
    if (value === UNUSUAL) return UNUSUAL;
    const isNot = isName(bytes, name, value, 'NotAction');
    if (isNot || isName(bytes, name, value, 'Action')) {
      if (hasActions) return UNUSUAL;
      hasActions = true;
      notActions = isNot;
      at = scanActions(bytes, value, spans);
    } else at = skipValue(bytes, value, 0);
    if (at === UNUSUAL) return UNUSUAL;
    at = skipBlanks(bytes, at);
  } while (bytes[at] === COMMA);
  if (bytes[at] !== CLOSE_OBJECT) return UNUSUAL;
  statements.push({ from: start, to: at + 1, notActions, firstSpan, endSpan: spans.length });
  return at + 1;
}

function scanActions(bytes: Uint8Array, start: number, spans: number[]): number {
  if (bytes[start] !== OPEN_LIST) return scanAction(bytes, start, spans);
  let at = start;
  do {
    at = scanAction(bytes, skipBlanks(bytes, at + 1), spans);
    if (at === UNUSUAL) return UNUSUAL;
    at = skipBlanks(bytes, at);
  } while (bytes[at] === COMMA);
  return bytes[at] === CLOSE_LIST ? at + 1 : UNUSUAL;
}

function scanAction(bytes: Uint8Array, start: number, spans: number[]): number {
  const end = skipString(bytes, start);
  spans.push(start + 1, end - 1);
  return end;
}

function skipValue(bytes: Uint8Array, start: number, depth: number): number {
  const first = bytes[start];
  if (first === QUOTE) return skipString(bytes, start);
  if ((first !== OPEN_LIST && first !== OPEN_OBJECT) || depth === MAX_DEPTH) return UNUSUAL;
  const close = first === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT;
  let at = skipBlanks(bytes, start + 1);
  if (bytes[at] === close) return at + 1;
  for (;;) {
    if (first === OPEN_OBJECT) at = skipName(bytes, at);
    if (at !== UNUSUAL) at = skipValue(bytes, at, depth + 1);
    if (at === UNUSUAL) return UNUSUAL;
    at = skipBlanks(bytes, at);
    if (bytes[at] === close) return at + 1;
    if (bytes[at] !== COMMA) return UNUSUAL;
    at = skipBlanks(bytes, at + 1);
  }
}

/** Where the value begins behind a name and its colon. */
function skipName(bytes: Uint8Array, start: number): number {
  const end = skipString(bytes, start);
  if (end === UNUSUAL) return UNUSUAL;
  const colon = skipBlanks(bytes, end);
  return bytes[colon] === COLON ? skipBlanks(bytes, colon + 1) : UNUSUAL;
}

/** Whether the name that begins at `from`, before the value at `to`, is `name`. */
function isName(bytes: Uint8Array, from: number, to: number, name: string): boolean {
  if (from + name.length + 2 >= to || bytes[from + name.length + 1] !== QUOTE) return false;
  for (let at = 0; at < name.length; at++) if (bytes[from + 1 + at] !== name.charCodeAt(at)) return false;
  return true;
}

/** Beyond the closing quote. */
function skipString(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== QUOTE) return UNUSUAL;
  for (let at = start + 1; at < bytes.length; at++) {
    const code = bytes[at] ?? 0;
    if (code === QUOTE) return at + 1;
    if (code < BLANK || code === BACKSLASH) return UNUSUAL;
  }
  return UNUSUAL;
}

function skipBlanks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (; at < bytes.length; at++) {
    const code = bytes[at] ?? 0;
    if (code > BLANK || (code !== BLANK && code !== 10 && code !== 13 && code !== 9)) return at;
  }
  return at;
}
