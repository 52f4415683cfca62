import { ServiceError } from '../../aws/service-error.ts';

/** Codes are the names of the SDK's shapes; on the wire they lose their `Exception`, as IAM writes them. */
export const notFound = (message: string) => new ServiceError('NoSuchEntityException', message, 404);
export const alreadyExists = (message: string) => new ServiceError('EntityAlreadyExistsException', message, 409);
export const inUse = (message: string) => new ServiceError('DeleteConflictException', message, 409);
export const limitExceeded = (message: string) => new ServiceError('LimitExceededException', message, 409);
export const quota = (name: string, limit: number) => limitExceeded(`Cannot exceed quota for ${name}: ${limit}`);
export const invalidInput = (message: string) => new ServiceError('InvalidInputException', message);
export const malformed = (message: string) => new ServiceError('MalformedPolicyDocumentException', message);
export const unmodifiable = (message: string) => new ServiceError('UnmodifiableEntityException', message);
export const validation = (message: string) => new ServiceError('ValidationError', message);
export const accessDenied = (message: string) => new ServiceError('AccessDenied', message, 403);

/** AWS's words for a member that breaks a constraint of its shape. */
export const constraint = (member: string, value: unknown, rule: string) =>
  validation(
    `1 validation error detected: Value ${value === undefined ? 'null' : `'${value}'`} at '${member}' failed to satisfy constraint: ${rule}`,
  );
