import type { Model } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../../../gateway/own-member.ts';
import { isObject, type Json, type JsonObject } from '../document.ts';

/** Collects the schemas of the models that methods refer to, and of those they refer to in turn. */
export interface ExportedSchemas {
  /** A reference to a model's schema, which is exported then. */
  reference(name: string): JsonObject;
  /** By name, in the order of their names. */
  all(): JsonObject;
}

export function exportedSchemas(models: Readonly<Record<string, Model>>, prefix: string): ExportedSchemas {
  const schemas = new Map<string, Json>();

  const reference = (name: string): JsonObject => {
    if (!schemas.has(name)) {
      // Held open first: models may refer to themselves.
      schemas.set(name, {});
      schemas.set(name, localized(parsed(ownMember(models, name)?.schema)));
    }
    return { $ref: `${prefix}${name}` };
  };

  const localized = (value: Json | undefined): Json => {
    if (Array.isArray(value)) return value.map((one: Json) => localized(one));
    if (!isObject(value)) return value ?? null;
    const members = Object.entries(value).filter(([name]) => name !== '$schema');
    return Object.fromEntries(
      members.map(([name, one]) => {
        const model = name === '$ref' && typeof one === 'string' ? /\/models\/([^/]+)$/.exec(one)?.[1] : undefined;
        return [name, model === undefined ? localized(one) : (reference(model)['$ref'] ?? null)];
      }),
    );
  };

  return {
    reference,
    all: () => Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function parsed(schema: string | undefined): Json {
  try {
    return JSON.parse(schema ?? '{}') as Json;
  } catch {
    return {};
  }
}
