import { ServiceError } from '../../aws/service-error.ts';

const user = { Type: 'User' };

export const functionNotFound = (arn: string) =>
  new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404, user);

export const resourceNotFound = () =>
  new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, user);

export const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message, 404, user);

export const conflict = (message: string) => new ServiceError('ResourceConflictException', message, 409, user);

export const invalidParameter = (message: string) =>
  new ServiceError('InvalidParameterValueException', message, 400, user);

export const revisionMismatch = () =>
  new ServiceError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    412,
    user,
  );

export const requestTooLarge = (limitBytes: number, operation: string) =>
  new ServiceError(
    'RequestEntityTooLargeException',
    `Request must be smaller than ${limitBytes} bytes for the ${operation} operation`,
    413,
  );

/** What AWS runs and samlet does not: the refusal says what and why. */
export const notBuilt = (message: string) => new ServiceError('InvalidParameterValueException', message, 400, user);
