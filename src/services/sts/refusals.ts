import { ServiceError } from '../../aws/service-error.ts';

/** AWS's words for a member that breaks a constraint of its shape. */
export const constraint = (member: string, value: unknown, rule: string) =>
  new ServiceError(
    'ValidationError',
    `1 validation error detected: Value ${value === undefined ? 'null' : `'${value}'`} at '${member}' failed to satisfy constraint: ${rule}`,
  );
