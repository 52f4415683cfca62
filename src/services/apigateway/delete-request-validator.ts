import type { DeleteRequestValidatorCommandInput } from '@aws-sdk/client-api-gateway';
import { missingValidator } from './errors.ts';
import { type Call, editApi } from './state.ts';

export function deleteRequestValidator(
  input: DeleteRequestValidatorCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const { [input.requestValidatorId ?? '']: gone, ...requestValidators } = api.requestValidators;
      if (gone === undefined) throw missingValidator();
      return [{ ...api, requestValidators }, {}];
    },
    missingValidator(),
  );
}
