import type { DocumentationPartLocation } from '@aws-sdk/client-api-gateway';

/** A text that two locations share when they are the same place of an API. */
export function placeOf(location: DocumentationPartLocation | undefined): string {
  const { type, path = '/', method = '*', statusCode = '*', name = '' } = location ?? {};
  const placed = type !== 'API' && type !== 'AUTHORIZER' && type !== 'MODEL';
  return JSON.stringify(placed ? [type, path, method, statusCode, name] : [type, name]);
}

export function givenLocation({
  type,
  path,
  method,
  statusCode,
  name,
}: DocumentationPartLocation): DocumentationPartLocation {
  return {
    type,
    ...(path === undefined ? {} : { path }),
    ...(method === undefined ? {} : { method }),
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(name === undefined ? {} : { name }),
  };
}
