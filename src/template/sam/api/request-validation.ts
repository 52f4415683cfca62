import type { SamEvent } from '../events/event.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { ensureMap, isList, isMap, listOf } from '../tree.ts';
import { INTEGRATION, methodDefinitions } from './api-definition.ts';

const LOCATIONS: Readonly<Record<string, string>> = { querystring: 'query', path: 'path', header: 'header' };

/** Writes an event's `RequestModel`: the body's schema and the validator it asks for. */
export function addRequestModel(
  definition: TreeMap,
  event: SamEvent,
  models: Tree | undefined,
  path: string,
  method: string,
): void {
  const request = event.properties['RequestModel'];
  if (!isMap(request) || !request['Model']) return;
  const model = String(request['Model']);
  const unable = `Unable to set RequestModel [${model}] on API method [${method}] for path [${path}] because`;
  const at = ['Properties', 'RequestModel'];
  if (!models) throw new InvalidSamEvent(event.id, `${unable} the related API does not define any Models.`, at);
  if (!isMap(models) || !models[model]) {
    throw new InvalidSamEvent(event.id, `${unable} it wasn't defined in the API's Models.`, at);
  }
  const required = request['Required'];
  for (const found of methodDefinitions(definition, path, method)) {
    const name = model.toLowerCase();
    if (definition['swagger'] !== undefined) {
      const parameter: TreeMap = { in: 'body', name, schema: { $ref: `#/definitions/${name}` } };
      if (required !== undefined && required !== null) parameter['required'] = required;
      found['parameters'] = [...listOf(found['parameters']), parameter];
    } else {
      const body: TreeMap = { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } };
      if (required !== undefined && required !== null) body['required'] = required;
      found['requestBody'] = body;
    }
  }
  addValidator(definition, request, path, method);
}

function addValidator(definition: TreeMap, request: TreeMap, path: string, method: string): void {
  const { ValidateBody: body, ValidateParameters: parameters } = request;
  if (body === undefined && parameters === undefined) return;
  const name =
    body && parameters ? 'body-and-params' : body ? 'body-only' : parameters ? 'params-only' : 'no-validation';
  const validators = ensureMap(definition, 'x-amazon-apigateway-request-validators');
  validators[name] = { validateRequestBody: Boolean(body), validateRequestParameters: Boolean(parameters) };
  for (const found of methodDefinitions(definition, path, method)) {
    found['x-amazon-apigateway-request-validator'] = name;
  }
}

/** Writes an event's `RequestParameters`, and those that make up the cache key. */
export function addRequestParameters(definition: TreeMap, event: SamEvent, path: string, method: string): void {
  const parameters = event.properties['RequestParameters'];
  if (!isList(parameters)) return;
  const settings = parameters.map((parameter) => parameterSettings(event, parameter));
  const cached = settings.filter((one) => one.caching).map((one) => one.name);
  for (const found of methodDefinitions(definition, path, method)) {
    const written = settings.map(({ name, required }) => {
      const [location = '', ...rest] = name.replace('method.request.', '').split('.');
      return { in: LOCATIONS[location] ?? location, name: rest.join('.'), required, type: 'string' };
    });
    found['parameters'] = [...listOf(found['parameters']), ...written];
    const integration = found[INTEGRATION];
    if (cached.length > 0 && isMap(integration)) integration['cacheKeyParameters'] = cached;
  }
}

function parameterSettings(event: SamEvent, parameter: Tree) {
  const invalid = (message: string) =>
    new InvalidSamEvent(event.id, `Invalid value for 'RequestParameters' property. ${message}`, [
      'Properties',
      'RequestParameters',
    ]);
  const [entry] = isMap(parameter) ? Object.entries(parameter) : [];
  const name = typeof parameter === 'string' ? parameter : entry?.[0];
  if (name === undefined) throw invalid('Property must be either a string or an object');
  if (!/^method\.request\.(querystring|path|header)\./.test(name)) {
    throw invalid(
      "Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'.",
    );
  }
  const settings = entry?.[1] ?? {};
  if (!isMap(settings) || Object.keys(settings).some((key) => !['Required', 'Caching'].includes(key))) {
    throw invalid('Values must be an object, e.g { Required: true, Caching: false }');
  }
  return { name, required: settings['Required'] ?? false, caching: settings['Caching'] === true };
}
