import { ServiceError } from '../../../aws/service-error.ts';
import { type AttributeType, type AttributeValue, type Item, setAttribute } from './attribute-value.ts';
import { normalizeNumber } from './number.ts';
import { binaryOf, booleanOf, checkValueForm, listOf, mapOf, stringOf } from './value-form.ts';

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

function readAttributes(given: unknown, level: number): Item {
  const item = mapOf(given);
  let copy: Item | undefined;
  for (const name of Object.keys(item)) {
    if (name === '' && level === 1) throw invalid('Empty attribute name');
    checkNameSize(name);
    const given = item[name];
    const value = readValue(given, level);
    if (value === given) continue;
    copy ??= { ...(item as Item) };
    setAttribute(copy, name, value);
  }
  return copy ?? (item as Item);
}

const MAX_NAME_BYTES = 65_535;

/** Throws ValidationException for an attribute's name that is too long, at whatever depth it stands. */
export function checkNameSize(name: string): void {
  // No character takes more than three bytes for each of its code units.
  if (name.length * 3 <= MAX_NAME_BYTES || Buffer.byteLength(name) <= MAX_NAME_BYTES) return;
  throw invalid(
    `1 validation error detected: Attribute name is too large, must be less than ${MAX_NAME_BYTES + 1} bytes`,
  );
}

/** Throws ValidationException when a value that an update made nests deeper than a request may. */
export function checkNesting(value: AttributeValue, level = 1): void {
  if (level > MAX_LEVELS) throw invalid(TOO_DEEP);
  if ('M' in value) for (const member of Object.values(value.M)) checkNesting(member, level + 1);
  else if ('L' in value) for (const element of value.L) checkNesting(element, level + 1);
}

const TOO_DEEP =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';

function readValue(value: unknown, level: number): AttributeValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    checkValueForm(value, 'map');
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (level > MAX_LEVELS) {
    throw invalid(TOO_DEEP);
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
    for (const name in members) {
      const given = members[name];
      if (given !== null && Object.hasOwn(READERS, name)) READERS[name as AttributeType](given, level);
    }
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
    const members = unchangedList(given, (member) => {
      if (member === null) throw invalid(`${INVALID}An string set  may not have a null string as a member`);
      return stringOf(member);
    });
    if (members.length === 0) throw invalid(`${INVALID}An string set  may not be empty`);
    if (hasDuplicates(members)) {
      throw invalid(`${INVALID}Input collection [${members.join(', ')}] contains duplicates.`);
    }
    return members;
  },
  NS: (given) => {
    // What is null is no number, as an empty text is none.
    const texts = unchangedList(given, (member) => (member === null ? '' : stringOf(member)));
    if (texts.length === 0) throw invalid(`${INVALID}An number set  may not be empty`);
    const members = unchangedList(texts, (text) => normalizeNumber(text as string));
    if (hasDuplicates(members)) throw invalid('Input collection contains duplicates');
    return members;
  },
  BS: (given) => {
    const members = unchangedList(given, (member) => {
      if (member === null) throw invalid(`${INVALID}Binary sets may not contain null values`);
      return binaryOf(member);
    });
    if (members.length === 0) throw invalid(`${INVALID}Binary sets should not be empty`);
    if (hasDuplicates(members)) {
      throw invalid(`${INVALID}Input collection [${members.join(', ')}]of type BS contains duplicates.`);
    }
    return members;
  },
};

function listOfValues(given: unknown, level: number): AttributeValue[] {
  return unchangedList(given, (element) => readValue(element, level + 1));
}

/** The mapped list, or the given one itself when no element changed. */
function unchangedList<Element>(value: unknown, read: (element: unknown) => Element): Element[] {
  const given = listOf(value) as Element[];
  const elements = given.map(read);
  return elements.every((element, index) => element === given[index]) ? given : elements;
}

function hasDuplicates(members: readonly string[]): boolean {
  return new Set(members).size !== members.length;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
