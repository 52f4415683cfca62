import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service-error.ts';
import type { Member, Shape, StructureShape } from '../shape.ts';
import { doubleText } from './double-text.ts';
import { formatTimestamp, parseTimestamp } from './timestamps.ts';

/** How a tree of values writes what JSON has no form for. */
export interface ValueForm {
  /** REST-JSON renames members by `jsonName`; the other protocols ignore it. */
  readonly jsonNames: boolean;
  readonly readBlob: (value: unknown) => Uint8Array | undefined;
  readonly writeBlob: (value: Uint8Array) => unknown;
  readonly readTimestamp: (value: unknown) => Date | undefined;
  readonly writeTimestamp: (value: Date, format: 'date-time' | 'http-date' | 'epoch-seconds') => unknown;
  /** Whether NaN and the infinities are written as strings. */
  readonly numbersAsText: boolean;
  /** A finite double, which is to be seen as one even when it is whole. */
  readonly writeDouble: (value: number) => unknown;
}

/** Marks a double in a tree for `jsonText`; no text of anybody's begins like this. */
const wholeDouble = `double-${randomUUID()}:`;
const wholeDoubles = new RegExp(`"${wholeDouble}([^"]*)"`, 'g');

/** JSON of a tree that `writeValue` made. */
export function jsonText(tree: unknown): string {
  const text = JSON.stringify(tree);
  return text.includes(wholeDouble) ? text.replace(wholeDoubles, '$1') : text;
}

const base64 = {
  readBlob: (value: unknown) => (typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : undefined),
  writeBlob: (value: Uint8Array) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
  readTimestamp: parseTimestamp,
  writeTimestamp: formatTimestamp,
  numbersAsText: true,
  writeDouble: (value: number) => (Number.isInteger(value) ? `${wholeDouble}${doubleText(value)}` : value),
};

export const jsonForm: ValueForm = { ...base64, jsonNames: false };
export const restJsonForm: ValueForm = { ...base64, jsonNames: true };

const tokenOf = (value: unknown) => {
  if (value === true) return 'TRUE_VALUE';
  if (value === false) return 'FALSE_VALUE';
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE';
};

function misfit(value: unknown, type: string): ServiceError {
  if (Array.isArray(value)) return serializationError('Start of list found where not expected');
  if (typeof value === 'object') return serializationError('Start of structure or map found where not expected.');
  return serializationError(`${tokenOf(value)} cannot be converted to ${type}`);
}

export function serializationError(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}

/** The SDK's own form of a parsed tree: dates are `Date`, blobs `Uint8Array`; members nobody knows are left out. */
export function readValue(shape: Shape, value: unknown, form: ValueForm): unknown {
  switch (shape.kind) {
    case 'structure': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw Array.isArray(value)
          ? serializationError('Start of list found where not expected')
          : serializationError('Unexpected field type');
      }
      const result: Record<string, unknown> = {};
      const members = form.jsonNames ? shape.byJsonName : shape.byName;
      for (const [name, one] of Object.entries(value)) {
        const member = members.get(name);
        if (member === undefined || one === null || one === undefined) continue;
        result[member.name] = readValue(member.shape, one, form);
      }
      return result;
    }
    case 'list':
      if (!Array.isArray(value)) throw misfit(value, 'List');
      return value.map((one) => readElement(shape.member.shape, one, form));
    case 'map': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misfit(value, 'Map');
      const result: Record<string, unknown> = {};
      for (const [key, one] of Object.entries(value)) {
        setOwn(result, key, readElement(shape.value.shape, one, form));
      }
      return result;
    }
    case 'string':
      if (typeof value !== 'string') throw misfit(value, 'String');
      return value;
    case 'number':
      return readNumber(value);
    case 'bigInteger':
      return typeof value === 'bigint' ? value : BigInt(String(value));
    case 'bigDecimal':
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw misfit(value, 'Boolean');
      return value;
    case 'blob': {
      const bytes = form.readBlob(value);
      if (bytes === undefined) throw misfit(value, 'Blob');
      return bytes;
    }
    case 'timestamp': {
      const date = form.readTimestamp(value);
      if (date === undefined) throw misfit(value, 'Timestamp');
      return date;
    }
    case 'document':
      return value;
  }
}

/** What stands in a list or a map must be there: no service here has sparse ones. */
function readElement(shape: Shape, value: unknown, form: ValueForm): unknown {
  if (value === null || value === undefined) throw serializationError('NULL_VALUE found where not expected');
  return readValue(shape, value, form);
}

function readNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  throw misfit(value, 'Number');
}

/** A map's key may be `__proto__`. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, writable: true });
  else target[key] = value;
}

/** The tree to serialize for a value of the SDK's form; `undefined` and `null` members are left out. */
export function writeValue(shape: Shape, value: unknown, form: ValueForm): unknown {
  switch (shape.kind) {
    case 'structure':
      return writeMembers(shape, shape.members, value as Record<string, unknown>, form);
    case 'list':
      return [...(value as Iterable<unknown>)].map((one) =>
        one === null || one === undefined ? null : writeValue(shape.member.shape, one, form),
      );
    case 'map': {
      const result: Record<string, unknown> = {};
      for (const [key, one] of Object.entries(value as object)) {
        if (one !== undefined) setOwn(result, key, one === null ? null : writeValue(shape.value.shape, one, form));
      }
      return result;
    }
    case 'blob':
      return form.writeBlob(typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array));
    case 'timestamp':
      return form.writeTimestamp(
        value instanceof Date ? value : (parseTimestamp(value) ?? new Date(Number.NaN)),
        shape.format ?? 'epoch-seconds',
      );
    case 'number':
      if (form.numbersAsText && !Number.isFinite(value)) return String(value);
      return shape.double && Number.isFinite(value) ? form.writeDouble(value as number) : value;
    default:
      return value;
  }
}

/** Some of a structure's members: REST protocols send the others as headers or payload. */
export function writeMembers(
  shape: StructureShape,
  members: readonly Member[],
  value: Readonly<Record<string, unknown>>,
  form: ValueForm,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const member of members) {
    const one = value[member.name];
    if (one === undefined || one === null) continue;
    const name = form.jsonNames ? (member.traits.jsonName ?? member.name) : member.name;
    result[name] = writeValue(member.shape, one, form);
  }
  // A union member that the client's version does not know.
  if (shape.union && Array.isArray(value['$unknown'])) result[String(value['$unknown'][0])] = value['$unknown'][1];
  return result;
}

/** The member of an error's shape that carries its message, in the case that shape spells it. */
export function messageMember(shape: StructureShape | undefined): string {
  return shape !== undefined && !shape.byName.has('message') && shape.byName.has('Message') ? 'Message' : 'message';
}

/** Parsed JSON of a body; `{}` for an empty one. Bytes that are no UTF-8 or no JSON are refused. */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    if (!isUtf8(body)) throw new SyntaxError('not UTF-8');
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', '');
  }
}
