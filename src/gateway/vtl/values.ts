/**
 * Values of templates as the Java objects they stand for: strings and booleans as they are, Integer and Long as safe
 * integers, BigInteger (and longs beyond) as bigint, and the classes below. `undefined` is a reference without a value.
 */

/** A Double: prints with a fraction always. */
export class JavaDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A list. One that came from JSON prints as JSON, one that a template made as Java prints it. */
export class JavaList {
  readonly items: unknown[];
  readonly fromJson: boolean;

  constructor(items: unknown[], fromJson = false) {
    this.items = items;
    this.fromJson = fromJson;
  }
}

/** A map in the order of insertion. */
export class JavaMap {
  readonly entries: Map<string, unknown>;
  /** What a member that is not there prints as nothing, not as it is written: JSON, and parts of `$context`. */
  readonly quiet: boolean;

  constructor(entries: Map<string, unknown> = new Map(), quiet = false) {
    this.entries = entries;
    this.quiet = quiet;
  }
}

/** An entry of a map, of `entrySet()`. */
export class JavaEntry {
  readonly key: string;
  readonly value: unknown;

  constructor(key: string, value: unknown) {
    this.key = key;
    this.value = value;
  }
}

/** An object that API Gateway hands to templates (`$input`, `$util`, `$foreach`). */
export interface TemplateObject {
  readonly templateObject: true;
  /** `undefined` when it has no such member. */
  property(name: string): unknown;
  /** `undefined` when it has no such method. */
  call(name: string, args: readonly unknown[]): unknown;
}

/**
 * The null of API Gateway: what `$input.path` does not find. It prints as nothing, where any other reference without a
 * value prints as it is written, and equals both null and the empty string.
 */
export const NOTHING = Object.freeze({ nothing: true });

export function isTemplateObject(value: unknown): value is TemplateObject {
  return typeof value === 'object' && value !== null && 'templateObject' in value;
}

export function isNull(value: unknown): boolean {
  return value === undefined || value === null || value === NOTHING;
}

export function isNumber(value: unknown): value is number | bigint | JavaDouble {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof JavaDouble;
}

/** Only null and `false` are not true: an empty string is. */
export function isTrue(value: unknown): boolean {
  return value !== false && !isNull(value);
}

/** The text of a value, as Java's `toString` has it. */
export function print(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === NOTHING) return '';
  if (value instanceof JavaDouble) return printDouble(value.value);
  if (value instanceof JavaList) {
    return value.fromJson ? toJson(value) : bounded(`[${value.items.map(printMember).join(', ')}]`);
  }
  if (value instanceof JavaMap) {
    return bounded(`{${[...value.entries].map(([key, member]) => `${key}=${printMember(member)}`).join(', ')}}`);
  }
  if (value instanceof JavaEntry) return `${value.key}=${printMember(value.value)}`;
  if (isTemplateObject(value)) {
    const text = value.call('toString', []);
    return typeof text === 'string' ? text : '';
  }
  return String(value);
}

/** The longest text that a value may print. */
export const MAX_TEXT = 10 * 1024 * 1024;

/** A list may hold another twice, which holds another twice: its text is cut off before it fills the memory. */
function bounded(text: string): string {
  if (text.length > MAX_TEXT) throw new RangeError('a value is too long to print');
  return text;
}

function printMember(value: unknown): string {
  return isNull(value) ? 'null' : print(value);
}

/** As `Double.toString`: `3.5`, `2.0`, `1.0E10`. */
function printDouble(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** JSON text as JsonPath writes it: no spaces, and what is not ASCII as it is but for U+2000 to U+20FF and controls. */
export function toJson(value: unknown): string {
  if (isNull(value)) return 'null';
  if (typeof value === 'string') return quote(value);
  if (value instanceof JavaList) return bounded(`[${value.items.map(toJson).join(',')}]`);
  if (value instanceof JavaMap) {
    return bounded(`{${[...value.entries].map(([key, member]) => `${quote(key)}:${toJson(member)}`).join(',')}}`);
  }
  if (typeof value === 'boolean' || isNumber(value)) return print(value);
  return quote(print(value));
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  if (!/["\\\u0000-\u001f\u007f-\u009f\u2000-\u20ff]/.test(text)) return `"${text}"`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  const escaped = text.replace(/["\\\u0000-\u001f\u007f-\u009f\u2000-\u20ff]/g, (one) => SHORT[one] ?? unicode(one));
  return `"${escaped}"`;
}

/** `\u20AC` */
export function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
