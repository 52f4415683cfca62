import type { DeleteAuthorizerCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { conflict, missingAuthorizer } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi } from './state.ts';

export function deleteAuthorizer(input: DeleteAuthorizerCommandInput, call: Call): Promise<Record<string, never>> {
  return editApi(call, input.restApiId, (api) => {
    const { [input.authorizerId ?? '']: _, ...authorizers } = api.authorizers;
    if (ownMember(api.authorizers, input.authorizerId) === undefined) throw missingAuthorizer();
    const methods = Object.values(api.resources).flatMap((resource) => Object.values(resource.methods));
    if (methods.some(({ authorizerId }) => authorizerId === input.authorizerId)) {
      throw conflict(`Cannot delete authorizer '${input.authorizerId}', it is referenced by a method`);
    }
    return [{ ...api, authorizers }, {}];
  });
}

deleteAuthorizer.access = managementAccess('DELETE /restapis/{restApiId}/authorizers/{authorizerId}');
