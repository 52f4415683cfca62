import type {
  BasePathMapping,
  BasePathMappings,
  CreateBasePathMappingCommandInput,
  DeleteBasePathMappingCommandInput,
  GetBasePathMappingCommandInput,
  GetBasePathMappingsCommandInput,
  PatchOperation,
  UpdateBasePathMappingCommandInput,
} from '@aws-sdk/client-api-gateway';
import { readDomain, serveDomain } from './domain-names.ts';
import { type MappingRecord, NO_BASE_PATH } from './domain-record.ts';
import { badRequest, conflict, missingMapping, missingStage, notFound } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { Call } from './state.ts';

export async function createBasePathMapping(
  input: CreateBasePathMappingCommandInput,
  call: Call,
): Promise<BasePathMapping> {
  const { domainName } = await readDomain(call, input.domainName);
  const basePath = basePathOf(input.basePath);
  const mapping: MappingRecord = {
    domainName,
    basePath,
    restApiId: input.restApiId ?? '',
    ...(input.stage === undefined || input.stage === '' ? {} : { stage: input.stage }),
  };
  await checkTarget(mapping, call);
  await call.state.mappings.update(`${domainName}/${basePath}`, (existing) => {
    if (existing !== undefined) throw conflict('Base path already exists for this domain name');
    return { value: mapping, result: undefined };
  });
  await serveDomain(call.state, domainName);
  return mappingAnswer(mapping);
}

createBasePathMapping.access = managementAccess('POST /domainnames/{domainName}/basepathmappings');

export async function getBasePathMapping(input: GetBasePathMappingCommandInput, call: Call): Promise<BasePathMapping> {
  const { domainName } = await readDomain(call, input.domainName);
  const mapping = await call.state.mappings.get(`${domainName}/${basePathOf(input.basePath)}`);
  if (mapping === undefined) throw missingMapping();
  return mappingAnswer(mapping);
}

getBasePathMapping.access = managementAccess('GET /domainnames/{domainName}/basepathmappings/{basePath}');

export async function getBasePathMappings(
  input: GetBasePathMappingsCommandInput,
  call: Call,
): Promise<BasePathMappings> {
  const { domainName } = await readDomain(call, input.domainName);
  const mappings = await call.state.mappings.list({ prefix: `${domainName}/` });
  return page(mappings.map(mappingAnswer), input);
}

getBasePathMappings.access = managementAccess('GET /domainnames/{domainName}/basepathmappings');

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateBasePathMapping-Patch */
export async function updateBasePathMapping(
  input: UpdateBasePathMappingCommandInput,
  call: Call,
): Promise<BasePathMapping> {
  checkPatchOps('updateBasePathMapping', input.patchOperations);
  const { mappings } = call.state;
  const { domainName } = await readDomain(call, input.domainName);
  const place = `${domainName}/${basePathOf(input.basePath)}`;
  const before = await mappings.get(place);
  if (before === undefined) throw missingMapping();
  const mapping = (input.patchOperations ?? []).reduce(applyOperation, before);
  await checkTarget(mapping, call);
  const moved = `${domainName}/${mapping.basePath}`;
  if (moved !== place) {
    await mappings.update(moved, (existing) => {
      if (existing !== undefined) throw conflict('Base path already exists for this domain name');
      return { value: mapping, result: undefined };
    });
    await mappings.delete(place);
  } else await mappings.put(place, mapping);
  await serveDomain(call.state, domainName);
  return mappingAnswer(mapping);
}

updateBasePathMapping.access = managementAccess('PATCH /domainnames/{domainName}/basepathmappings/{basePath}');

export async function deleteBasePathMapping(
  input: DeleteBasePathMappingCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { domainName } = await readDomain(call, input.domainName);
  if (!(await call.state.mappings.delete(`${domainName}/${basePathOf(input.basePath)}`))) throw missingMapping();
  await serveDomain(call.state, domainName);
  return {};
}

deleteBasePathMapping.access = managementAccess('DELETE /domainnames/{domainName}/basepathmappings/{basePath}');

const PATHS = ['/basePath', '/restapiId', '/stage'];

function applyOperation(mapping: MappingRecord, operation: PatchOperation): MappingRecord {
  const { op, path, value = '' } = operation;
  if (op !== 'replace') throw unsupportedPatch(operation, PATHS);
  switch (path) {
    case '/basePath':
      return { ...mapping, basePath: basePathOf(value) };
    case '/restapiId':
    case '/restApiId':
      return { ...mapping, restApiId: value };
    case '/stage': {
      const { stage: _, ...rest } = mapping;
      return value === '' ? rest : { ...rest, stage: value };
    }
    default:
      throw unsupportedPatch(operation, PATHS);
  }
}

function basePathOf(given: string | undefined): string {
  if (given === undefined || given === '' || given === NO_BASE_PATH) return NO_BASE_PATH;
  if (given.includes('/')) {
    throw badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    );
  }
  if (/^[a-zA-Z0-9$\-_.+!*'()]+$/.test(given)) return given;
  throw badRequest("Base path may only contain letters, numbers and the characters $-_.+!*'()");
}

async function checkTarget({ restApiId, stage }: MappingRecord, call: Call): Promise<void> {
  const { apis, stages } = call.state;
  const api = await apis.get(restApiId);
  if (api === undefined) throw notFound(`Invalid API identifier specified ${call.account}:${restApiId}`);
  if (stage !== undefined && (await stages.get(`${restApiId}/${stage}`)) === undefined) throw missingStage();
}

function mappingAnswer({ basePath, restApiId, stage }: MappingRecord): BasePathMapping {
  return { basePath, restApiId, ...(stage === undefined ? {} : { stage }) };
}
