import type { EndpointType, ImportRestApiCommandInput, RestApi } from '@aws-sdk/client-api-gateway';
import { derivedIds } from '../../std/ids.ts';
import { restApiAnswer } from './answers.ts';
import { emptyApi, endpointConfiguration } from './create-rest-api.ts';
import { managementAccess } from './management-access.ts';
import { documentAccess } from './more-access.ts';
import { parseDocument } from './openapi/document.ts';
import { importDocument } from './openapi/import-document.ts';
import { importWarnings } from './openapi/import-faults.ts';
import type { Call } from './state.ts';

export async function importRestApi(input: ImportRestApiCommandInput, call: Call): Promise<RestApi> {
  const document = parseDocument(bytesOf(input.body));
  const ids = derivedIds(call.ids.hex(32));
  const api = importDocument(emptyApi(call, ''), document, {
    mode: 'overwrite',
    basePath: input.parameters?.['basepath'] ?? input.parameters?.['basePath'],
    newId: () => ids.lowerAlphanumeric(6),
    ignoreDocumentation: input.parameters?.['ignore'] === 'documentation',
  });
  if (input.failOnWarnings === true && (api.warnings?.length ?? 0) > 0) throw importWarnings(api.warnings);
  const types = input.parameters?.['endpointConfigurationTypes']?.split(',') as EndpointType[] | undefined;
  const placed = types === undefined ? api : { ...api, endpointConfiguration: endpointConfiguration({ types }) };
  await call.state.apis.put(placed.apiId, placed);
  return restApiAnswer(placed, false);
}

importRestApi.access = managementAccess('POST /restapis', documentAccess);

/** A body as the SDK's serializer takes it. */
export function bytesOf(body: unknown): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body instanceof Uint8Array ? body : new Uint8Array();
}
