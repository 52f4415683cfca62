import { parse } from 'yaml';
import { badRequest } from '../errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** An OpenAPI 3.0 or Swagger 2.0 document from JSON or YAML text. */
export function parseDocument(body: Uint8Array): JsonObject {
  let document: unknown;
  try {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
    document = /^\s*[{[]/.test(text) ? JSON.parse(text) : parse(text);
  } catch {
    throw badRequest('Invalid OpenAPI input.');
  }
  return asDocument(document);
}

export function asDocument(document: unknown): JsonObject {
  if (!isObject(document)) throw badRequest('Invalid OpenAPI input.');
  // API Gateway knows Swagger 2.0 and OpenAPI 3.0; YAML reads the first as a number.
  const known = Number(textOf(document['swagger'])) === 2 || /^3\.0(?:\.|$)/.test(textOf(document['openapi']) ?? '');
  if (!known) throw badRequest('Invalid OpenAPI input.');
  return document;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member when it is an object, else an empty one. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The member as text where it is a scalar. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** `{ [name]: text }` when there is a text, for spreading. */
export function member<Name extends string>(name: Name, value: Json | undefined): { readonly [N in Name]?: string } {
  const text = textOf(value);
  return text === undefined ? {} : ({ [name]: text } as { readonly [N in Name]: string });
}

/** Follows a local `$ref` (`#/components/parameters/Limit`); any other value is itself. */
export function dereference(document: JsonObject, value: Json | undefined): JsonObject {
  let found = value;
  for (let hops = 0; hops < 10 && isObject(found) && typeof found['$ref'] === 'string'; hops++) {
    const path = /^#\/(.+)$/.exec(found['$ref'])?.[1];
    if (path === undefined) return {};
    found = path
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<Json | undefined>((at, part) => (isObject(at) ? at[part] : undefined), document);
  }
  return objectOf(found);
}
