import type { Integration } from '@aws-sdk/client-api-gateway';
import type { RoutedCall } from '../api-call.ts';
import { firstAccepted, type MediaTypes } from '../media-types.ts';
import { ownMember } from '../own-member.ts';
import { mappedValue } from '../parameter-mapping.ts';
import { parseQuery, type QueryParameters } from '../query-string.ts';

/** What of a request tells its answer from others. */
export type CacheKey = (call: RoutedCall) => string;

type Values = string | readonly string[] | undefined;
type Source = (call: RoutedCall, query: QueryParameters | null) => Values;

interface Parameter {
  readonly name: string;
  readonly source: Source;
}

export interface CacheKeyOptions {
  readonly integration: Integration;
  readonly httpMethod: string;
  readonly resourceId: string;
  readonly binaryMediaTypes: MediaTypes;
}

/**
 * The namespace, the HTTP method, and the values of the cache key parameters: nothing else of a request counts, neither its
 * path nor its query string.
 *
 * Unlike AWS: a cache key parameter counts whether or not the method declares it among its request parameters.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function cacheKey({ integration, httpMethod, resourceId, binaryMediaTypes }: CacheKeyOptions): CacheKey {
  const names = integration.cacheKeyParameters ?? [];
  const parameters = names.map((name) => ({ name, source: sourceOf(name, integration) }));
  const asksQuery = names.some((name) => querySource(name, integration));
  const formOf = answerForm(integration, binaryMediaTypes);
  const prefix = `${integration.cacheNamespace ?? resourceId} ${httpMethod}`;
  return (call) => {
    let key = prefix;
    if (formOf !== undefined) key += ` ${formOf(call.request.headers['accept'])}`;
    if (parameters.length === 0) return key;
    const query = asksQuery ? parseQuery(call.request.rawQuery) : null;
    for (const parameter of parameters) key += written(parameter, call, query);
    return key;
  };
}

/** With lengths, so that no value can be taken for two, or for none. */
function written({ name, source }: Parameter, call: RoutedCall, query: QueryParameters | null): string {
  const value = source(call, query);
  if (value === undefined) return ` ${name}`;
  if (typeof value === 'string') return ` ${name}=${value.length}:${value}`;
  return ` ${name}=[${value.map((one) => `${one.length}:${one}`).join(',')}]`;
}

/** A parameter of the integration request has the value that is mapped to it. */
function sourceText(name: string, { requestParameters }: Integration): string {
  return name.startsWith('integration.request.') ? (ownMember(requestParameters, name) ?? '') : name;
}

function querySource(name: string, integration: Integration): boolean {
  return /^method\.request\.(?:multivalue)?querystring\./.test(sourceText(name, integration));
}

function sourceOf(parameter: string, integration: Integration): Source {
  const source = sourceText(parameter, integration);
  const [, kind, name = ''] = /^method\.request\.([a-z]+)\.(.+)$/s.exec(source) ?? [];
  switch (kind) {
    case 'path':
      return (call) => ownMember(call.pathParameters ?? undefined, name);
    case 'querystring':
      return (_, query) => ownMember(query?.single, name);
    case 'multivaluequerystring':
      return (_, query) => ownMember(query?.multi, name);
    case 'header': {
      const lower = name.toLowerCase();
      return (call) => ownMember(call.request.headers, lower);
    }
    default:
      return (call) => mappedValue(source, call);
  }
}

/**
 * Which of several forms of an answer `Accept` asks for: as text or as bytes, by which response template. `undefined` where
 * there is one form only.
 */
function answerForm(
  { integrationResponses }: Integration,
  binaryMediaTypes: MediaTypes,
): ((accept: string | undefined) => string) | undefined {
  const templates = new Set(
    Object.values(integrationResponses ?? {}).flatMap(({ responseTemplates }) =>
      Object.keys(responseTemplates ?? {}).map((type) => type.toLowerCase()),
    ),
  );
  if (binaryMediaTypes.empty && templates.size < 2) return undefined;
  return (accept) => {
    const type = firstAccepted(accept);
    const template = type !== undefined && templates.has(type) ? type : '';
    const binary = binaryMediaTypes.empty || type === undefined ? '' : binaryMediaTypes.has(type) ? '+bytes' : '+text';
    return `as ${template}${binary}`;
  };
}
