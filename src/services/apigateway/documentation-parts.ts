import type {
  CreateDocumentationPartCommandInput,
  DeleteDocumentationPartCommandInput,
  DocumentationPart,
  DocumentationPartLocation,
  DocumentationParts,
  GetDocumentationPartCommandInput,
  GetDocumentationPartsCommandInput,
  UpdateDocumentationPartCommandInput,
} from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { givenLocation, placeOf } from './documentation-location.ts';
import { badRequest, conflict, invalidValue, missingPart } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import { type Call, editApi, readApi } from './state.ts';
import { undocumentedLocations } from './undocumented-locations.ts';

/** In the order in which AWS names them. */
const TYPES: readonly string[] = [
  'RESPONSE_BODY',
  'RESPONSE',
  'METHOD',
  'MODEL',
  'AUTHORIZER',
  'RESPONSE_HEADER',
  'RESOURCE',
  'PATH_PARAMETER',
  'REQUEST_BODY',
  'QUERY_PARAMETER',
  'API',
  'REQUEST_HEADER',
];

export async function createDocumentationPart(
  input: CreateDocumentationPartCommandInput,
  call: Call,
): Promise<DocumentationPart> {
  const { location, properties = '' } = input;
  if (location?.type === undefined || !TYPES.includes(location.type)) {
    const constraint = `Member must satisfy enum value set: [${TYPES.join(', ')}]`;
    throw invalidValue(location?.type, 'createDocumentationPartInput.location.type', constraint);
  }
  checkProperties(properties);
  const part: DocumentationPart = { id: call.ids.lowerAlphanumeric(6), location: givenLocation(location), properties };
  return editApi(call, input.restApiId, (api) => {
    if (Object.values(api.documentationParts ?? {}).some((one) => placeOf(one.location) === placeOf(location))) {
      throw conflict(`Documentation part already exists for the specified location: ${tellLocation(location)}.`);
    }
    return [withParts(api, [...Object.values(api.documentationParts ?? {}), part]), part];
  });
}

createDocumentationPart.access = managementAccess('POST /restapis/{restApiId}/documentation/parts');

export async function getDocumentationPart(
  input: GetDocumentationPartCommandInput,
  call: Call,
): Promise<DocumentationPart> {
  const api = await readApi(call, input.restApiId, missingPart());
  return partOf(api, input.documentationPartId);
}

getDocumentationPart.access = managementAccess('GET /restapis/{restApiId}/documentation/parts/{documentationPartId}');

export async function getDocumentationParts(
  input: GetDocumentationPartsCommandInput,
  call: Call,
): Promise<DocumentationParts> {
  const api = await readApi(call, input.restApiId);
  const documented = Object.values(api.documentationParts ?? {});
  const parts: readonly DocumentationPart[] =
    input.locationStatus === 'UNDOCUMENTED'
      ? undocumentedLocations(api, new Set(documented.map((one) => placeOf(one.location)))).map((location) => ({
          location,
        }))
      : documented;
  return page(
    parts.filter(
      ({ location }) =>
        (input.type === undefined || location?.type === input.type) &&
        (input.path === undefined || location?.path === input.path) &&
        (input.nameQuery === undefined || location?.name?.includes(input.nameQuery) === true),
    ),
    input,
  );
}

getDocumentationParts.access = managementAccess('GET /restapis/{restApiId}/documentation/parts');

export async function updateDocumentationPart(
  input: UpdateDocumentationPartCommandInput,
  call: Call,
): Promise<DocumentationPart> {
  checkPatchOps('updateDocumentationPart', input.patchOperations);
  return editApi(
    call,
    input.restApiId,
    (api) => {
      let part = partOf(api, input.documentationPartId);
      for (const operation of input.patchOperations ?? []) {
        const { op, path, value = '' } = operation;
        if (op !== 'replace' || path !== '/properties') throw unsupportedPatch(operation, ['/properties']);
        checkProperties(value);
        part = { ...part, properties: value };
      }
      return [{ ...api, documentationParts: { ...api.documentationParts, [part.id ?? '']: part } }, part];
    },
    missingPart(),
  );
}

updateDocumentationPart.access = managementAccess(
  'PATCH /restapis/{restApiId}/documentation/parts/{documentationPartId}',
);

export function deleteDocumentationPart(
  input: DeleteDocumentationPartCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  return editApi(call, input.restApiId, (api) => {
    const gone = partOf(api, input.documentationPartId);
    return [
      withParts(
        api,
        Object.values(api.documentationParts ?? {}).filter((one) => one !== gone),
      ),
      {},
    ];
  });
}

deleteDocumentationPart.access = managementAccess(
  'DELETE /restapis/{restApiId}/documentation/parts/{documentationPartId}',
);

function partOf(api: RestApiRecord, id: string | undefined): DocumentationPart {
  const part = ownMember(api.documentationParts ?? {}, id);
  if (part === undefined) throw missingPart();
  return part;
}

export function withParts(api: RestApiRecord, parts: readonly DocumentationPart[]): RestApiRecord {
  return { ...api, documentationParts: Object.fromEntries(parts.map((part) => [part.id ?? '', part])) };
}

function tellLocation({ type, path, method, statusCode, name }: DocumentationPartLocation): string {
  return Object.entries({ type, path, method, statusCode, name })
    .flatMap(([member, value]) => (value === undefined ? [] : [`${member} '${value}'`]))
    .join(', ');
}

function checkProperties(properties: string): void {
  try {
    const value: unknown = JSON.parse(properties);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  } catch {
    // Told below.
  }
  throw badRequest('Invalid documentation part properties specified: must be a JSON object');
}
