import { ServiceError } from '../../../aws/service-error.ts';
import { type AttributeType, type AttributeValue, type Item, setAttribute } from './attribute-value.ts';
import { normalizeNumber } from './number.ts';

const MAX_LEVELS = 32;
const INVALID = 'One or more parameter values were invalid: ';

/**
 * An item as a request gave it, checked, with its numbers normalized ('1.0' -> '1'). Gives the same object when nothing
 * had to change. Throws ValidationException or SerializationException.
 */
export function validateItem(item: unknown): Item {
  return readAttributes(item, 1);
}

/** One value as a request gave it, checked, with its numbers normalized. Throws as `validateItem` does. */
export function validateValue(value: unknown): AttributeValue {
  return readValue(value, 1);
}

function readAttributes(item: unknown, level: number): Item {
  if (Array.isArray(item)) {
    throw unreadable(
      'Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>',
    );
  }
  if (typeof item !== 'object' || item === null) throw unreadable('Unexpected field type');
  let copy: Item | undefined;
  for (const name of Object.keys(item)) {
    if (name === '' && level === 1) throw invalid('Empty attribute name');
    const given: unknown = (item as Record<string, unknown>)[name];
    const value = readValue(given, level);
    if (value === given) continue;
    copy ??= { ...(item as Item) };
    setAttribute(copy, name, value);
  }
  return copy ?? (item as Item);
}

function readValue(value: unknown, level: number): AttributeValue {
  if (Array.isArray(value)) {
    throw unreadable('Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue');
  }
  if (typeof value !== 'object' || value === null) throw unreadable('Unexpected value type in payload');
  if (level > MAX_LEVELS) {
    throw invalid(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
  const members = value as Record<string, unknown>;
  let type: AttributeType | undefined;
  let count = 0;
  let strange = false;
  for (const name in members) {
    if (members[name] === null || members[name] === undefined || !Object.hasOwn(READERS, name)) {
      strange = true;
      continue;
    }
    type ??= name as AttributeType;
    count++;
  }
  if (type === undefined) {
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (count > 1) {
    for (const name in members) if (Object.hasOwn(READERS, name)) READERS[name as AttributeType](members[name], level);
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  const given = members[type];
  const read = READERS[type](given, level);
  return read === given && !strange ? (value as AttributeValue) : ({ [type]: read } as AttributeValue);
}

const READERS: Readonly<Record<AttributeType, (given: unknown, level: number) => unknown>> = {
  S: stringOf,
  N: (given) => normalizeNumber(stringOf(given)),
  B: binaryOf,
  BOOL: booleanOf,
  // AWS once refused a false NULL; now it takes it for true.
  NULL: (given) => booleanOf(given) || true,
  M: (given, level) => readAttributes(given, level + 1),
  L: listOfValues,
  SS: (given) => {
    const members = unchangedList(given, stringOf);
    if (members.length === 0) throw invalid(`${INVALID}An string set  may not be empty`);
    if (hasDuplicates(members)) {
      throw invalid(`${INVALID}Input collection [${members.join(', ')}] contains duplicates.`);
    }
    return members;
  },
  NS: (given) => {
    const texts = unchangedList(given, stringOf);
    if (texts.length === 0) throw invalid(`${INVALID}An number set  may not be empty`);
    const members = unchangedList(texts, (text) => normalizeNumber(text as string));
    if (hasDuplicates(members)) throw invalid('Input collection contains duplicates');
    return members;
  },
  BS: (given) => {
    const members = unchangedList(given, binaryOf);
    if (members.length === 0) throw invalid(`${INVALID}Binary sets should not be empty`);
    if (hasDuplicates(members)) {
      throw invalid(`${INVALID}Input collection [${members.join(', ')}]of type BS contains duplicates.`);
    }
    return members;
  },
};

function stringOf(given: unknown): string {
  if (typeof given === 'string') return given;
  if (typeof given === 'boolean') throw unreadable(`${given ? 'TRUE' : 'FALSE'}_VALUE cannot be converted to String`);
  if (typeof given === 'number') {
    throw unreadable(`${Number.isInteger(given) ? 'NUMBER' : 'DECIMAL'}_VALUE cannot be converted to String`);
  }
  if (Array.isArray(given)) throw unreadable('Unrecognized collection type class java.lang.String');
  throw unreadable('Start of structure or map found where not expected');
}

function binaryOf(given: unknown): string {
  if (typeof given === 'boolean' || typeof given === 'number') {
    throw unreadable('only base-64-encoded strings are convertible to bytes');
  }
  if (Array.isArray(given)) throw unreadable('Unrecognized collection type class java.nio.ByteBuffer');
  if (typeof given !== 'string') throw unreadable('Start of structure or map found where not expected');
  if (given.length % 4 !== 0) {
    throw unreadable(`Base64 encoded length is expected a multiple of 4 bytes but found: ${given.length}`);
  }
  if (Buffer.from(given, 'base64').toString('base64') !== given) {
    throw unreadable('Invalid last non-pad Base64 character dectected');
  }
  return given;
}

function booleanOf(given: unknown): boolean {
  if (typeof given === 'boolean') return given;
  if (typeof given === 'number') {
    throw unreadable(`${Number.isInteger(given) ? 'NUMBER' : 'DECIMAL'}_VALUE cannot be converted to Boolean`);
  }
  if (typeof given === 'string') {
    const text = given.toUpperCase();
    if (text === 'TRUE' || text === '1' || text === 'YES') return true;
    if (text === 'FALSE' || text === '0' || text === 'NO') return false;
    throw unreadable('Unexpected token received from parser');
  }
  if (Array.isArray(given)) throw unreadable('Unrecognized collection type class java.lang.Boolean');
  throw unreadable('Start of structure or map found where not expected');
}

function listOfValues(given: unknown, level: number): AttributeValue[] {
  return unchangedList(given, (element) => readValue(element, level + 1));
}

/** The mapped list, or the given one itself when no element changed. */
function unchangedList<Element>(given: unknown, read: (element: unknown) => Element): Element[] {
  if (typeof given !== 'object') throw unreadable('Unexpected field type');
  if (!Array.isArray(given)) throw unreadable('Start of structure or map found where not expected');
  const elements = given.map(read);
  return elements.every((element, index) => element === given[index]) ? given : elements;
}

function hasDuplicates(members: readonly string[]): boolean {
  return new Set(members).size !== members.length;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

function unreadable(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}
