import type { PutRestApiCommandInput, RestApi } from '@aws-sdk/client-api-gateway';
import { derivedIds } from '../../std/ids.ts';
import { restApiAnswer } from './answers.ts';
import { bytesOf } from './import-rest-api.ts';
import { managementAccess } from './management-access.ts';
import { documentAccess } from './more-access.ts';
import { parseDocument } from './openapi/document.ts';
import { importDocument } from './openapi/import-document.ts';
import { importWarnings } from './openapi/import-faults.ts';
import { type Call, editApi } from './state.ts';

export async function putRestApi(input: PutRestApiCommandInput, call: Call): Promise<RestApi> {
  const document = parseDocument(bytesOf(input.body));
  const seed = call.ids.hex(32);
  return editApi(call, input.restApiId, (api) => {
    const ids = derivedIds(seed);
    const changed = importDocument(api, document, {
      mode: input.mode ?? 'merge',
      basePath: input.parameters?.['basepath'] ?? input.parameters?.['basePath'],
      newId: () => ids.lowerAlphanumeric(6),
      ignoreDocumentation: input.parameters?.['ignore'] === 'documentation',
    });
    if (input.failOnWarnings === true && (changed.warnings?.length ?? 0) > 0) {
      throw importWarnings(changed.warnings);
    }
    return [changed, restApiAnswer(changed, true)];
  });
}

putRestApi.access = managementAccess('PUT /restapis/{restApiId}', documentAccess);
