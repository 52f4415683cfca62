import type { DocumentationPart, DocumentationPartLocation } from '@aws-sdk/client-api-gateway';
import { isObject, type Json, type JsonObject } from '../document.ts';

/** The documentation of a version, as the members of a specification that it fills. */
export interface ExportedDocumentation {
  /** `description`, `summary`, `tags` and the like of a place; the most specific part counts for each. */
  of(location: DocumentationPartLocation): JsonObject;
  /** The `x-amazon-apigateway-documentation`. */
  extension(version: string, createdAt: number): JsonObject;
}

export function exportedDocumentation(parts: readonly DocumentationPart[]): ExportedDocumentation {
  const read = parts.map(({ location = { type: 'API' }, properties }) => ({
    location,
    properties: objectIn(properties),
  }));
  return {
    of(wanted) {
      const fitting = read.filter(({ location }) => covers(location, wanted));
      fitting.sort((a, b) => precision(a.location) - precision(b.location));
      return Object.assign({}, ...fitting.map(({ properties }) => properties)) as JsonObject;
    },
    extension: (version, createdAt) => ({
      version,
      createdDate: new Date(createdAt).toISOString().replace(/\.\d+Z$/, 'Z'),
      documentationParts: read.map(
        ({ location, properties }): JsonObject => ({
          location: { ...location } as unknown as JsonObject,
          properties,
        }),
      ),
    }),
  };
}

/** A part without a path, method or status code is for those of all. */
function covers(part: DocumentationPartLocation, wanted: DocumentationPartLocation): boolean {
  const { path = '/', method = '*', statusCode = '*', name } = part;
  return (
    part.type === wanted.type &&
    (part.name === undefined || name === wanted.name) &&
    (wanted.path === undefined || path === '/' || path === wanted.path || wanted.path.startsWith(`${path}/`)) &&
    (wanted.method === undefined || method === '*' || method === wanted.method) &&
    (wanted.statusCode === undefined || statusCode === '*' || statusCode === wanted.statusCode)
  );
}

function precision({ path = '/', method = '*', statusCode = '*' }: DocumentationPartLocation): number {
  return path.length * 4 + (method === '*' ? 0 : 2) + (statusCode === '*' ? 0 : 1);
}

function objectIn(text: string | undefined): JsonObject {
  try {
    const value = JSON.parse(text ?? '{}') as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
