import { type SpecProperties, type SpecType, type TypeSpec, typeSpec } from '../template/cloudformation/type-spec.ts';

/**
 * Properties in the types that CloudFormation documents, as it converts them: parameters are always strings, and a template
 * may say `"128"` for a number or `1` for a string. What a type leaves open (JSON documents) stays as it is.
 */
export function coerceProperties(
  type: string,
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const spec = typeSpec(type);
  return spec ? coerceObject(properties, spec.p, spec) : properties;
}

function coerceObject(
  value: Readonly<Record<string, unknown>>,
  properties: SpecProperties,
  spec: TypeSpec,
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    result[name] = property ? coerce(member, property.t, spec) : member;
  }
  return result;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function coerce(value: unknown, type: SpecType, spec: TypeSpec): unknown {
  if (type === 's') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (type === 'i' || type === 'n') {
    return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  if (type === 'b') return value === 'true' || value === 'false' ? value === 'true' : value;
  if (type === 't')
    return isObject(value) && 'Value' in value ? { ...value, Value: coerce(value['Value'], 's', spec) } : value;
  if (typeof type === 'string') {
    const definition = type.startsWith('#') ? spec.d?.[type.slice(1)] : undefined;
    return definition && isObject(value) ? coerceObject(value, definition, spec) : value;
  }
  const [kind, element] = type;
  if (kind === 'l') return Array.isArray(value) ? value.map((item) => coerce(item, element, spec)) : value;
  if (kind === 'm' && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, coerce(member, element, spec)]));
  }
  return value;
}
