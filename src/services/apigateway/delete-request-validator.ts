import type { DeleteRequestValidatorCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { missingValidator } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi } from './state.ts';

export function deleteRequestValidator(
  input: DeleteRequestValidatorCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const { [input.requestValidatorId ?? '']: _, ...requestValidators } = api.requestValidators;
      if (ownMember(api.requestValidators, input.requestValidatorId) === undefined) throw missingValidator();
      return [{ ...api, requestValidators }, {}];
    },
    missingValidator(),
  );
}

deleteRequestValidator.access = managementAccess('DELETE /restapis/{restApiId}/requestvalidators/{requestValidatorId}');
