import { type Context, createContext, Script } from 'node:vm';

/** How long a regular expression of a user may run, on one text. */
const TIMEOUT_MS = 250;
/** And how long all of them together, before others get their turn: many texts must not add up to a hang. */
const TURN_MS = 1_000;
const LONG_TEXT = 10_000;

/** A regular expression took too long on a text: it is of the kind that backtracks without end. */
export class RegExpTimeout extends Error {
  constructor(pattern: string) {
    super(`the regular expression ${JSON.stringify(pattern)} takes too long`);
    this.name = 'RegExpTimeout';
  }
}

/** A regular expression in Java's syntax, that cannot hang the process. */
export interface JavaRegExp {
  /** Whether the whole text matches, as `String.matches`. Throws `RegExpTimeout`. */
  matches(text: string): boolean;
  /** Where it is found, from left to right: start, end, and the groups. Throws `RegExpTimeout`. */
  findAll(text: string, limit?: number): readonly JavaMatch[];
}

export interface JavaMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | undefined>>;
}

/** Throws a `SyntaxError` for what is no regular expression. */
export function javaRegExp(pattern: string): JavaRegExp {
  const { source, flags } = translate(pattern);
  const whole = new RegExp(`^(?:${source})$`, flags);
  const part = new RegExp(source, `${flags}g`);
  const mayBacktrack = backtracks(source);
  const guarded = (text: string) => mayBacktrack || text.length > LONG_TEXT;
  return {
    matches(text) {
      if (!guarded(text)) return whole.test(text);
      return runGuarded(pattern, whole, text, 0) as boolean;
    },
    findAll(text, limit = Number.MAX_SAFE_INTEGER) {
      if (guarded(text)) return runGuarded(pattern, part, text, limit) as JavaMatch[];
      return findAll(part, text, limit);
    },
  };
}

function findAll(expression: RegExp, text: string, limit: number): JavaMatch[] {
  const found: JavaMatch[] = [];
  for (const match of text.matchAll(expression)) {
    if (found.length >= limit) break;
    const { 0: all, index, groups = {} } = match;
    found.push({ start: index, end: index + all.length, groups: [...match], named: groups });
  }
  return found;
}

/** What is Java's alone, in JavaScript's words. */
function translate(pattern: string): { source: string; flags: string } {
  const inline = /^\(\?([imsux]+)\)/.exec(pattern);
  const flags = [...new Set((inline?.[1] ?? '').replace(/[ux]/g, ''))].join('');
  const source = pattern
    .slice(inline?.[0].length ?? 0)
    .replace(/\\Q(.*?)(?:\\E|$)/gs, (_, literal: string) => literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .replace(
      /\\[AzZhR]|\\p\{(\w+)\}|\\.|([*+?}])\+/gs,
      (all, name: string | undefined, possessive: string | undefined) => {
        if (possessive !== undefined) return possessive;
        if (name !== undefined) return POSIX[name] ?? all;
        return ANCHORS[all] ?? all;
      },
    );
  return { source, flags };
}

const ANCHORS: Readonly<Record<string, string>> = {
  '\\A': '^',
  '\\z': '$',
  '\\Z': '(?=\\n?$)',
  '\\h': '[ \\t\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]',
  '\\R': '(?:\\r\\n|[\\n-\\r\\u0085\\u2028\\u2029])',
};

const POSIX: Readonly<Record<string, string>> = {
  Lower: '[a-z]',
  Upper: '[A-Z]',
  Alpha: '[A-Za-z]',
  Digit: '[0-9]',
  Alnum: '[0-9A-Za-z]',
  Punct: '[!-/:-@[-`{-~]',
  Space: '\\s',
  XDigit: '[0-9A-Fa-f]',
};

/** Whether matching may take more than linear time on short texts: more than one quantifier, or one of a group. */
function backtracks(source: string): boolean {
  const bare = source.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, 'x').replaceAll('(?', '(');
  const quantifiers = bare.match(/[*+?]|\{\d/g)?.length ?? 0;
  return quantifiers > 1 || /\)(?:[*+?]|\{)/.test(bare);
}

let spentMs = 0;
let isCounting = false;

/** Runs what matches, and counts its time for this turn of the event loop. */
function counted<T>(run: () => T): T {
  if (!isCounting) {
    isCounting = true;
    setImmediate(() => {
      isCounting = false;
      spentMs = 0;
    });
  }
  const startedAt = performance.now();
  try {
    return run();
  } finally {
    spentMs += performance.now() - startedAt;
  }
}

/** `expression.test(text)` for one that is quick on this text, as long as there are not too many of them. Throws `RegExpTimeout`. */
export function testCounted(expression: RegExp, text: string): boolean {
  return spentMs > TURN_MS ? testGuarded(expression, text) : counted(() => expression.test(text));
}

/** `expression.test(text)`, given up when it takes too long. Throws `RegExpTimeout`. */
export function testGuarded(expression: RegExp, text: string): boolean {
  return runGuarded(expression.source, expression, text, 0) as boolean;
}

let guard: { readonly context: Context; readonly script: Script } | undefined;

function runGuarded(pattern: string, expression: RegExp, text: string, limit: number): unknown {
  const leftMs = Math.ceil(TURN_MS - spentMs);
  if (leftMs <= 0) throw new RegExpTimeout(pattern);
  return counted(() => runWatched(pattern, expression, { text, limit, timeoutMs: Math.min(TIMEOUT_MS, leftMs) }));
}

interface Watched {
  readonly text: string;
  readonly limit: number;
  readonly timeoutMs: number;
}

/** Runs in a context of its own: only there can V8 be told to stop. */
function runWatched(pattern: string, { source, flags }: RegExp, { text, limit, timeoutMs }: Watched): unknown {
  guard ??= {
    context: createContext({}),
    script: new Script(`{
      const expression = new RegExp(job.source, job.flags);
      if (job.limit === 0) job.done(expression.test(job.text));
      else {
        let count = 0;
        for (const match of job.text.matchAll(expression)) {
          if (count++ >= job.limit) break;
          job.found(match.index, match);
        }
      }
    }`),
  };
  let result: unknown;
  const found: JavaMatch[] = [];
  guard.context['job'] = {
    source,
    flags,
    text,
    limit,
    done: (value: unknown) => {
      result = value;
    },
    found: (start: number, match: RegExpMatchArray) =>
      found.push({ start, end: start + match[0].length, groups: [...match], named: match.groups ?? {} }),
  };
  try {
    guard.script.runInContext(guard.context, { timeout: timeoutMs });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new RegExpTimeout(pattern);
    throw error;
  } finally {
    guard.context['job'] = undefined;
  }
  return limit === 0 ? result : found;
}
