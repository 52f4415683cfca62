import type { Authorizer, PatchOperation, UpdateAuthorizerCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { checkAuthorizer } from './check-authorizer.ts';
import { missingAuthorizer } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { passedRoles, patchedAt } from './more-access.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import { type Call, editApi } from './state.ts';

const PATHS = [
  '/authorizerUri',
  '/authorizerCredentials',
  '/authorizerResultTtlInSeconds',
  '/authType',
  '/identitySource',
  '/identityValidationExpression',
  '/name',
  '/providerARNs',
  '/type',
];

export function updateAuthorizer(input: UpdateAuthorizerCommandInput, call: Call): Promise<Authorizer> {
  checkPatchOps('updateAuthorizer', input.patchOperations);
  const id = input.authorizerId ?? '';
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const before = ownMember(api.authorizers, id);
      if (before === undefined) throw missingAuthorizer();
      const authorizer = (input.patchOperations ?? []).reduce(patchAuthorizer, before);
      checkAuthorizer(authorizer);
      return [{ ...api, authorizers: { ...api.authorizers, [id]: authorizer } }, authorizer];
    },
    missingAuthorizer(),
  );
}

updateAuthorizer.access = managementAccess(
  'PATCH /restapis/{restApiId}/authorizers/{authorizerId}',
  passedRoles(patchedAt('/authorizerCredentials')),
);

function patchAuthorizer(authorizer: Authorizer, operation: PatchOperation): Authorizer {
  const { op, path = '', value = '' } = operation;
  if (path === '/providerARNs' && (op === 'add' || op === 'remove')) {
    const others = (authorizer.providerARNs ?? []).filter((arn) => arn !== value);
    return { ...authorizer, providerARNs: op === 'add' ? [...others, value] : others };
  }
  if (op !== 'replace' || !PATHS.includes(path)) throw unsupportedPatch(operation, PATHS);
  if (path === '/authorizerResultTtlInSeconds') return { ...authorizer, authorizerResultTtlInSeconds: Number(value) };
  return { ...authorizer, [path.slice(1)]: value };
}
