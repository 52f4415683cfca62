import type { GetRequestValidatorCommandInput, RequestValidator } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { missingValidator } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { type Call, readApi } from './state.ts';

export async function getRequestValidator(
  input: GetRequestValidatorCommandInput,
  call: Call,
): Promise<RequestValidator> {
  const { requestValidators } = await readApi(call, input.restApiId, missingValidator());
  const validator = ownMember(requestValidators, input.requestValidatorId);
  if (validator === undefined) throw missingValidator();
  return validator;
}

getRequestValidator.access = managementAccess('GET /restapis/{restApiId}/requestvalidators/{requestValidatorId}');
