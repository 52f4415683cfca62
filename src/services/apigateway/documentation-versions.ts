import type {
  CreateDocumentationVersionCommandInput,
  DeleteDocumentationVersionCommandInput,
  DocumentationVersion,
  DocumentationVersions,
  GetDocumentationVersionCommandInput,
  GetDocumentationVersionsCommandInput,
  UpdateDocumentationVersionCommandInput,
} from '@aws-sdk/client-api-gateway';
import { badRequest, conflict, missingStage, missingVersion } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { DocumentationVersionRecord } from './rest-api-record.ts';
import { type Call, readApi } from './state.ts';

/** Takes a snapshot of an API's documentation parts, and points a stage to it when one is named. */
export async function createDocumentationVersion(
  input: CreateDocumentationVersionCommandInput,
  call: Call,
): Promise<DocumentationVersion> {
  const { documentationVersions, stages } = call.state;
  const api = await readApi(call, input.restApiId);
  const { documentationVersion: version = '', description, stageName } = input;
  if (version === '') throw badRequest('Documentation version must be non-empty');
  const stagePlace = `${api.apiId}/${stageName}`;
  if (stageName !== undefined && (await stages.get(stagePlace)) === undefined) throw missingStage();
  const record: DocumentationVersionRecord = {
    apiId: api.apiId,
    version,
    ...(description === undefined ? {} : { description }),
    createdAt: call.clock.now(),
    parts: Object.values(api.documentationParts ?? {}),
  };
  await documentationVersions.update(`${api.apiId}/${version}`, (existing) => {
    if (existing !== undefined) throw conflict('Documentation version already exists');
    return { value: record, result: undefined };
  });
  if (stageName !== undefined) {
    await stages.update(stagePlace, (stage) => ({
      value: stage && { ...stage, documentationVersion: version },
      result: undefined,
    }));
  }
  return versionAnswer(record);
}

createDocumentationVersion.access = managementAccess('POST /restapis/{restApiId}/documentation/versions');

export async function getDocumentationVersion(
  input: GetDocumentationVersionCommandInput,
  call: Call,
): Promise<DocumentationVersion> {
  const record = await call.state.documentationVersions.get(`${input.restApiId}/${input.documentationVersion}`);
  if (record === undefined) throw missingVersion();
  return versionAnswer(record);
}

getDocumentationVersion.access = managementAccess(
  'GET /restapis/{restApiId}/documentation/versions/{documentationVersion}',
);

export async function getDocumentationVersions(
  input: GetDocumentationVersionsCommandInput,
  call: Call,
): Promise<DocumentationVersions> {
  const api = await readApi(call, input.restApiId);
  const records = await call.state.documentationVersions.list({ prefix: `${api.apiId}/` });
  return page(records.map(versionAnswer), input);
}

getDocumentationVersions.access = managementAccess('GET /restapis/{restApiId}/documentation/versions');

export async function updateDocumentationVersion(
  input: UpdateDocumentationVersionCommandInput,
  call: Call,
): Promise<DocumentationVersion> {
  checkPatchOps('updateDocumentationVersion', input.patchOperations);
  return call.state.documentationVersions.update(`${input.restApiId}/${input.documentationVersion}`, (before) => {
    if (before === undefined) throw missingVersion();
    let record = before;
    for (const operation of input.patchOperations ?? []) {
      if (operation.op !== 'replace' || operation.path !== '/description') {
        throw unsupportedPatch(operation, ['/description']);
      }
      record = { ...record, description: operation.value ?? '' };
    }
    return { value: record, result: versionAnswer(record) };
  });
}

updateDocumentationVersion.access = managementAccess(
  'PATCH /restapis/{restApiId}/documentation/versions/{documentationVersion}',
);

export async function deleteDocumentationVersion(
  input: DeleteDocumentationVersionCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { documentationVersions } = call.state;
  if (!(await documentationVersions.delete(`${input.restApiId}/${input.documentationVersion}`))) throw missingVersion();
  return {};
}

deleteDocumentationVersion.access = managementAccess(
  'DELETE /restapis/{restApiId}/documentation/versions/{documentationVersion}',
);

function versionAnswer({ version, description, createdAt }: DocumentationVersionRecord): DocumentationVersion {
  return {
    version,
    createdDate: new Date(createdAt),
    ...(description === undefined ? {} : { description }),
  };
}
