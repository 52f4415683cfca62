import type { RequestValidator, UpdateRequestValidatorCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { badRequest, missingValidator } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import { type Call, editApi } from './state.ts';

const PATHS = ['/name', '/validateRequestParameters', '/validateRequestBody'];

export function updateRequestValidator(
  input: UpdateRequestValidatorCommandInput,
  call: Call,
): Promise<RequestValidator> {
  checkPatchOps('updateRequestValidator', input.patchOperations);
  const id = input.requestValidatorId ?? '';
  return editApi(
    call,
    input.restApiId,
    (api) => {
      let validator = ownMember(api.requestValidators, id);
      if (validator === undefined) throw missingValidator();
      for (const operation of input.patchOperations ?? []) {
        const { op, path = '', value = '' } = operation;
        if (op !== 'replace' || !PATHS.includes(path)) throw unsupportedPatch(operation, PATHS);
        if (path === '/name') {
          if (value === '') throw badRequest('Request Validator name cannot be blank');
          validator = { ...validator, name: value };
        } else validator = { ...validator, [path.slice(1)]: value.toLowerCase() === 'true' };
      }
      return [{ ...api, requestValidators: { ...api.requestValidators, [id]: validator } }, validator];
    },
    missingValidator(),
  );
}

updateRequestValidator.access = managementAccess('PATCH /restapis/{restApiId}/requestvalidators/{requestValidatorId}');
