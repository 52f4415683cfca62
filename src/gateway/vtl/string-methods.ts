import { type JavaMatch, javaRegExp } from '../java-regexp.ts';
import { isNull, JavaList, MAX_TEXT, print } from './values.ts';

/** What a Java method would throw: the template fails with it. */
export class JavaException extends Error {}

type Method = (text: string, args: readonly unknown[]) => unknown;

const arg = (args: readonly unknown[], at = 0) => print(args[at]);
const number = (args: readonly unknown[], at = 0) => Number(args[at]);

/** `java.lang.String`. */
const METHODS: Readonly<Record<string, Method>> = {
  charAt: (text, args) => text[inside(number(args), text.length - 1)] ?? '',
  codePointAt: (text, args) => text.charCodeAt(inside(number(args), text.length - 1)),
  compareTo: (text, args) => compareTo(text, arg(args)),
  compareToIgnoreCase: (text, args) => compareTo(text.toLowerCase(), arg(args).toLowerCase()),
  concat: (text, args) => text + arg(args),
  contains: (text, args) => text.includes(arg(args)),
  endsWith: (text, args) => text.endsWith(arg(args)),
  equals: (text, args) => text === args[0],
  equalsIgnoreCase: (text, args) => !isNull(args[0]) && text.toLowerCase() === arg(args).toLowerCase(),
  hashCode: (text) => hashOf(text),
  indexOf: (text, args) => text.indexOf(character(args[0]), args.length > 1 ? number(args, 1) : 0),
  isEmpty: (text) => text === '',
  join: (_text, args) => joined(args),
  lastIndexOf: (text, args) => text.lastIndexOf(character(args[0]), args.length > 1 ? number(args, 1) : undefined),
  length: (text) => text.length,
  matches: (text, args) => expression(arg(args)).matches(text),
  replace: (text, args) => joinWithin(text.split(arg(args)), arg(args, 1)),
  replaceAll: (text, args) => replace(text, arg(args), arg(args, 1)),
  replaceFirst: (text, args) => replace(text, arg(args), arg(args, 1), 1),
  split: (text, args) => new JavaList(split(text, arg(args), args.length > 1 ? number(args, 1) : 0)),
  startsWith: (text, args) => text.startsWith(arg(args), args.length > 1 ? number(args, 1) : 0),
  subSequence: (text, args) => substring(text, args),
  substring: (text, args) => substring(text, args),
  toCharArray: (text) => new JavaList(text.split('')),
  toLowerCase: (text) => text.toLowerCase(),
  toString: (text: string) => text,
  toUpperCase: (text) => text.toUpperCase(),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Java's trim takes all up to the space
  trim: (text) => text.replace(/^[\u0000- ]+|[\u0000- ]+$/g, ''),
  valueOf: (_text: string, args: readonly unknown[]) => print(args[0]),
};

/** How many arguments a method takes, where it needs some. */
const ARITY: Readonly<Record<string, number>> = {
  charAt: 1,
  codePointAt: 1,
  compareTo: 1,
  compareToIgnoreCase: 1,
  concat: 1,
  contains: 1,
  endsWith: 1,
  equals: 1,
  equalsIgnoreCase: 1,
  indexOf: 1,
  join: 2,
  lastIndexOf: 1,
  matches: 1,
  replace: 2,
  replaceAll: 2,
  replaceFirst: 2,
  split: 1,
  startsWith: 1,
  subSequence: 2,
  substring: 1,
  valueOf: 1,
};

/** `undefined` for a method that strings do not have. Throws a `JavaException` or a `RegExpTimeout`. */
export function callOnString(text: string, name: string, args: readonly unknown[]): unknown {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method === undefined || args.length < (ARITY[name] ?? 0)) return undefined;
  if (args.some(isNull) && !name.startsWith('equals')) throw new JavaException('java.lang.NullPointerException');
  return method(text, args);
}

function inside(at: number, max: number): number {
  if (!Number.isInteger(at) || at < 0 || at > max) {
    throw new JavaException(`java.lang.StringIndexOutOfBoundsException: String index out of range: ${at}`);
  }
  return at;
}

function substring(text: string, args: readonly unknown[]): string {
  const from = inside(number(args), text.length);
  const to = args.length > 1 ? inside(number(args, 1), text.length) : text.length;
  if (from > to) inside(to - from, text.length);
  return text.slice(from, to);
}

/** `indexOf` takes a string, or a character by its number. */
function character(value: unknown): string {
  return typeof value === 'number' ? String.fromCodePoint(inside(value, 0x10ffff)) : print(value);
}

function compareTo(left: string, right: string): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = left.charCodeAt(at) - right.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

function joined(args: readonly unknown[]): string {
  const list = args[1];
  const items = list instanceof JavaList ? list.items : args.slice(1);
  return joinWithin(items.map(print), print(args[0]));
}

function expression(pattern: string) {
  try {
    return javaRegExp(pattern);
  } catch {
    throw new JavaException(`java.util.regex.PatternSyntaxException: ${pattern}`);
  }
}

function joinWithin(parts: readonly string[], separator: string): string {
  if (parts.length * separator.length > MAX_TEXT) throw new JavaException('java.lang.OutOfMemoryError');
  return parts.join(separator);
}

function replace(text: string, pattern: string, replacement: string, limit?: number): string {
  let result = '';
  let from = 0;
  for (const match of expression(pattern).findAll(text, limit)) {
    result += text.slice(from, match.start) + expand(replacement, match);
    if (result.length > MAX_TEXT) throw new JavaException('java.lang.OutOfMemoryError');
    from = match.end;
  }
  return result + text.slice(from);
}

/** `$1`, `${name}` and backslashes of a replacement, as `Matcher.replaceAll` reads them. */
function expand(replacement: string, { groups, named }: JavaMatch): string {
  return replacement.replace(/\\(.)|\$(?:(\d+)|\{(\w+)\})|\\$|\$/gs, (all, escaped, digits, name) => {
    if (escaped !== undefined) return escaped;
    if (name !== undefined && Object.hasOwn(named, name)) return named[name] ?? '';
    if (digits === undefined)
      throw new JavaException(`java.lang.IllegalArgumentException: Illegal group reference ${all}`);
    // The longest number that is a group; the rest is text.
    let end = digits.length;
    while (end > 1 && Number(digits.slice(0, end)) >= groups.length) end--;
    const group = Number(digits.slice(0, end));
    if (group >= groups.length) throw new JavaException(`java.lang.IndexOutOfBoundsException: No group ${group}`);
    return (groups[group] ?? '') + digits.slice(end);
  });
}

/** Java's `split`: without a limit, empty strings at the end are left out. */
function split(text: string, pattern: string, limit: number): string[] {
  if (text === '') return [''];
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of expression(pattern).findAll(text)) {
    if (limit > 0 && parts.length === limit - 1) break;
    if (end === 0 || (start === end && start === text.length)) continue;
    parts.push(text.slice(from, start));
    from = end;
  }
  parts.push(text.slice(from));
  if (limit === 0) while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return limit === 0 && parts.length === 1 && parts[0] === '' ? [] : parts;
}
