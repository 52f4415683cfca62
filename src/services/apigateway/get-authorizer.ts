import type { Authorizer, GetAuthorizerCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { missingAuthorizer } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function getAuthorizer(input: GetAuthorizerCommandInput, call: Call): Promise<Authorizer> {
  const { authorizers } = await readApi(call, input.restApiId);
  const authorizer = ownMember(authorizers, input.authorizerId);
  if (authorizer === undefined) throw missingAuthorizer();
  return authorizer;
}

getAuthorizer.access = managementAccess('GET /restapis/{restApiId}/authorizers/{authorizerId}');
