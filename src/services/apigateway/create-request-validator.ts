import type { CreateRequestValidatorCommandInput, RequestValidator } from '@aws-sdk/client-api-gateway';
import { badRequest } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, editApi } from './state.ts';

export function createRequestValidator(
  input: CreateRequestValidatorCommandInput,
  call: Call,
): Promise<RequestValidator> {
  const id = call.ids.lowerAlphanumeric(6);
  return editApi(
    call,
    input.restApiId,
    (api) => {
      const validator: RequestValidator = {
        id,
        ...(input.name === undefined ? {} : { name: input.name }),
        validateRequestBody: input.validateRequestBody ?? false,
        validateRequestParameters: input.validateRequestParameters ?? false,
      };
      return [{ ...api, requestValidators: { ...api.requestValidators, [id]: validator } }, validator];
    },
    badRequest('Invalid REST API identifier specified'),
  );
}

createRequestValidator.access = managementAccess('POST /restapis/{restApiId}/requestvalidators');
