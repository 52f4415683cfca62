import type { RoutedCall } from './api-call.ts';
import { contextVariable } from './context-variables.ts';
import { RegExpTimeout } from './java-regexp.ts';
import { ownMember } from './own-member.ts';
import { parseQuery } from './query-string.ts';
import { readJsonPath } from './vtl/json-path.ts';
import { parseJson } from './vtl/parse-json.ts';
import { toJson } from './vtl/values.ts';

/** What a backend answered, for mappings from `integration.response`. */
export interface BackendAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

type Values = string | readonly string[] | undefined;

/**
 * The value of a mapping expression (`'static'`, `method.request.header.x`, `integration.response.body.a.b`,
 * `context.stage`, `stageVariables.x`); `undefined` when the source has none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
export function mappedValue(source: string, call: RoutedCall, answer?: BackendAnswer): Values {
  const literal = /^'(.*)'$/s.exec(source);
  if (literal) return literal[1] ?? '';
  if (source.startsWith('stageVariables.'))
    return ownMember(call.stage.variables, source.slice('stageVariables.'.length));
  if (source.startsWith('context.')) return contextVariable(source.slice('context.'.length), call);
  if (source.startsWith('method.request.')) return ofRequest(source.slice('method.request.'.length), call);
  if (source.startsWith('integration.response.') && answer !== undefined) {
    return ofAnswer(source.slice('integration.response.'.length), answer);
  }
  return undefined;
}

function ofRequest(source: string, call: RoutedCall): Values {
  const [kind, name] = split(source);
  const { request } = call;
  switch (kind) {
    case 'path':
      return ownMember(call.pathParameters ?? undefined, name);
    case 'header':
      return headerValues(request.rawHeaders, name).at(-1);
    case 'multivalueheader':
      return presence(headerValues(request.rawHeaders, name));
    case 'querystring':
      return ownMember(parseQuery(request.rawQuery)?.single, name);
    case 'multivaluequerystring':
      return ownMember(parseQuery(request.rawQuery)?.multi, name);
    case 'body':
      return bodyMember(request.body, name);
    default:
      return undefined;
  }
}

function ofAnswer(source: string, answer: BackendAnswer): Values {
  const [kind, name] = split(source);
  if (kind === 'body') return bodyMember(answer.body, name);
  const value = ownMember(answer.headers, name.toLowerCase());
  if (kind === 'multivalueheader') return typeof value === 'string' ? [value] : value;
  if (kind === 'header') return typeof value === 'object' ? value.at(-1) : value;
  return undefined;
}

/** `header.x-y.z` is the kind `header` and the name `x-y.z`. */
function split(source: string): [kind: string, name: string] {
  const dot = source.indexOf('.');
  return dot < 0 ? [source, ''] : [source.slice(0, dot), source.slice(dot + 1)];
}

function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const lower = name.toLowerCase();
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === lower);
}

function presence(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values;
}

/** The whole body, or what a JSONPath (without its `$.`) finds in it: text as it is, all else as JSON. */
function bodyMember(body: Uint8Array, path: string): string | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  if (path === '') return text;
  try {
    const value = readJsonPath(parseJson(text), path);
    return value === undefined || typeof value === 'string' ? value : toJson(value);
  } catch (error) {
    const users = error instanceof SyntaxError || error instanceof RegExpTimeout || error instanceof RangeError;
    if (users) return undefined;
    throw error;
  }
}
