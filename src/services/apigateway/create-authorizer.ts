import type { Authorizer, CreateAuthorizerCommandInput } from '@aws-sdk/client-api-gateway';
import { checkAuthorizer } from './check-authorizer.ts';
import { badRequest, conflict } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { passedRoles } from './more-access.ts';
import { type Call, editApi } from './state.ts';

export function createAuthorizer(input: CreateAuthorizerCommandInput, call: Call): Promise<Authorizer> {
  const id = call.ids.lowerAlphanumeric(6);
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const { restApiId: _, authType, ...given } = input;
      checkAuthorizer(given);
      if (Object.values(api.authorizers).some((one) => one.name === given.name)) {
        throw badRequest(`Authorizer name must be unique. Authorizer ${given.name} already exists in this RestApi.`);
      }
      const type = input.type ?? 'TOKEN';
      const defaultAuthType = type === 'COGNITO_USER_POOLS' ? 'cognito_user_pools' : 'custom';
      const authorizer: Authorizer = { ...given, id, type, authType: authType ?? defaultAuthType };
      return [{ ...api, authorizers: { ...api.authorizers, [id]: authorizer } }, authorizer];
    },
    // Not what one expects of an unknown API, but what AWS answers.
    conflict('Unable to complete operation due to concurrent modification. Please try again later.'),
  );
}

createAuthorizer.access = managementAccess(
  'POST /restapis/{restApiId}/authorizers',
  passedRoles(({ authorizerCredentials }: CreateAuthorizerCommandInput) => [authorizerCredentials]),
);
