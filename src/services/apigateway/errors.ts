import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';

export const badRequest = (message: string) => new ServiceError('BadRequestException', message, 400);
export const notFound = (message: string) => new ServiceError('NotFoundException', message, 404);
export const conflict = (message: string) => new ServiceError('ConflictException', message, 409);

export const missingApi = (call: CallContext<unknown>, restApiId: string | undefined) =>
  notFound(`Invalid API identifier specified ${call.account}:${restApiId}`);
export const missingResource = () => notFound('Invalid Resource identifier specified');
export const missingMethod = () => notFound('Invalid Method identifier specified');
export const missingIntegration = () => notFound('Invalid Integration identifier specified');
export const missingResponse = () => notFound('Invalid Response status code specified');
export const missingStage = () => notFound('Invalid stage identifier specified');
export const missingDeployment = () => notFound('Invalid Deployment identifier specified');
export const missingModel = (name: string | undefined) => notFound(`Invalid model name specified: ${name}`);
export const missingValidator = () => notFound('Invalid Request Validator identifier specified');
export const missingAuthorizer = () => notFound('Invalid Authorizer identifier specified');

/** What the constraints of API Gateway's model refuse before the operation sees it. */
export const invalidValue = (value: unknown, member: string, constraint: string) =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
    400,
  );

export function checkStatusCode(statusCode: string | undefined): string {
  if (statusCode !== undefined && /^[1-5]\d\d$/.test(statusCode)) return statusCode;
  throw invalidValue(statusCode, 'statusCode', 'Member must satisfy regular expression pattern: [1-5]\\d\\d');
}
