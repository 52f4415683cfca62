import type { ErrorObject } from 'ajv';
import { formatFaults } from './formats.ts';

/**
 * A fault of a body in the words of AWS's validator, as `$context.error.validationErrorString` tells it.
 * `undefined` for a fault that only stands for others.
 */
export function faultText({ keyword, params, data, schema, parentSchema }: ErrorObject): string | undefined {
  const limit = params['limit'];
  switch (keyword) {
    case 'type':
      return `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ${allowed(schema)})`;
    case 'enum':
      return `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${JSON.stringify(schema)})`;
    case 'minLength':
      return `string ${JSON.stringify(data)} is too short (length: ${lengthOf(data)}, required minimum: ${limit})`;
    case 'maxLength':
      return `string ${JSON.stringify(data)} is too long (length: ${lengthOf(data)}, maximum allowed: ${limit})`;
    case 'pattern':
      return `ECMA 262 regex ${JSON.stringify(schema)} does not match input string ${JSON.stringify(data)}`;
    case 'minimum':
      return parentSchema?.['exclusiveMinimum'] === true && data === limit
        ? `numeric instance is not strictly greater than the required minimum ${limit}`
        : `numeric instance is lower than the required minimum (minimum: ${limit}, found: ${data})`;
    case 'maximum':
      return parentSchema?.['exclusiveMaximum'] === true && data === limit
        ? `numeric instance is not strictly lower than the required maximum ${limit}`
        : `numeric instance is greater than the required maximum (maximum: ${limit}, found: ${data})`;
    case 'multipleOf':
      return `remainder of division is not zero (${data} / ${schema})`;
    case 'minItems':
      return `array is too short: must have at least ${limit} elements but instance has ${countOf(data)} elements`;
    case 'maxItems':
      return `array is too long: must have at most ${limit} elements but instance has ${countOf(data)} elements`;
    case 'uniqueItems':
      return 'array must not contain duplicate elements';
    case 'minProperties':
      return `object has too few properties (found ${countOf(data)} but schema requires at least ${limit})`;
    case 'maxProperties':
      return `object has too many properties (found ${countOf(data)} but schema requires at most ${limit})`;
    case 'oneOf': {
      const matched = Array.isArray(params['passingSchemas']) ? params['passingSchemas'].length : 0;
      return `instance failed to match exactly one schema (matched ${matched} out of ${countOf(schema)})`;
    }
    case 'anyOf':
      return `instance failed to match at least one required schema among ${countOf(schema)}`;
    case 'not':
      return 'instance matched a schema which it should not have';
    case 'format':
      return formatFaults[String(schema)]?.(JSON.stringify(data));
    case 'dependencies':
      return `property ${JSON.stringify(params['property'])} of object has missing property dependencies (schema requires [${params['deps']}]; missing: [${params['missingProperty']}])`;
    default:
      return undefined;
  }
}

/** Faults in AWS's order and form: `[object has missing required properties (["a","b"]), ...]`. */
export function validationErrorString(faults: readonly ErrorObject[]): string {
  const texts: string[] = [];
  const grouped = new Set<string>();
  for (const fault of faults) {
    // Alternatives are told by the schema that joins them.
    if (/\/(?:oneOf|anyOf|not)\/\d*/.test(fault.schemaPath.replace(/\/(?:oneOf|anyOf|not)$/, ''))) continue;
    const member = GROUPED[fault.keyword];
    if (member === undefined) {
      const text = faultText(fault);
      if (text !== undefined) texts.push(text);
      continue;
    }
    const place = `${fault.keyword} ${fault.instancePath} ${fault.schemaPath}`;
    if (grouped.has(place)) continue;
    grouped.add(place);
    const names = faults
      .filter((one) => `${one.keyword} ${one.instancePath} ${one.schemaPath}` === place)
      .map((one) => String(one.params[member.param]))
      .sort();
    texts.push(member.text(JSON.stringify(names)));
  }
  return `[${texts.join(', ')}]`;
}

/** Keywords of which ajv tells each name apart, and AWS all together. */
const GROUPED: Readonly<Record<string, { readonly param: string; readonly text: (names: string) => string }>> = {
  required: { param: 'missingProperty', text: (names) => `object has missing required properties (${names})` },
  additionalProperties: {
    param: 'additionalProperty',
    text: (names) => `object instance has properties which are not allowed by the schema: ${names}`,
  },
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Each number type allows integers too. */
function allowed(schema: unknown): string {
  const types = (Array.isArray(schema) ? schema : [schema]).map(String);
  if (types.includes('number') && !types.includes('integer')) types.push('integer');
  return JSON.stringify(types.sort());
}

const lengthOf = (value: unknown) => [...String(value)].length;

function countOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
