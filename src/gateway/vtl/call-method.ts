import { callOnList, callOnMap, indexIn, putMember } from './collection-methods.ts';
import { compare, equals, toNumber } from './operators.ts';
import { integer } from './parse-json.ts';
import { callOnString, hashOf, JavaException } from './string-methods.ts';
import {
  isNull,
  isNumber,
  isTemplateObject,
  JavaDouble,
  JavaEntry,
  JavaList,
  JavaMap,
  NOTHING,
  print,
} from './values.ts';

/** What `$value.name(args)` gives; `undefined` for null, and for a method that the value's class does not have. */
export function callMethod(value: unknown, name: string, args: readonly unknown[]): unknown {
  if (value === NOTHING) return NOTHING;
  if (typeof value === 'string') return callOnString(value, name, args);
  if (value instanceof JavaList) return quietly(callOnList(value, name, args), value.fromJson);
  if (value instanceof JavaMap) return quietly(callOnMap(value, name, args), value.quiet);
  if (isNumber(value)) return callOnNumber(value, name, args);
  if (typeof value === 'boolean') return callOnBoolean(value, name, args);
  if (value instanceof JavaEntry) return callOnEntry(value, name);
  return isTemplateObject(value) ? value.call(name, args) : undefined;
}

/** What `$value.name` gives. */
export function readProperty(value: unknown, name: string): unknown {
  if (value === NOTHING) return NOTHING;
  if (value instanceof JavaMap) return quietly(value.entries.get(name), value.quiet);
  if (value instanceof JavaList)
    return name === 'empty' ? value.items.length === 0 : quietly(undefined, value.fromJson);
  // `$input.body.member` prints as nothing on AWS.
  if (typeof value === 'string') return name === 'empty' ? value === '' : NOTHING;
  if (value instanceof JavaEntry) return name === 'key' ? value.key : name === 'value' ? value.value : undefined;
  return isTemplateObject(value) ? value.property(name) : undefined;
}

/** What `$value[index]` gives. */
export function readIndex(value: unknown, index: unknown): unknown {
  if (value === NOTHING) return NOTHING;
  if (value instanceof JavaList) return quietly(value.items[position(value, index)], value.fromJson);
  return callMethod(value, 'get', [index]);
}

/** `#set($value.name = ...)` and `#set($value["name"] = ...)`. */
export function writeMember(value: unknown, key: unknown, member: unknown): void {
  if (value instanceof JavaMap) putMember(value, print(key), member);
  else if (value instanceof JavaList && typeof key === 'number') value.items[position(value, key)] = member;
}

/** Indices below zero count from the end. */
function position(list: JavaList, index: unknown): number {
  return indexIn(list, typeof index === 'number' && index < 0 ? index + list.items.length : index);
}

function quietly(value: unknown, quiet: boolean): unknown {
  return quiet && isNull(value) ? NOTHING : (value ?? undefined);
}

function callOnNumber(value: number | bigint | JavaDouble, name: string, args: readonly unknown[]): unknown {
  switch (name) {
    case 'toString':
      return args.length === 0 ? print(value) : print(args[0]);
    case 'equals':
      return equals(value, args[0]);
    case 'hashCode':
      return typeof value === 'number' ? value | 0 : hashOf(print(value));
    case 'compareTo':
      return compare('<', value, args[0]) ? -1 : compare('>', value, args[0]) ? 1 : 0;
    case 'intValue':
    case 'longValue':
    case 'shortValue':
      return Math.trunc(toNumber(value));
    case 'doubleValue':
    case 'floatValue':
      return new JavaDouble(toNumber(value));
    case 'isNaN':
      return value instanceof JavaDouble ? Number.isNaN(value.value) : undefined;
    case 'parseInt':
    case 'parseLong':
    case 'valueOf':
      return value instanceof JavaDouble ? parseDouble(args) : parseInteger(args);
    case 'parseDouble':
      return value instanceof JavaDouble ? parseDouble(args) : undefined;
    case 'toHexString':
      return Number(args[0]).toString(16);
    case 'toBinaryString':
      return Number(args[0]).toString(2);
    default:
      return undefined;
  }
}

function parseInteger(args: readonly unknown[]): number | bigint {
  const text = print(args[0]);
  const radix = typeof args[1] === 'number' ? args[1] : 10;
  const digits = /^[+-]?[0-9a-z]+$/i.test(text) ? Number.parseInt(text, radix) : Number.NaN;
  if (Number.isNaN(digits) || (radix === 10 && !/^[+-]?\d+$/.test(text))) {
    throw new JavaException(`java.lang.NumberFormatException: For input string: ${JSON.stringify(text)}`);
  }
  return radix === 10 ? integer(text.replace('+', '')) : digits;
}

function parseDouble(args: readonly unknown[]): JavaDouble {
  const text = print(args[0]).trim();
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) {
    throw new JavaException(`java.lang.NumberFormatException: For input string: ${JSON.stringify(text)}`);
  }
  return new JavaDouble(value);
}

function callOnBoolean(value: boolean, name: string, args: readonly unknown[]): unknown {
  switch (name) {
    case 'toString':
      return String(value);
    case 'booleanValue':
      return value;
    case 'equals':
      return value === args[0];
    case 'compareTo':
      return Number(value) - Number(args[0] === true);
    case 'parseBoolean':
    case 'valueOf':
      return print(args[0]).toLowerCase() === 'true';
    default:
      return undefined;
  }
}

function callOnEntry(entry: JavaEntry, name: string): unknown {
  if (name === 'getKey') return entry.key;
  if (name === 'getValue') return entry.value;
  return name === 'toString' ? print(entry) : undefined;
}
