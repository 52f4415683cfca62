import { ServiceError } from '../../aws/service-error.ts';

export const groupNotFound = () =>
  new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
export const streamNotFound = () =>
  new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
export const groupExists = () =>
  new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
export const streamExists = () =>
  new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
export const invalid = (message: string) => new ServiceError('InvalidParameterException', message);

/** AWS's words for a member that breaks a constraint of its shape. */
export const constraint = (member: string, value: unknown, rule: string) =>
  invalid(
    `1 validation error detected: Value ${value === undefined ? 'null' : `'${value}'`} at '${member}' failed to satisfy constraint: ${rule}`,
  );

export const limitExceeded = () => new ServiceError('LimitExceededException', 'Resource limit exceeded.');
