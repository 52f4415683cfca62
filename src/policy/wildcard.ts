/** What a pattern is made of: a UTF-16 code, or one of the two wildcards. */
export type PatternToken = number;
export const ANY_TEXT: PatternToken = -1;
export const ANY_CHARACTER: PatternToken = -2;

export type TextMatcher = (text: string) => boolean;

const STAR = 42;
const QUESTION_MARK = 63;

/** The tokens of a text in which `*` and `?` are wildcards. */
export function wildcardTokens(pattern: string): PatternToken[] {
  const tokens: PatternToken[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const code = pattern.charCodeAt(at);
    if (code === STAR) {
      if (tokens.at(-1) !== ANY_TEXT) tokens.push(ANY_TEXT);
    } else tokens.push(code === QUESTION_MARK ? ANY_CHARACTER : code);
  }
  return tokens;
}

/** Takes at most pattern times text steps, whatever the pattern: it only ever returns to the last `*`. */
export function tokensMatch(
  tokens: readonly PatternToken[],
  text: string,
  from = 0,
  to = tokens.length,
  textFrom = 0,
  textTo = text.length,
): boolean {
  let token = from;
  let at = textFrom;
  let lastStar = -1;
  let resumeAt = 0;
  while (at < textTo) {
    const expected = token < to ? tokens[token] : undefined;
    if (expected === ANY_TEXT) {
      lastStar = token++;
      resumeAt = at;
    } else if (expected === ANY_CHARACTER || (expected !== undefined && expected === text.charCodeAt(at))) {
      token++;
      at++;
    } else if (lastStar >= 0) {
      token = lastStar + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (token < to && tokens[token] === ANY_TEXT) token++;
  return token === to;
}

/** A matcher of whole texts for a pattern in which `*` stands for any text and `?` for any one character. */
export function wildcardMatcher(pattern: string): TextMatcher {
  if (pattern === '*') return () => true;
  const star = pattern.indexOf('*');
  if (!pattern.includes('?')) {
    if (star < 0) return (text) => text === pattern;
    if (star === pattern.lastIndexOf('*')) {
      const start = pattern.slice(0, star);
      const end = pattern.slice(star + 1);
      if (end === '') return (text) => text.startsWith(start);
      return (text) => text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
    }
  }
  const tokens = wildcardTokens(pattern);
  return (text) => tokensMatch(tokens, text);
}

/** Asks once; a pattern that is asked often is worth a `wildcardMatcher`. */
export function matchesWildcards(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const first = pattern.charCodeAt(0);
  if (first !== text.charCodeAt(0) && first !== STAR && first !== QUESTION_MARK) return false;
  const star = pattern.indexOf('*');
  if (pattern.includes('?')) return tokensMatch(wildcardTokens(pattern), text);
  if (star < 0) return pattern === text;
  if (star === pattern.length - 1) return text.startsWith(pattern.slice(0, star));
  return tokensMatch(wildcardTokens(pattern), text);
}
