import { type JsonObject, listOf, objectOf, textOf } from './document.ts';

/**
 * What an import puts before the paths of a document: nothing by default, all of its base path with `prepend`, all but
 * the first part with `split`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
 */
export function basePathOf(document: JsonObject, mode: string | undefined): string {
  const path = declaredBasePath(document).replace(/\/+$/, '');
  if (mode === 'prepend') return path;
  if (mode === 'split') return path.replace(/^\/[^/]*/, '');
  return '';
}

function declaredBasePath(document: JsonObject): string {
  const declared = textOf(document['basePath']);
  if (declared !== undefined) return declared.startsWith('/') ? declared : `/${declared}`;
  const server = objectOf(listOf(document['servers'])[0]);
  const variables = objectOf(server['variables']);
  const variable = textOf(objectOf(variables['basePath'])['default']);
  if (variable !== undefined) return variable.startsWith('/') ? variable : `/${variable}`;
  const url = (textOf(server['url']) ?? '').replace(/\{([^{}]+)\}/g, (_, name: string) => {
    return textOf(objectOf(variables[name])['default']) ?? '';
  });
  return URL.canParse(url) ? new URL(url).pathname : url.startsWith('/') ? url : '';
}
