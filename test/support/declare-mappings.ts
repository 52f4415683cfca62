interface Operation {
  parameters?: { readonly name?: string; readonly in?: string; readonly required?: boolean; readonly type?: string }[];
  responses?: Record<string, { description?: string; headers?: Record<string, object> }>;
  readonly 'x-amazon-apigateway-integration'?: {
    readonly requestParameters?: Readonly<Record<string, unknown>>;
    readonly responses?: Readonly<
      Record<string, { readonly statusCode?: unknown; readonly responseParameters?: Readonly<Record<string, unknown>> }>
    >;
  };
}

const PLACES: Readonly<Record<string, string>> = {
  path: 'path',
  querystring: 'query',
  multivaluequerystring: 'query',
  header: 'header',
  multivalueheader: 'header',
};

/**
 * A document whose methods declare all that their integrations map, as API Gateway asks for it: so that a test may say what
 * it is about and no more.
 */
export function declareMappings<Document extends object>(document: Document): Document {
  const copy = structuredClone(document) as Document & { paths?: Record<string, Record<string, Operation>> };
  for (const item of Object.values(copy.paths ?? {})) {
    for (const operation of Object.values(item)) {
      const integration = operation['x-amazon-apigateway-integration'];
      if (integration === undefined) continue;
      declareParameters(operation, integration.requestParameters ?? {});
      declareResponses(operation, Object.values(integration.responses ?? {}));
    }
  }
  return copy;
}

function declareParameters(operation: Operation, mapped: Readonly<Record<string, unknown>>): void {
  const parameters = operation.parameters ?? [];
  for (const source of Object.values(mapped)) {
    const [, written = '', name] = /^method\.request\.(\w+)\.(.+)$/.exec(String(source)) ?? [];
    const place = PLACES[written];
    if (name === undefined || place === undefined) continue;
    if (parameters.some((one) => one.in === place && one.name === name)) continue;
    parameters.push({ name, in: place, required: place === 'path', type: 'string' });
  }
  if (parameters.length > 0) operation.parameters = parameters;
}

function declareResponses(
  operation: Operation,
  mapped: readonly { readonly statusCode?: unknown; readonly responseParameters?: Readonly<Record<string, unknown>> }[],
): void {
  for (const { statusCode = '200', responseParameters = {} } of mapped) {
    const names = Object.keys(responseParameters).map((target) => target.split('.').slice(3).join('.'));
    if (names.length === 0) continue;
    operation.responses ??= {};
    const response = operation.responses[String(statusCode)] ?? {};
    response.headers = { ...Object.fromEntries(names.map((name) => [name, { type: 'string' }])), ...response.headers };
    operation.responses[String(statusCode)] = response;
  }
}
