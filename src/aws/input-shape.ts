import { ServiceError } from './service-error.ts';

/** The form of a request's member and the constraints that AWS checks before anything else. */
export type InputShape =
  | (Common & StringLimits & { readonly type: 'String' })
  | (Common & { readonly type: 'Integer' | 'Long'; readonly min?: number; readonly max?: number })
  | (Common & { readonly type: 'Boolean' })
  | (Common & LengthLimits & { readonly type: 'List'; readonly member: InputShape })
  | (Common &
      LengthLimits & {
        readonly type: 'Map';
        readonly member: InputShape;
        /** Constraints on the keys, reported for the whole map. */
        readonly keys?: StringLimits;
        readonly memberLength?: LengthLimits;
      })
  | (Common & { readonly type: 'Structure'; readonly name: string; readonly members: InputShapes })
  | (Common & {
      readonly type: 'Any';
      readonly name: string;
      /** Refuses JSON that is no such value (SerializationException); what values mean is checked by their own reader. */
      readonly checkForm: (value: unknown, place: Place) => void;
    });

/** Where a value stands: AWS words it differently when JSON of another type is there. */
export type Place = 'member' | 'list' | 'map';

export type InputShapes = Readonly<Record<string, InputShape>>;

interface Common {
  readonly required?: boolean;
}

interface LengthLimits {
  readonly minLength?: number;
  readonly maxLength?: number;
}

interface StringLimits extends LengthLimits {
  readonly pattern?: string;
  readonly values?: readonly string[];
}

const MAX_REPORTED = 10;

/**
 * Checks a request against its shape: first that every member has its JSON type (SerializationException), then all
 * constraints together (`2 validation errors detected: ...`). Changes the request to what AWS reads of it: members that are
 * null are not there, and whole numbers lose their fraction.
 */
export function checkInput(input: object, shapes: InputShapes): void {
  if (isPlainlyValid(input as Members, shapes)) return;
  readMembers(input as Record<string, unknown>, shapes);
  const errors: string[] = [];
  checkMembers(input as Members, shapes, '', errors);
  if (errors.length === 0) return;
  const reported = errors.slice(0, MAX_REPORTED);
  throw new ServiceError(
    'ValidationException',
    `${reported.length} validation error${reported.length > 1 ? 's' : ''} detected: ${reported.join('; ')}`,
  );
}

/** The first half of `checkInput` alone: that every member has its JSON type. */
export function checkForms(input: object, shapes: InputShapes): void {
  readMembers(input as Record<string, unknown>, shapes);
}

type Members = Readonly<Record<string, unknown>>;

const requiredNames = new WeakMap<InputShapes, readonly string[]>();

/** A quick look that most requests pass: false says nothing, and the check in full follows. */
function isPlainlyValid(members: Members, shapes: InputShapes): boolean {
  let required = requiredNames.get(shapes);
  if (required === undefined) {
    required = Object.keys(shapes).filter((name) => shapes[name]?.required);
    requiredNames.set(shapes, required);
  }
  for (const name of required) if (isNone(members[name])) return false;
  for (const name in members) {
    const shape = shapes[name];
    if (shape !== undefined && !isPlainlyMet(members[name], shape)) return false;
  }
  return true;
}

function isPlainlyMet(value: unknown, shape: InputShape): boolean {
  switch (shape.type) {
    case 'Any':
      return true;
    case 'String': {
      if (typeof value !== 'string') return false;
      const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, values } = shape;
      if (value.length < minLength || value.length > maxLength) return false;
      return (
        (pattern === undefined || matcher(pattern).test(value)) && (values === undefined || values.includes(value))
      );
    }
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Map':
      if (shape.member.type !== 'Any' || shape.minLength !== undefined || !isObject(value)) return false;
      for (const name in value as Members) shape.member.checkForm((value as Members)[name], 'map');
      return true;
    default:
      return false;
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

const isNone = (value: unknown): value is null | undefined => value === null || value === undefined;

function readMembers(members: Record<string, unknown>, shapes: InputShapes): void {
  for (const name in members) {
    const shape = shapes[name];
    if (shape === undefined) continue;
    const value = members[name];
    if (isNone(value)) {
      delete members[name];
      continue;
    }
    readValue(value, shape, 'member');
    if ((shape.type === 'Integer' || shape.type === 'Long') && !Number.isInteger(value)) {
      members[name] = Math.trunc(value as number);
    } else if (shape.type === 'Boolean' && typeof value === 'string') {
      members[name] = TRUTHS.includes(value.toUpperCase());
    }
  }
}

function readValue(value: unknown, shape: InputShape, place: Place): void {
  switch (shape.type) {
    case 'String':
    case 'Boolean':
    case 'Integer':
    case 'Long':
      if (typeof value !== JSON_TYPES[shape.type] && !isTruth(value, shape.type)) throw misread(value, shape.type);
      break;
    case 'List':
      if (!Array.isArray(value)) throw unreadable(typeof value === 'object' ? STRUCTURE : scalarText('List', place));
      for (const element of value) if (!isNone(element)) readValue(element, shape.member, 'list');
      break;
    case 'Map':
      if (Array.isArray(value)) throw unreadable(`Unrecognized collection type ${javaType(shape)}`);
      if (typeof value !== 'object') throw unreadable(scalarText('Map', place));
      for (const element of Object.values(value as Members)) {
        if (!isNone(element)) readValue(element, shape.member, 'map');
      }
      break;
    case 'Structure':
      if (Array.isArray(value)) throw unreadable(`Unrecognized collection type class ${javaType(shape)}`);
      if (typeof value !== 'object') throw unreadable(scalarText('Structure', place));
      readMembers(value as Record<string, unknown>, shape.members);
      break;
    case 'Any':
      shape.checkForm(value, place);
  }
}

const TRUTHS: readonly string[] = ['TRUE', '1', 'YES'];
const LIES: readonly string[] = ['FALSE', '0', 'NO'];

/** Texts that AWS's parser takes for a Boolean. */
const isTruth = (value: unknown, type: string) =>
  type === 'Boolean' && typeof value === 'string' && [...TRUTHS, ...LIES].includes(value.toUpperCase());

/** A class of DynamoDB as AWS's parser names it. */
const javaClass = (name: string) => `com.amazonaws.dynamodb.v20120810.${name}`;

function javaType(shape: InputShape): string {
  switch (shape.type) {
    case 'List':
      return `java.util.List<${javaType(shape.member)}>`;
    case 'Map':
      return `java.util.Map<java.lang.String, ${javaType(shape.member)}>`;
    case 'Structure':
    case 'Any':
      return javaClass(shape.name);
    default:
      return `java.lang.${shape.type}`;
  }
}

const GENERIC = 'sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl';

/** What AWS's parser says of a scalar where something composed is expected. */
function scalarText(type: 'List' | 'Map' | 'Structure', place: Place): string {
  if (place === 'member') return 'Unexpected field type';
  if (type === 'Structure') return 'Unexpected value type in payload';
  return (
    `class ${GENERIC} cannot be cast to class java.lang.Class (${GENERIC} and java.lang.Class are in module java.base ` +
    "of loader 'bootstrap')"
  );
}

const JSON_TYPES = { String: 'string', Boolean: 'boolean', Integer: 'number', Long: 'number' } as const;

const STRUCTURE = 'Start of structure or map found where not expected';

function misread(value: unknown, type: string): ServiceError {
  switch (typeof value) {
    case 'boolean':
      return unreadable(`${value ? 'TRUE' : 'FALSE'}_VALUE cannot be converted to ${type}`);
    case 'number':
      return unreadable(`${Number.isInteger(value) ? 'NUMBER' : 'DECIMAL'}_VALUE cannot be converted to ${type}`);
    case 'string':
      return unreadable(
        type === 'Boolean' ? 'Unexpected token received from parser' : `STRING_VALUE cannot be converted to ${type}`,
      );
    default:
      return unreadable(Array.isArray(value) ? `Unrecognized collection type class java.lang.${type}` : STRUCTURE);
  }
}

function unreadable(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}

function checkMembers(members: Members, shapes: InputShapes, parent: string, errors: string[]): void {
  for (const name in shapes) {
    const shape = shapes[name];
    if (shape !== undefined)
      checkValue(members[name], shape, parent + name.charAt(0).toLowerCase() + name.slice(1), errors);
  }
}

function checkValue(value: unknown, shape: InputShape, place: string, errors: string[]): void {
  const violated = (constraint: string) => {
    const shown = isNone(value) ? 'null' : `'${render(value, shape)}'`;
    errors.push(`Value ${shown} at '${place}' failed to satisfy constraint: ${constraint}`);
  };
  if (isNone(value)) {
    if (shape.required) violated('Member must not be null');
    return;
  }
  switch (shape.type) {
    case 'String':
      for (const constraint of stringViolations(value as string, shape)) violated(constraint);
      return;
    case 'Integer':
    case 'Long':
      if (shape.min !== undefined && (value as number) < shape.min) {
        violated(`Member must have value greater than or equal to ${shape.min}`);
      }
      if (shape.max !== undefined && (value as number) > shape.max) {
        violated(`Member must have value less than or equal to ${shape.max}`);
      }
      return;
    case 'List':
      for (const constraint of lengthViolations((value as unknown[]).length, shape)) violated(constraint);
      for (const [index, element] of (value as unknown[]).entries()) {
        checkElement(element, shape.member, `${place}.${index + 1}.member`, errors);
      }
      return;
    case 'Map':
      checkMap(value as Members, shape, place, errors, violated);
      return;
    case 'Structure':
      checkMembers(value as Members, shape.members, `${place}.`, errors);
  }
}

function checkMap(
  value: Members,
  shape: Extract<InputShape, { type: 'Map' }>,
  place: string,
  errors: string[],
  violated: (constraint: string) => void,
): void {
  const keys = Object.keys(value);
  for (const constraint of lengthViolations(keys.length, shape)) violated(constraint);
  const { keys: keyLimits, memberLength } = shape;
  if (keyLimits !== undefined && keys.some((key) => stringViolations(key, keyLimits).length > 0)) {
    violated(`Map keys must satisfy constraint: [${allOf(keyLimits).join(', ')}]`);
  }
  const lengthOf = (element: unknown) => (Array.isArray(element) ? element.length : 0);
  if (
    memberLength !== undefined &&
    keys.some((key) => lengthViolations(lengthOf(value[key]), memberLength).length > 0)
  ) {
    violated(`Map value must satisfy constraint: [${allOf(memberLength).join(', ')}]`);
  }
  for (const key of keys) {
    // A list that is not there was reported as one that is too short.
    if (memberLength !== undefined && isNone(value[key])) continue;
    checkElement(value[key], shape.member, `${place}.${key}.member`, errors);
  }
}

/** What stands in a list or a map must be there; attribute values have words of their own for that. */
function checkElement(element: unknown, shape: InputShape, place: string, errors: string[]): void {
  if (!isNone(element)) checkValue(element, shape, place, errors);
  else if (shape.type !== 'Any' && shape.type !== 'Map') {
    errors.push(`Value null at '${place}' failed to satisfy constraint: Member must not be null`);
  }
}

function stringViolations(value: string, limits: StringLimits): string[] {
  const { pattern, values } = limits;
  const found: string[] = [];
  // Of a table's name that is empty, which may also be an ARN, AWS reports the length alone.
  const isLengthAlone = value === '' && limits.minLength === 1;
  if (pattern !== undefined && !isLengthAlone && !matcher(pattern).test(value)) found.push(patternText(pattern));
  if (values !== undefined && !values.includes(value)) {
    found.push(`Member must satisfy enum value set: [${values.join(', ')}]`);
  }
  return [...found, ...lengthViolations(value.length, limits)];
}

function lengthViolations(length: number, { minLength, maxLength }: LengthLimits): string[] {
  if (minLength !== undefined && length < minLength) return [minText(minLength)];
  if (maxLength !== undefined && length > maxLength) return [maxText(maxLength)];
  return [];
}

function allOf({ minLength, maxLength, pattern }: StringLimits): string[] {
  return [
    ...(maxLength === undefined ? [] : [maxText(maxLength)]),
    ...(minLength === undefined ? [] : [minText(minLength)]),
    ...(pattern === undefined ? [] : [patternText(pattern)]),
  ];
}

const minText = (length: number) => `Member must have length greater than or equal to ${length}`;
const maxText = (length: number) => `Member must have length less than or equal to ${length}`;
const patternText = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;

const matchers = new Map<string, RegExp>();

function matcher(pattern: string): RegExp {
  let compiled = matchers.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(`^(?:${pattern})$`);
    matchers.set(pattern, compiled);
  }
  return compiled;
}

/** A value as AWS prints it in a refusal: `[KeySchemaElement(attributeName=id, keyType=HASH)]`. */
function render(value: unknown, shape: InputShape): string {
  if (isNone(value)) return 'null';
  if (shape.type === 'List' && Array.isArray(value)) {
    return `[${value.map((element) => render(element, shape.member)).join(', ')}]`;
  }
  if (shape.type === 'Map') {
    const entries = Object.entries(value as Members).map(([key, element]) => `${key}=${render(element, shape.member)}`);
    return `{${entries.join(', ')}}`;
  }
  if (shape.type === 'Structure') {
    const members = Object.entries(shape.members).map(([name, member]) => {
      const element = (value as Members)[name];
      return `${name.charAt(0).toLowerCase()}${name.slice(1)}=${isNone(element) ? 'null' : render(element, member)}`;
    });
    return `${shape.name}(${members.join(', ')})`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
