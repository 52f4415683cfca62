/** Keywords whose values are data, or names of schemas: nothing in them is a reference. */
const DATA = new Set(['enum', 'default', 'example', 'required']);
/** Keywords whose values are schemas by names that users chose. */
const NAMED = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);

/** The schema as draft 4 reads it: beside a `$ref` nothing else counts but what other references may lead to. */
export function draft4Schema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(draft4Schema);
  if (!isObject(schema)) return schema;
  if (typeof schema['$ref'] === 'string') {
    const { $ref, definitions } = schema;
    return definitions === undefined ? { $ref } : { $ref, definitions: eachValue(definitions, draft4Schema) };
  }
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (DATA.has(keyword)) return [keyword, value];
      return [keyword, NAMED.has(keyword) ? eachValue(value, draft4Schema) : draft4Schema(value)];
    }),
  );
}

function eachValue(value: unknown, change: (one: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
