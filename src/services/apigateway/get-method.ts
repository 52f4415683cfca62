import type { GetMethodCommandInput, Method } from '@aws-sdk/client-api-gateway';
import type { ApiResource } from '../../gateway/api-definition.ts';
import { ownMember } from '../../gateway/own-member.ts';
import { missingMethod, missingResource } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi, resourceOf } from './state.ts';

export async function getMethod(input: GetMethodCommandInput, call: Call): Promise<Method> {
  const api = await readApi(call, input.restApiId, missingResource());
  return methodOf(resourceOf(api, input.resourceId), input.httpMethod);
}

getMethod.access = managementAccess('GET /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}');

export function methodOf(resource: ApiResource, httpMethod: string | undefined): Method {
  const method = ownMember(resource.methods, httpMethod);
  if (method === undefined) throw missingMethod();
  return method;
}
