interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

interface SecurityScheme {
  readonly name?: string;
  readonly in?: string;
  readonly 'x-amazon-apigateway-authtype'?: string;
}

/** What of an OpenAPI 3.0 document a collection is made from. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly description?: string; readonly version?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
}

const ANY = 'x-amazon-apigateway-any-method';
const MAX_DEPTH = 6;

/**
 * A Postman collection of an API: a request for each method, the API's address and its secrets as variables.
 * https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
 */
export function postmanCollection(document: OpenApiDocument, baseUrl: string, region: string): object {
  const secrets = new Set<string>();
  const item = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([key, operation]) => {
      const method = key === ANY ? 'GET' : key.toUpperCase();
      const auth = authOf(operation, document, region, secrets);
      return {
        name: operation.summary ?? operation.operationId ?? `${key === ANY ? 'ANY' : method} ${path}`,
        request: {
          method,
          ...(operation.description === undefined ? {} : { description: operation.description }),
          header: [...headersOf(operation), ...auth.headers],
          url: urlOf(path, operation),
          ...bodyOf(operation, document),
          ...(auth.auth === undefined ? {} : { auth: auth.auth }),
        },
        response: [],
      };
    }),
  );
  return {
    info: {
      name: document.info.title,
      ...(document.info.description === undefined ? {} : { description: document.info.description }),
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    item,
    variable: [{ key: 'baseUrl', value: baseUrl }, ...[...secrets].map((key) => ({ key, value: '' }))],
  };
}

function urlOf(path: string, { parameters = [] }: Operation): object {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => segment.replace(/^\{(.+?)\+?\}$/, ':$1'));
  const query = parameters
    .filter((one) => one.in === 'query')
    .map(({ name, required, description }) => ({
      key: name,
      value: '',
      ...(description === undefined ? {} : { description }),
      ...(required === true ? {} : { disabled: true }),
    }));
  const variable = segments
    .filter((segment) => segment.startsWith(':'))
    .map((segment) => ({ key: segment.slice(1), value: '' }));
  const asked = query.filter((one) => !('disabled' in one)).map(({ key }) => `${encodeURIComponent(key)}=`);
  return {
    raw: `{{baseUrl}}/${segments.join('/')}${asked.length === 0 ? '' : `?${asked.join('&')}`}`,
    host: ['{{baseUrl}}'],
    path: segments,
    ...(query.length === 0 ? {} : { query }),
    ...(variable.length === 0 ? {} : { variable }),
  };
}

interface Header {
  readonly key: string;
  readonly value: string;
  readonly disabled?: boolean;
}

function headersOf({ parameters = [], requestBody }: Operation): Header[] {
  const [type] = Object.keys(requestBody?.content ?? {});
  return [
    ...parameters
      .filter((one) => one.in === 'header')
      .map(({ name, required }) => ({ key: name, value: '', ...(required === true ? {} : { disabled: true }) })),
    ...(type === undefined ? [] : [{ key: 'Content-Type', value: type }]),
  ];
}

function bodyOf({ requestBody }: Operation, { components }: OpenApiDocument): object {
  const [first] = Object.entries(requestBody?.content ?? {});
  if (first === undefined) return {};
  const [type, { schema = {} }] = first;
  const raw = JSON.stringify(exampleOf(schema, components?.schemas ?? {}, 0), null, 2);
  return { body: { mode: 'raw', raw, options: { raw: { language: /json/.test(type) ? 'json' : 'text' } } } };
}

function exampleOf(schema: Schema, schemas: Readonly<Record<string, Schema>>, depth: number): unknown {
  const name = schema.$ref?.split('/').at(-1);
  if (depth > MAX_DEPTH) return null;
  if (name !== undefined) return exampleOf(schemas[name] ?? {}, schemas, depth + 1);
  const [chosen] = schema.enum ?? [];
  if (chosen !== undefined) return chosen;
  const [one] = schema.oneOf ?? schema.anyOf ?? [];
  if (one !== undefined) return exampleOf(one, schemas, depth + 1);
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, schemas, depth + 1)));
  }
  switch (schema.type ?? (schema.properties === undefined ? undefined : 'object')) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return [exampleOf(schema.items ?? {}, schemas, depth + 1)];
    case 'null':
      return null;
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, value]) => [key, exampleOf(value, schemas, depth + 1)]),
      );
  }
}

function authOf(
  { security = [] }: Operation,
  { components }: OpenApiDocument,
  region: string,
  secrets: Set<string>,
): { readonly auth: object | undefined; readonly headers: readonly Header[] } {
  const headers: Header[] = [];
  let auth: object | undefined;
  const variable = (name: string) => {
    secrets.add(name);
    return `{{${name}}}`;
  };
  for (const name of new Set(security.flatMap((one) => Object.keys(one)))) {
    const scheme = components?.securitySchemes?.[name] ?? {};
    if (scheme['x-amazon-apigateway-authtype']?.toLowerCase() === 'awssigv4') {
      const pair = (key: string, value: string) => ({ key, value, type: 'string' });
      auth = {
        type: 'awsv4',
        awsv4: [
          pair('accessKey', variable('awsAccessKeyId')),
          pair('secretKey', variable('awsSecretAccessKey')),
          pair('sessionToken', variable('awsSessionToken')),
          pair('region', region),
          pair('service', 'execute-api'),
        ],
      };
    } else if (scheme.in === 'header' && scheme.name !== undefined && scheme.name !== 'Unused') {
      headers.push({ key: scheme.name, value: variable(name.replace(/\W/g, '_')) });
    }
  }
  return { auth, headers };
}
