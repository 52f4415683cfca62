import type { Model } from '@aws-sdk/client-api-gateway';
import { isObject, type Json, type JsonObject, objectOf, textOf } from './document.ts';

/** The models of a document, and those made for schemas that stand inside its operations. */
export interface ImportedModels {
  readonly models: Record<string, Model>;
  /** The name of the model for a schema: the one it refers to, or a new one. */
  nameOf(schema: Json | undefined): string | undefined;
}

export function importModels(document: JsonObject, apiId: string, newId: () => string): ImportedModels {
  const models: Record<string, Model> = {};
  const add = (name: string, schema: Json, description: string | undefined) => {
    models[name] = {
      id: newId(),
      name,
      ...(description === undefined ? {} : { description }),
      contentType: 'application/json',
      schema: JSON.stringify(withModelReferences(schema, apiId)),
    };
    return name;
  };
  const schemas = { ...objectOf(document['definitions']), ...objectOf(objectOf(document['components'])['schemas']) };
  for (const [name, schema] of Object.entries(schemas)) {
    if (isObject(schema)) add(modelName(name), schema, textOf(schema['description']));
  }
  return {
    models,
    nameOf(schema) {
      if (!isObject(schema)) return undefined;
      const reference = modelReference(schema['$ref']);
      if (reference !== undefined) return reference;
      return add(`MODEL${newId()}`, schema, undefined);
    },
  };
}

/** AWS takes letters and digits only. */
function modelName(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, '');
}

function modelReference(reference: Json | undefined): string | undefined {
  if (typeof reference !== 'string') return undefined;
  const name = /(?:^#\/definitions\/|^#\/components\/schemas\/|\/models\/)([^/]+)$/.exec(reference)?.[1];
  return name === undefined ? undefined : modelName(name);
}

/** Models refer to each other by URL. */
function withModelReferences(value: Json | undefined, apiId: string): Json {
  if (Array.isArray(value)) return value.map((one: Json) => withModelReferences(one, apiId));
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      const model = name === '$ref' ? modelReference(one) : undefined;
      const url = `https://apigateway.amazonaws.com/restapis/${apiId}/models/${model}`;
      return [name, model === undefined ? withModelReferences(one, apiId) : url];
    }),
  );
}
