import { ServiceError } from '../../../aws/service-error.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { valueSizeBytes } from '../values/size.ts';
import { checkNameSize, validateValue } from '../values/validate.ts';
import { type ExpressionParameter, invalidExpression, invalidRequest } from './refusal.ts';
import type { DocumentPath, PathNode, ValueNode } from './syntax.ts';

const NAME_KEY = /^#\w+$/;
const VALUE_KEY = /^:\w+$/;
const NO_NAMES: ReadonlyMap<string, string> = new Map();
/** Where nothing is given, nothing is ever added. */
const NONE_USED = new Set<string>();
const NO_VALUES: ReadonlyMap<string, AttributeValue> = new Map();

/** The `#names` and `:values` of one request, checked, and which of them its expressions have used. */
export interface Placeholders {
  readonly names: ReadonlyMap<string, string>;
  readonly values: ReadonlyMap<string, AttributeValue>;
  readonly usedNames: Set<string>;
  readonly usedValues: Set<string>;
}

/** Checks ExpressionAttributeNames and ExpressionAttributeValues as a request gave them. Throws ValidationException. */
export function bindPlaceholders(names: unknown, values: unknown): Placeholders {
  return {
    names: names === undefined || names === null ? NO_NAMES : readNames(names),
    values: values === undefined || values === null ? NO_VALUES : readValues(values),
    usedNames: names === undefined || names === null ? NONE_USED : new Set(),
    usedValues: values === undefined || values === null ? NONE_USED : new Set(),
  };
}

/** Throws ValidationException when a placeholder stood in no expression of the request. Call after all compiles. */
export function rejectUnusedPlaceholders({ names, values, usedNames, usedValues }: Placeholders): void {
  if (usedNames.size < names.size) throw unused('ExpressionAttributeNames', names, usedNames);
  if (usedValues.size < values.size) throw unused('ExpressionAttributeValues', values, usedValues);
}

/** The path with its `#names` resolved. */
export function bindPath(path: PathNode, placeholders: Placeholders, parameter: ExpressionParameter): DocumentPath {
  if (!path.hasPlaceholders) return path.elements;
  return path.elements.map((element) => {
    if (typeof element === 'number' || element.charCodeAt(0) !== 35) return element;
    const name = placeholders.names.get(element);
    if (name === undefined) {
      throw invalidExpression(
        parameter,
        `An expression attribute name used in the document path is not defined; attribute name: ${element}`,
      );
    }
    placeholders.usedNames.add(element);
    return name;
  });
}

/** The value behind a `:placeholder`. */
export function bindValue(
  { placeholder }: ValueNode,
  placeholders: Placeholders,
  parameter: ExpressionParameter,
): AttributeValue {
  const value = placeholders.values.get(placeholder);
  if (value === undefined) {
    throw invalidExpression(
      parameter,
      `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
    );
  }
  placeholders.usedValues.add(placeholder);
  return value;
}

function readNames(names: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(names as Record<string, string>);
  if (entries.length === 0) throw invalidRequest('ExpressionAttributeNames must not be empty');
  for (const [key] of entries) {
    if (!NAME_KEY.test(key)) {
      throw invalidRequest(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  for (const [key, name] of entries) {
    if (name === '') {
      throw invalidRequest(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${key}`);
    }
    checkNameSize(name);
  }
  const bytes = entries.reduce((sum, [key, name]) => sum + Buffer.byteLength(key) + Buffer.byteLength(name), 0);
  if (bytes > MAX_PLACEHOLDER_BYTES) throw tooLarge('ExpressionAttributeNames', bytes);
  return new Map(entries);
}

function readValues(values: unknown): ReadonlyMap<string, AttributeValue> {
  const entries = Object.entries(values as Record<string, unknown>);
  if (entries.length === 0) throw invalidRequest('ExpressionAttributeValues must not be empty');
  for (const [key] of entries) {
    if (!VALUE_KEY.test(key)) {
      throw invalidRequest(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  const bound = new Map<string, AttributeValue>();
  let bytes = 0;
  for (const [key, value] of entries) {
    const read = readValue(key, value);
    bytes += Buffer.byteLength(key) + valueSizeBytes(read);
    bound.set(key, read);
  }
  if (bytes > MAX_PLACEHOLDER_BYTES) throw tooLarge('ExpressionAttributeValues', bytes);
  return bound;
}

/** The names or the values of one request together. */
const MAX_PLACEHOLDER_BYTES = 2 * 1024 * 1024;

const tooLarge = (parameter: string, bytes: number) =>
  invalidRequest(`${parameter} size has exceeded the maximum allowed size; size: ${bytes}`);

function readValue(key: string, value: unknown): AttributeValue {
  try {
    return validateValue(value);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ValidationException') throw error;
    throw invalidRequest(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`);
  }
}

function unused(parameter: string, given: ReadonlyMap<string, unknown>, used: ReadonlySet<string>): ServiceError {
  const keys = [...given.keys()].filter((key) => !used.has(key));
  return invalidRequest(`Value provided in ${parameter} unused in expressions: keys: {${keys.join(', ')}}`);
}
