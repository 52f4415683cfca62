import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';

export const badRequest = (message: string) => new ServiceError('BadRequestException', message, 400);
export const notFound = (message: string) => new ServiceError('NotFoundException', message, 404);
/** For what samlet does not do: a code that SDKs do not retry. */
export const notServed = (message: string) => new ServiceError('UnknownOperationException', message, 400);
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
export const missingPart = () => notFound('Invalid Documentation part identifier specified');
export const missingVersion = () => notFound('Invalid Documentation version specified');
export const missingDomain = () => notFound('Invalid domain name identifier specified');
export const missingMapping = () => notFound('Invalid base path mapping identifier specified');
export const missingVpcLink = () => notFound('Invalid Vpc Link identifier specified');
export const missingCertificate = () => notFound('Invalid Client Certificate identifier specified');
export const missingAuthorizer = () => notFound('Invalid Authorizer identifier specified');

/** What the constraints of API Gateway's model refuse before the operation sees it. */
export const invalidValue = (value: unknown, member: string, constraint: string) =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
    400,
  );

export function isStatusCode(statusCode: string | undefined): statusCode is string {
  return statusCode !== undefined && /^[1-5]\d\d$/.test(statusCode);
}

export const STATUS_CODE_PATTERN = 'Member must satisfy regular expression pattern: [1-5]\\d\\d';

export function checkStatusCode(statusCode: string | undefined): string {
  if (isStatusCode(statusCode)) return statusCode;
  throw invalidValue(statusCode, 'statusCode', STATUS_CODE_PATTERN);
}
