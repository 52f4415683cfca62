import type { DocumentationPart, DocumentationPartLocation } from '@aws-sdk/client-api-gateway';
import { givenLocation, placeOf } from '../documentation-location.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from './document.ts';

export interface ImportedDocumentation {
  readonly parts: readonly DocumentationPart[];
  readonly importedIds: string[];
  readonly warnings: string[];
}

/**
 * The parts of an `x-amazon-apigateway-documentation`, added to those that exist; of one place the imported one counts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-documentation.html
 */
export function importDocumentation(
  document: JsonObject,
  existing: readonly DocumentationPart[],
  newId: () => string,
): ImportedDocumentation {
  const parts = new Map(existing.map((part) => [placeOf(part.location), part]));
  const importedIds: string[] = [];
  const warnings: string[] = [];
  for (const one of listOf(objectOf(document['x-amazon-apigateway-documentation'])['documentationParts'])) {
    const { location: given, properties } = objectOf(one);
    if (!isObject(given) || textOf(given['type']) === undefined || !isObject(properties)) {
      warnings.push(`Invalid documentation part: ${JSON.stringify(one)}`);
      continue;
    }
    const texts = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, textOf(value)]));
    const location = givenLocation(texts as unknown as DocumentationPartLocation);
    const place = placeOf(location);
    const id = parts.get(place)?.id ?? newId();
    parts.set(place, { id, location, properties: JSON.stringify(properties) });
    importedIds.push(id);
  }
  return { parts: [...parts.values()], importedIds, warnings };
}
