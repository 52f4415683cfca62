import type { GetMethodCommandInput, Method } from '@aws-sdk/client-api-gateway';
import type { ApiResource } from '../../gateway/api-definition.ts';
import { ownMember } from '../../gateway/own-member.ts';
import { missingMethod, missingResource } from './errors.ts';
import { type Call, readApi, resourceOf } from './state.ts';

export async function getMethod(input: GetMethodCommandInput, call: Call): Promise<Method> {
  const api = await readApi(call, input.restApiId, missingResource());
  return methodOf(resourceOf(api, input.resourceId), input.httpMethod);
}

export function methodOf(resource: ApiResource, httpMethod: string | undefined): Method {
  const method = ownMember(resource.methods, httpMethod);
  if (method === undefined) throw missingMethod();
  return method;
}
