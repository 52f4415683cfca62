import { type ContextReader, type KeyName, keyName } from './request-context.ts';
import { type PatternToken, tokensMatch, wildcardMatcher, wildcardTokens } from './wildcard.ts';

export type Matcher = (text: string, context: ContextReader) => boolean;

export interface PatternOptions {
  /** Policies of version 2012-10-17 have variables; before, `${...}` was plain text. */
  readonly variables: boolean;
  readonly wildcards: boolean;
  readonly ignoreCase?: boolean;
}

type Piece = { readonly text: string } | { readonly variable: KeyName; readonly defaultText: string | undefined };

const VARIABLE = /\$\{(?:([*?$])|\s*([^\s,{}'][^,{}']*?)\s*(?:,\s*'([^']*)'\s*)?)\}/g;

/** The tokens of a pattern, or `undefined` when it has a variable that the request gives no value. */
export type TokenSource = (context: ContextReader) => readonly PatternToken[] | undefined;

function pieces(pattern: string): readonly (Piece | { readonly literal: string })[] {
  const found: (Piece | { readonly literal: string })[] = [];
  let from = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    if (match.index > from) found.push({ text: pattern.slice(from, match.index) });
    const [whole, special, name, defaultText] = match;
    if (special !== undefined) found.push({ literal: special });
    else found.push({ variable: keyName(name ?? ''), defaultText });
    from = match.index + whole.length;
  }
  if (from < pattern.length) found.push({ text: pattern.slice(from) });
  return found;
}

/** `undefined` for a pattern without variables, whose text then says everything. */
export function patternTokens(pattern: string, options: PatternOptions): TokenSource | undefined {
  if (!options.variables || !pattern.includes('${')) return undefined;
  const parts = pieces(pattern).map((piece) => {
    if ('variable' in piece) return piece;
    if ('literal' in piece) return utf16(piece.literal);
    const text = options.ignoreCase ? piece.text.toLowerCase() : piece.text;
    return options.wildcards ? wildcardTokens(text) : utf16(text);
  });
  return (context) => {
    const tokens: PatternToken[] = [];
    for (const part of parts) {
      if (!('variable' in part)) {
        for (const token of part) tokens.push(token);
        continue;
      }
      const value = context.variable(part.variable) ?? part.defaultText;
      if (value === undefined) return undefined;
      // A wildcard in the value of a variable is plain text.
      for (const code of utf16(options.ignoreCase ? value.toLowerCase() : value)) tokens.push(code);
    }
    return tokens;
  };
}

function utf16(text: string): PatternToken[] {
  const codes = new Array<PatternToken>(text.length);
  for (let at = 0; at < text.length; at++) codes[at] = text.charCodeAt(at);
  return codes;
}

/** A matcher of whole texts, for a `Resource` or a value of a string condition. */
export function patternMatcher(pattern: string, options: PatternOptions): Matcher {
  const source = patternTokens(pattern, options);
  if (source !== undefined) {
    return (text, context) => {
      const tokens = source(context);
      return tokens !== undefined && tokensMatch(tokens, options.ignoreCase ? text.toLowerCase() : text);
    };
  }
  const wanted = options.ignoreCase ? pattern.toLowerCase() : pattern;
  const matches = options.wildcards ? wildcardMatcher(wanted) : (text: string) => text === wanted;
  return options.ignoreCase ? (text) => matches(text.toLowerCase()) : matches;
}

/** The names of the variables in a pattern, as they are written. */
export function variableNames(pattern: string): readonly string[] {
  return pieces(pattern).flatMap((piece) => ('variable' in piece ? [piece.variable.name] : []));
}
