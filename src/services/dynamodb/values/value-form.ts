import type { Place } from '../../../aws/input-shape.ts';
import { ServiceError } from '../../../aws/service-error.ts';

const JAVA = 'com.amazonaws.dynamodb.v20120810.AttributeValue';

/**
 * Refuses JSON that AWS cannot read as an attribute value. This comes before everything else that may be wrong with a
 * request; what a value means is checked later, by `validateValue`. Members that are null are not there.
 * @throws ServiceError SerializationException
 */
export function checkValueForm(value: unknown, place: Place): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') {
    throw unreadable(place === 'member' ? 'Unexpected field type' : 'Unexpected value type in payload');
  }
  if (Array.isArray(value)) throw unreadable(`Unrecognized collection type class ${JAVA}`);
  for (const name in value) {
    const given = (value as Readonly<Record<string, unknown>>)[name];
    if (given !== null && given !== undefined) checkMember(name, given);
  }
}

function checkMember(name: string, given: unknown): void {
  switch (name) {
    case 'S':
    case 'N':
      if (typeof given !== 'string') stringOf(given);
      return;
    case 'B':
      binaryOf(given);
      return;
    case 'BOOL':
    case 'NULL':
      booleanOf(given);
      return;
    case 'M':
      for (const member of Object.values(mapOf(given))) checkValueForm(member, 'map');
      return;
    case 'L':
      for (const element of listOf(given)) checkValueForm(element, 'list');
      return;
    case 'SS':
    case 'NS':
      for (const element of listOf(given)) if (element !== null) stringOf(element);
      return;
    case 'BS':
      for (const element of listOf(given)) if (element !== null) binaryOf(element);
  }
}

export function mapOf(given: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(given)) throw unreadable(`Unrecognized collection type java.util.Map<java.lang.String, ${JAVA}>`);
  if (typeof given !== 'object' || given === null) throw unreadable('Unexpected field type');
  return given as Readonly<Record<string, unknown>>;
}

export function listOf(given: unknown): readonly unknown[] {
  if (typeof given !== 'object') throw unreadable('Unexpected field type');
  if (!Array.isArray(given)) throw unreadable(STRUCTURE);
  return given;
}

const STRUCTURE = 'Start of structure or map found where not expected';

export function stringOf(given: unknown): string {
  if (typeof given === 'string') return given;
  if (typeof given === 'boolean') throw unreadable(`${given ? 'TRUE' : 'FALSE'}_VALUE cannot be converted to String`);
  if (typeof given === 'number') {
    throw unreadable(`${Number.isInteger(given) ? 'NUMBER' : 'DECIMAL'}_VALUE cannot be converted to String`);
  }
  if (Array.isArray(given)) throw unreadable('Unrecognized collection type class java.lang.String');
  throw unreadable(STRUCTURE);
}

export function binaryOf(given: unknown): string {
  if (typeof given === 'boolean' || typeof given === 'number') {
    throw unreadable('only base-64-encoded strings are convertible to bytes');
  }
  if (Array.isArray(given)) throw unreadable('Unrecognized collection type class java.nio.ByteBuffer');
  if (typeof given !== 'string') throw unreadable(STRUCTURE);
  if (given.length % 4 !== 0) {
    throw unreadable(`Base64 encoded length is expected a multiple of 4 bytes but found: ${given.length}`);
  }
  if (Buffer.from(given, 'base64').toString('base64') !== given) {
    throw unreadable('Invalid last non-pad Base64 character dectected');
  }
  return given;
}

export function booleanOf(given: unknown): boolean {
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
  throw unreadable(STRUCTURE);
}

export function unreadable(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}
