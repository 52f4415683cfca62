import type { Method, PutMethodCommandInput } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { badRequest, conflict } from './errors.ts';
import { managementAccess } from './management-access.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import { type Call, editResource } from './state.ts';

const HTTP_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'];

export function putMethod(input: PutMethodCommandInput, call: Call): Promise<Method> {
  const httpMethod = input.httpMethod ?? '';
  return editResource(call, input.restApiId, input.resourceId, (resource, api) => {
    if (!HTTP_METHODS.includes(httpMethod)) {
      throw badRequest(`Invalid HttpMethod specified. Valid options are ${HTTP_METHODS.join(',')}`);
    }
    if (resource.methods[httpMethod] !== undefined) throw conflict('Method already exists for this resource');
    const method: Method = {
      httpMethod,
      authorizationType: input.authorizationType ?? 'NONE',
      apiKeyRequired: input.apiKeyRequired ?? false,
      ...(input.authorizerId === undefined ? {} : { authorizerId: input.authorizerId }),
      ...(input.requestValidatorId === undefined ? {} : { requestValidatorId: input.requestValidatorId }),
      ...(input.operationName === undefined ? {} : { operationName: input.operationName }),
      ...(input.requestParameters === undefined ? {} : { requestParameters: input.requestParameters }),
      ...(input.requestModels === undefined ? {} : { requestModels: input.requestModels }),
      ...(input.authorizationScopes === undefined ? {} : { authorizationScopes: input.authorizationScopes }),
    };
    checkMethod(method, api);
    return [{ ...resource, methods: { ...resource.methods, [httpMethod]: method } }, method];
  });
}

putMethod.access = managementAccess('PUT /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}');

/** Refuses what a method refers to and the API does not have. */
export function checkMethod(method: Method, api: RestApiRecord): void {
  const { authorizationType, authorizerId, requestValidatorId, requestModels, requestParameters } = method;
  if (authorizationType === 'CUSTOM' || authorizationType === 'COGNITO_USER_POOLS') {
    if (authorizerId === undefined || ownMember(api.authorizers, authorizerId) === undefined) {
      throw badRequest(
        'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
      );
    }
  }
  for (const name of Object.values(requestModels ?? {})) {
    if (ownMember(api.models, name) === undefined) throw badRequest(`Invalid model identifier specified: ${name}`);
  }
  if (requestValidatorId !== undefined && ownMember(api.requestValidators, requestValidatorId) === undefined) {
    throw badRequest('Invalid Request Validator identifier specified');
  }
  const names = Object.keys(requestParameters ?? {}).map((parameter) => parameter.split('.').slice(3).join('.'));
  if (new Set(names).size < names.length) {
    throw badRequest('Parameter names must be unique across querystring, header and path');
  }
}
