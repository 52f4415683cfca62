import type { DocumentationPartLocation, DocumentationPartType, Method } from '@aws-sdk/client-api-gateway';
import { placeOf } from './documentation-location.ts';
import type { RestApiRecord } from './rest-api-record.ts';

const PARAMETERS: Readonly<Record<string, DocumentationPartType>> = {
  path: 'PATH_PARAMETER',
  querystring: 'QUERY_PARAMETER',
  header: 'REQUEST_HEADER',
};

/** Every place of an API that could be documented and is not among `documented`. */
export function undocumentedLocations(
  api: RestApiRecord,
  documented: ReadonlySet<string>,
): readonly DocumentationPartLocation[] {
  const named = (type: DocumentationPartType, names: readonly (string | undefined)[]) =>
    names.map((name): DocumentationPartLocation => ({ type, ...(name === undefined ? {} : { name }) }));
  const all: DocumentationPartLocation[] = [
    { type: 'API' },
    ...named(
      'AUTHORIZER',
      Object.values(api.authorizers).map(({ name }) => name),
    ),
    ...named('MODEL', Object.keys(api.models)),
  ];
  for (const { path, methods } of Object.values(api.resources)) {
    all.push({ type: 'RESOURCE', path });
    for (const [method, definition] of Object.entries(methods)) all.push(...ofMethod(path, method, definition));
  }
  return all.filter((location) => !documented.has(placeOf(location)));
}

function ofMethod(path: string, method: string, definition: Method): DocumentationPartLocation[] {
  const at = { path, method };
  const found: DocumentationPartLocation[] = [{ type: 'METHOD', ...at }];
  for (const parameter of Object.keys(definition.requestParameters ?? {})) {
    const [, , source = '', ...name] = parameter.split('.');
    const type = PARAMETERS[source];
    if (type !== undefined) found.push({ type, ...at, name: name.join('.') });
  }
  if (definition.requestModels !== undefined) found.push({ type: 'REQUEST_BODY', ...at });
  for (const [statusCode, response] of Object.entries(definition.methodResponses ?? {})) {
    found.push({ type: 'RESPONSE', ...at, statusCode });
    for (const parameter of Object.keys(response.responseParameters ?? {})) {
      found.push({ type: 'RESPONSE_HEADER', ...at, statusCode, name: parameter.split('.').slice(3).join('.') });
    }
    if (response.responseModels !== undefined) found.push({ type: 'RESPONSE_BODY', ...at, statusCode });
  }
  return found;
}
