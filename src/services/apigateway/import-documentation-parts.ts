import type { DocumentationPartIds, ImportDocumentationPartsCommandInput } from '@aws-sdk/client-api-gateway';
import { derivedIds } from '../../std/ids.ts';
import { withParts } from './documentation-parts.ts';
import { badRequest } from './errors.ts';
import { bytesOf } from './import-rest-api.ts';
import { managementAccess } from './management-access.ts';
import { type JsonObject, parseDocument } from './openapi/document.ts';
import { importDocumentation } from './openapi/import-documentation.ts';
import { type Call, editApi } from './state.ts';

/** Takes the `x-amazon-apigateway-documentation` of an OpenAPI document. */
export async function importDocumentationParts(
  input: ImportDocumentationPartsCommandInput,
  call: Call,
): Promise<DocumentationPartIds> {
  const document = documentOf(bytesOf(input.body));
  const seed = call.ids.hex(32);
  return editApi(call, input.restApiId, (api) => {
    const ids = derivedIds(seed);
    const existing = input.mode === 'overwrite' ? [] : Object.values(api.documentationParts ?? {});
    const { parts, importedIds, warnings } = importDocumentation(document, existing, () => ids.lowerAlphanumeric(6));
    if (input.failOnWarnings === true && warnings.length > 0) throw badRequest(warnings.join(', '));
    return [withParts(api, parts), { ids: importedIds, ...(warnings.length === 0 ? {} : { warnings }) }];
  });
}

importDocumentationParts.access = managementAccess('PUT /restapis/{restApiId}/documentation/parts');

function documentOf(body: Uint8Array): JsonObject {
  try {
    return parseDocument(body);
  } catch {
    throw badRequest('Unable to build importer with provided input.');
  }
}
