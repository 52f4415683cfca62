import type { ApiKeyIds, ImportApiKeysCommandInput } from '@aws-sdk/client-api-gateway';
import { newApiKey } from './create-api-key.ts';
import { createUsagePlanKey } from './create-usage-plan-key.ts';
import { badRequest } from './errors.ts';
import { bytesOf } from './import-rest-api.ts';
import { managementAccess } from './management-access.ts';
import { parseCsv } from './parse-csv.ts';
import type { Call } from './state.ts';

/** Keys from a CSV file with the columns name, key, description, enabled and usageplanIds; the first two are needed. */
export async function importApiKeys(input: ImportApiKeysCommandInput, call: Call): Promise<ApiKeyIds> {
  if (input.format?.toLowerCase() !== 'csv') throw badRequest('Invalid format specified. Valid values are [csv]');
  const [header = [], ...rows] = parseCsv(Buffer.from(bytesOf(input.body)).toString());
  const columns = header.map((name) => name.trim().toLowerCase());
  if (!columns.includes('name') || !columns.includes('key')) {
    throw badRequest('The import file must have the columns Name and key');
  }
  const known = new Set((await call.state.apiKeys.list()).map((key) => key.value));
  const warnings: string[] = [];
  const wanted = rows.flatMap((row) => {
    const cell = (name: string) => row[columns.indexOf(name)]?.trim() ?? '';
    const value = cell('key');
    if (known.has(value)) {
      warnings.push(`API Key already exists: ${cell('name')}`);
      return [];
    }
    known.add(value);
    const enabled = cell('enabled');
    const key = { name: cell('name'), value, enabled: enabled === '' || enabled.toLowerCase() === 'true' };
    const description = cell('description');
    return [{ key: description === '' ? key : { ...key, description }, planIds: cell('usageplanids') }];
  });
  if (input.failOnWarnings === true && warnings.length > 0) throw badRequest(warnings.join(', '));

  const ids: string[] = [];
  for (const { key, planIds } of wanted) {
    const { id } = await newApiKey(key, call);
    ids.push(id);
    for (const usagePlanId of planIds.split(',').filter((one) => one.trim() !== '')) {
      await createUsagePlanKey({ usagePlanId: usagePlanId.trim(), keyId: id, keyType: 'API_KEY' }, call);
    }
  }
  return { ids, warnings };
}

importApiKeys.access = managementAccess('POST /apikeys');
