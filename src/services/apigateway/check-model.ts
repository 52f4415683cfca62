import { badRequest } from './errors.ts';

/** Keywords of OpenAPI and of later drafts that API Gateway's models do not know. */
const UNSUPPORTED = new Set([
  '$defs',
  'components',
  'const',
  'contains',
  'contentEncoding',
  'contentMediaType',
  'deprecated',
  'discriminator',
  'else',
  'example',
  'examples',
  'externalDocs',
  'if',
  'nullable',
  'propertyNames',
  'then',
  'writeOnly',
  'xml',
]);

/** Members that hold schemas by names of the user's, and those that hold data. */
const NAMED = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);
const DATA = new Set(['enum', 'default', 'required']);

/** `#`, `#/definitions/Name`, and the URL of another model. */
const CANONICAL =
  /^(?:#(?:\/definitions\/.*|\/properties\/.*)?|https?:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/[^/]+)$/;

/** Refuses a schema that is none of JSON Schema draft 4, in AWS's words. */
export async function checkModel(schema: string, contentType: string): Promise<void> {
  if (schema.trim() === '') throw badRequest('Model schema must have at least 1 property or array items defined');
  if (!/json/i.test(contentType)) return;
  const errors = await faultsOf(schema);
  if (errors.length === 0) return;
  throw badRequest(`Invalid model specified: Validation Result: warnings : [], errors : [${errors.join(', ')}]`);
}

async function faultsOf(schema: string): Promise<readonly string[]> {
  let value: unknown;
  try {
    value = JSON.parse(schema);
  } catch {
    return ['Invalid model schema specified'];
  }
  if (!isObject(value)) return ['Invalid model schema specified'];
  const unsupported = new Set<string>();
  const errors: string[] = [];
  look(value, { unsupported, errors });
  if (unsupported.size > 0) {
    const names = [...unsupported].map((name) => JSON.stringify(name)).join(',');
    errors.unshift(`Invalid model schema specified. Unsupported keyword(s): [${names}]`);
  }
  if (errors.length > 0) return errors;
  // Loaded by the first model that is made: it would make every start slower.
  const Draft4 = (await import('ajv-draft-04')).default.default;
  const { $schema: _, ...rest } = value;
  const valid = new Draft4({ strict: false, logger: false, validateFormats: false }).validateSchema(rest);
  return valid === true ? [] : ['Invalid model schema specified'];
}

interface Found {
  readonly unsupported: Set<string>;
  readonly errors: string[];
}

function look(schema: unknown, found: Found): void {
  if (Array.isArray(schema)) {
    for (const one of schema) look(one, found);
    return;
  }
  if (!isObject(schema)) return;
  for (const [keyword, value] of Object.entries(schema)) {
    if (UNSUPPORTED.has(keyword)) found.unsupported.add(keyword);
    else if (keyword === '$ref') {
      if (typeof value !== 'string' || !CANONICAL.test(value)) {
        found.errors.push('Model reference must be in canonical form');
      }
    } else if (NAMED.has(keyword)) for (const one of Object.values(isObject(value) ? value : {})) look(one, found);
    else if (!DATA.has(keyword)) look(value, found);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
