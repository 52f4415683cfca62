import type { GetIntegrationCommandInput, Integration } from '@aws-sdk/client-api-gateway';
import { missingIntegration } from './errors.ts';
import { getMethod } from './get-method.ts';
import { managementAccess } from './management-access.ts';
import type { Call } from './state.ts';

export async function getIntegration(input: GetIntegrationCommandInput, call: Call): Promise<Integration> {
  const { methodIntegration } = await getMethod(input, call);
  if (methodIntegration === undefined) throw missingIntegration();
  return methodIntegration;
}

getIntegration.access = managementAccess(
  'GET /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration',
);
