import type { ExportResponse, GetExportCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { badRequest, missingStage } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { DIALECTS, type Dialect, extensionsOf } from './openapi/export/export-dialect.ts';
import { exportDocument, exportVersion } from './openapi/export/export-document.ts';
import { type Call, readApi } from './state.ts';

/** What a stage serves as OpenAPI 3.0 (`oas30`) or Swagger 2.0 (`swagger`), in JSON or YAML. */
export async function getExport(input: GetExportCommandInput, call: Call): Promise<ExportResponse> {
  const { state, region } = call;
  const api = await readApi(call, input.restApiId);
  const { exportType = '', stageName = '' } = input;
  const stage = await state.stages.get(`${api.apiId}/${stageName}`);
  const deployment = stage && (await state.deployments.get(`${api.apiId}/${stage.deploymentId}`));
  if (stage === undefined || deployment === undefined) throw missingStage();
  const dialect: Dialect | undefined = ownMember<Dialect>(DIALECTS, exportType);
  if (dialect === undefined) throw badRequest(`No API exporter for type '${exportType}'`);
  const documentation =
    stage.documentationVersion === undefined
      ? undefined
      : await state.documentationVersions.get(`${api.apiId}/${stage.documentationVersion}`);
  const document = exportDocument(
    { definition: deployment.definition, api, stageName, region, documentation },
    dialect,
    extensionsOf(input.parameters?.['extensions']),
  );
  const yaml = /yaml/i.test(input.accepts ?? '');
  return {
    contentType: 'application/octet-stream',
    contentDisposition: `attachment; filename="${exportType}_${exportVersion(api)}.${yaml ? 'yaml' : 'json'}"`,
    body: Buffer.from(yaml ? await yamlOf(document) : JSON.stringify(document, null, 2)),
  };
}

getExport.access = managementAccess('GET /restapis/{restApiId}/stages/{stageName}/exports/{exportType}');

async function yamlOf(document: object): Promise<string> {
  const { stringify } = await import('yaml');
  return `---\n${stringify(document, { aliasDuplicateObjects: false })}`;
}
